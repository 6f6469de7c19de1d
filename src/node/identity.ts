import type { NodeIdentity } from '../rpc/methods/network/context.ts';
import type { NodeOptions } from './options/node-options.ts';
import { packageVersion } from './package-info.ts';

/** As what the node shows itself to clients and peers. @source BIP14; Bitcoin Core src/clientversion.cpp FormatSubVersion */
export function nodeIdentity({
  coreVersion,
  uaComment,
}: Pick<NodeOptions, 'coreVersion' | 'uaComment'>): NodeIdentity {
  const comments = uaComment.length === 0 ? '' : `(${uaComment.join('; ')})`;
  return { version: coreVersion, subversion: `/nonced:${packageVersion()}${comments}/` };
}

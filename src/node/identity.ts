import { MAX_SUBVERSION_LENGTH } from '../p2p/codec/limits.ts';
import type { NodeIdentity } from '../rpc/methods/network/context.ts';
import type { NodeOptions } from './options/node-options.ts';
import { packageVersion } from './package-info.ts';
import { StartError } from './start-error.ts';

/**
 * As what the node shows itself to clients and peers.
 * @throws StartError where that is longer than peers take
 * @source BIP14; Bitcoin Core src/clientversion.cpp FormatSubVersion
 */
export function nodeIdentity({
  coreVersion,
  uaComment,
}: Pick<NodeOptions, 'coreVersion' | 'uaComment'>): NodeIdentity {
  const comments = uaComment.length === 0 ? '' : `(${uaComment.join('; ')})`;
  const subversion = `/nonced:${packageVersion()}${comments}/`;
  if (subversion.length > MAX_SUBVERSION_LENGTH) {
    throw new StartError(
      `Total length of network version string (${subversion.length}) exceeds maximum length ` +
        `(${MAX_SUBVERSION_LENGTH}). Reduce the number or size of uacomments.`,
    );
  }
  return { version: coreVersion, subversion };
}

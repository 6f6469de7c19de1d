import { askDaemon, type DaemonConfiguration } from './ask-daemon.ts';
import type { KnownParam } from './call-params.ts';

/**
 * The parameters of a method as the daemon's OpenRPC document describes them; none where it can't say, e.g. since it is
 * still starting: the words of the command line then mean what they look like.
 */
export async function askForParams(
  configuration: DaemonConfiguration,
  method: string,
): Promise<readonly KnownParam[]> {
  const answer = await askDaemon(configuration, 'getOpenRpcInfo', JSON.stringify([true, method]));
  if (answer.kind !== 'result') return [];
  const document = JSON.parse(answer.json) as Document | null;
  return (document?.methods?.[0]?.params ?? []).map(({ name, schema }) => ({
    name,
    isText: schema.type === 'string',
  }));
}

/** As far as it is looked at; whoever answers may be no nonced. */
interface Document {
  readonly methods?: readonly { readonly params?: readonly DescribedParam[] }[];
}

interface DescribedParam {
  readonly name: string;
  readonly schema: { readonly type?: unknown };
}

import { MAX_HEADERS_RESULTS } from '../../../src/p2p/codec/limits.ts';
import type { Message } from '../../../src/p2p/codec/message.ts';
import { type Hash256, hashKey } from '../../../src/primitives/hash256.ts';
import type { BuiltBlock } from '../chain-builder.ts';
import type { Script } from './scripted-peer.ts';

/** What an honest peer answers that has these blocks, the first of them at height 1, to who asks for headers and blocks. */
export function serveChain(chain: readonly BuiltBlock[]): Script {
  const places = new Map(chain.map(({ hash }, place) => [hashKey(hash), place]));
  const placeOf = (hash: Hash256): number | undefined => places.get(hashKey(hash));

  function headersAfter(locator: readonly Hash256[]): Message {
    const known = locator.map(placeOf).find((place) => place !== undefined) ?? -1;
    const headers = chain.slice(known + 1, known + 1 + MAX_HEADERS_RESULTS).map(({ header }) => header);
    return { command: 'headers', headers };
  }

  return (message, peer) => {
    if (message.command === 'getheaders') peer.send(headersAfter(message.locator));
    if (message.command !== 'getdata') return;
    for (const { hash } of message.items) {
      const block = chain[placeOf(hash) ?? -1];
      if (block) peer.send({ command: 'block', block });
    }
  };
}

/** The same, but for blocks, on which it keeps silent. */
export function serveHeadersOnly(chain: readonly BuiltBlock[]): Script {
  const serve = serveChain(chain);
  return (message, peer) => {
    if (message.command !== 'getdata') serve(message, peer);
  };
}

import { describe, expect, it } from 'vitest';
import { filterHeader, filterMatches } from '../../../src/consensus/block-filter.ts';
import type { Message } from '../../../src/p2p/codec/message.ts';
import type { Feature, Handler } from '../../../src/p2p/feature.ts';
import type { Peer } from '../../../src/p2p/peer.ts';
import type { FilterIndex } from '../../../src/p2p/ports.ts';
import { createFilterService } from '../../../src/p2p/serve-filters.ts';
import { SERVICE } from '../../../src/p2p/services.ts';
import { displayHash, type Hash256, hash256, toHash256, ZERO_HASH } from '../../../src/primitives/hash256.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import { type BuiltBlock, buildBlock, buildChain, GENESIS } from '../../helpers/chain-builder.ts';
import { followTestChain } from '../../helpers/indexes.ts';
import { createTestPeer, type TestPeer } from '../../helpers/p2p/test-peer.ts';
import { openTestChain } from '../../helpers/test-chain.ts';

const BASIC = 0;
const OFFERED = SERVICE.network | SERVICE.witness | SERVICE.compactFilters;

/** Serves the filters of a chain of so many blocks, from a real index. */
async function openServing(count: number, filterIndex?: FilterIndex) {
  const lines: string[] = [];
  const { chainstate, path } = await openTestChain();
  const chain = buildChain(GENESIS, count);
  for (const block of chain) await chainstate.feedBlock(block);
  await chainstate.settled();
  const indexes = followTestChain(path, ['blockfilterindex']);
  indexes.wake();
  await indexes.current('blockfilterindex');
  const service = createFilterService({
    chainstate,
    log: {
      info: () => {},
      warn: () => {},
      error: () => {},
      debug: (_, line) => void lines.push(typeof line === 'string' ? line : line()),
    },
    filterIndex: filterIndex ?? { current: () => indexes.current('blockfilterindex') },
  });
  return { chainstate, chain, service, lines, table: await indexes.current('blockfilterindex') };
}

const client = (given: Partial<Peer> = {}) =>
  createTestPeer({ kind: 'inbound', ourServices: OFFERED, ...given });

/** Lets the peer ask, and answers to the end. */
async function ask(service: Feature, { peer }: TestPeer, message: Message): Promise<void> {
  await (service.handlers[message.command] as Handler<Message['command']>)(peer, message);
  while (await service.resume?.(peer));
}

const range = (startHeight: number, stopHash: Hash256) => ({ filterType: BASIC, startHeight, stopHash });

describe('getcfilters', () => {
  it('is answered by a filter of each block, upwards', async () => {
    const { service, chain } = await openServing(5);
    const peer = client();
    await ask(service, peer, { command: 'getcfilters', ...range(2, (chain[3] as BuiltBlock).hash) });
    const sent = peer.sentOf('cfilter');
    expect(sent.map(({ blockHash }) => displayHash(blockHash))).toEqual(
      chain.slice(1, 4).map(({ hash }) => displayHash(hash)),
    );
    for (const [i, { filter, blockHash }] of sent.entries()) {
      const paid = expectDefined(chain[i + 1]?.transactions[0]?.outputs[0], 'a reward').scriptPubKey;
      expect(filterMatches(filter, blockHash, [paid])).toBe(true);
    }
  });

  it('waits while the peer takes nothing, and its next message waits too', async () => {
    const { service, chain } = await openServing(4);
    let room = 2;
    const peer = client({ isPaused: () => peer.sent.length >= room });
    await ask(service, peer, { command: 'getcfilters', ...range(1, (chain[3] as BuiltBlock).hash) });
    expect([peer.sent.length, service.isBusy?.(peer.peer)]).toEqual([2, true]);
    room = 10;
    while (await service.resume?.(peer.peer));
    expect([peer.sent.length, service.isBusy?.(peer.peer)]).toEqual([4, false]);
  });
});

describe('getcfheaders', () => {
  it('is answered by hashes of filters that chain to the header of the last', async () => {
    const { service, chain, table } = await openServing(4);
    const stop = (chain[3] as BuiltBlock).hash;
    for (const startHeight of [0, 1, 4]) {
      const peer = client();
      await ask(service, peer, { command: 'getcfheaders', ...range(startHeight, stop) });
      const answer = expectDefined(peer.sentOf('cfheaders')[0], 'an answer');
      expect(answer.filterHashes).toHaveLength(5 - startHeight);
      if (startHeight === 0) expect(answer.previousHeader).toEqual(ZERO_HASH);
      const last = answer.filterHashes.reduce(
        (header, hash) => hash256(Buffer.concat([hash, header])),
        answer.previousHeader,
      );
      expect(displayHash(last)).toBe(displayHash(expectDefined(table?.filter(stop), 'a filter').header));
    }
  });

  it('says of a block that left the best chain what it said before', async () => {
    const { service, chainstate, chain, table } = await openServing(2);
    const stop = (chain[1] as BuiltBlock).hash;
    const [one, two] = [client(), client()];
    await ask(service, one, { command: 'getcfheaders', ...range(1, stop) });
    let tip: BuiltBlock = buildBlock(chain[0] ?? GENESIS, { tag: 1 });
    await chainstate.submitBlock(tip);
    tip = buildBlock(tip);
    await chainstate.submitBlock(tip);
    expect(displayHash(chainstate.tip().hash)).toBe(displayHash(tip.hash));
    await ask(service, two, { command: 'getcfheaders', ...range(1, stop) });
    expect(two.sent).toEqual(one.sent);
    const filter = expectDefined(table?.filter(stop), 'a filter');
    const below = expectDefined(table?.filter((chain[0] as BuiltBlock).hash), 'a filter').header;
    expect(filterHeader(filter.filter, below)).toEqual(filter.header);
  });
});

describe('a request', () => {
  it('of as many as may be, and a checkpoint each thousand blocks, are answered; of one more not', async () => {
    const { service, chain, table } = await openServing(2000);
    const stop = (chain[1999] as BuiltBlock).hash;
    const peer = client();
    await ask(service, peer, { command: 'getcfilters', ...range(1001, stop) });
    expect(peer.sentOf('cfilter')).toHaveLength(1000);
    await ask(service, peer, { command: 'getcfheaders', ...range(1, stop) });
    expect(peer.sentOf('cfheaders')[0]?.filterHashes).toHaveLength(2000);
    await ask(service, peer, { command: 'getcfcheckpt', filterType: BASIC, stopHash: stop });
    expect(peer.sentOf('cfcheckpt')[0]?.headers).toEqual(
      [999, 1999].map((i) => table?.filter((chain[i] as BuiltBlock).hash)?.header),
    );
    const [filters, headers] = [client(), client()];
    await ask(service, filters, { command: 'getcfilters', ...range(1000, stop) });
    expect(filters.disconnectedFor()).toBe('peer requested too many cfilters/cfheaders: 1001 / 1000');
    await ask(service, headers, { command: 'getcfheaders', ...range(0, stop) });
    expect(headers.disconnectedFor()).toBe('peer requested too many cfilters/cfheaders: 2001 / 2000');
  });

  it('that is out of order ends the connection, without a punishment', async () => {
    const { service, chain } = await openServing(2);
    const stop = (chain[1] as BuiltBlock).hash;
    const unknown = toHash256(new Uint8Array(32).fill(7));
    const cases: readonly (readonly [Partial<Peer>, Message, string])[] = [
      [
        { ourServices: SERVICE.network },
        { command: 'getcfilters', ...range(1, stop) },
        'peer requested unsupported block filter type: 0',
      ],
      [
        {},
        { command: 'getcfcheckpt', filterType: 255, stopHash: stop },
        'peer requested unsupported block filter type: 255',
      ],
      [
        {},
        { command: 'getcfheaders', ...range(1, unknown) },
        `peer requested invalid block hash: ${displayHash(unknown)}`,
      ],
      [
        {},
        { command: 'getcfheaders', ...range(3, stop) },
        'peer sent invalid getcfilters/getcfheaders with start height 3 and stop height 2',
      ],
    ];
    for (const [given, message, why] of cases) {
      const peer = client(given);
      await ask(service, peer, message);
      expect([peer.disconnectedFor(), peer.punishedFor(), peer.sent]).toEqual([why, undefined, []]);
    }
  });

  it('is not answered while the index is being made', async () => {
    const { service, chain, lines } = await openServing(1, { current: async () => undefined });
    const stop = (chain[0] as BuiltBlock).hash;
    const peer = client();
    await ask(service, peer, { command: 'getcfilters', ...range(1, stop) });
    expect([peer.sent, peer.disconnectedFor()]).toEqual([[], undefined]);
    expect(lines).toContain(
      `Failed to find block filter in index: filter_type=basic, start_height=1, stop_hash=${displayHash(stop)}`,
    );
  });
});

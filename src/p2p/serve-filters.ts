import { type BlockIndexEntry, getAncestor } from '../chain/block-index.ts';
import { displayHash, type Hash256, hash256, ZERO_HASH } from '../primitives/hash256.ts';
import { isRequestAllowed } from './blocks/block-access.ts';
import type { Message, MessageOf } from './codec/message.ts';
import type { P2pContext } from './context.ts';
import type { Feature } from './feature.ts';
import { type Peer, perPeer } from './peer.ts';
import type { FilterIndex, FilterTable } from './ports.ts';
import { hasServices, SERVICE } from './services.ts';

/**
 * Serves the compact filters of blocks, and the headers that chain them together, to light clients. What one request asks
 * for may be much: it is read and sent in parts, others have their turn between them, and no more is sent than the client
 * takes.
 * @source BIP157; Bitcoin Core src/net_processing.cpp PrepareBlockFilterRequest, ProcessGetCFilters, ProcessGetCFHeaders,
 *   ProcessGetCFCheckPt
 */

/** The only type of filter that there is, and its name. @source BIP158 */
const BASIC_FILTER = 0;
const BASIC_NAME = 'basic';

/** @source Bitcoin Core src/net_processing.cpp MAX_GETCFILTERS_SIZE, MAX_GETCFHEADERS_SIZE */
const MAX_FILTERS = 1000;
const MAX_HEADERS = 2000;

/** Heights between two headers of an answer to `getcfcheckpt`. @source BIP157 */
const CHECKPOINT_INTERVAL = 1000;

/** So many filters are read before others have their turn. */
const FILTERS_PER_TURN = 50;

type FilterRequest = MessageOf<'getcfilters'> | MessageOf<'getcfheaders'> | MessageOf<'getcfcheckpt'>;

/** An answer in the making: each step is a part of the work, what a step yields is sent. */
type Answer = Iterator<Message | undefined>;

/** What a request that is in order asks for. */
interface FilterRange {
  readonly startHeight: number;
  readonly stop: BlockIndexEntry;
}

export interface FilterServiceParts extends Pick<P2pContext, 'chainstate' | 'log'> {
  readonly filterIndex: FilterIndex;
}

export function createFilterService({ chainstate, log, filterIndex }: FilterServiceParts): Feature {
  const answers = perPeer<{ current: Answer | undefined }>(() => ({ current: undefined }));

  /** What the peer asks for, or why it may not. */
  function judge(peer: Peer, request: FilterRequest, maxCount: number): FilterRange | string {
    const { filterType, stopHash } = request;
    if (filterType !== BASIC_FILTER || !hasServices(peer.ourServices, SERVICE.compactFilters)) {
      return `peer requested unsupported block filter type: ${filterType}`;
    }
    const stop = chainstate.find(stopHash);
    if (!stop || !isRequestAllowed(stop, chainstate)) {
      return `peer requested invalid block hash: ${displayHash(stopHash)}`;
    }
    const startHeight = 'startHeight' in request ? request.startHeight : 0;
    if (startHeight > stop.height) {
      return `peer sent invalid getcfilters/getcfheaders with start height ${startHeight} and stop height ${stop.height}`;
    }
    const count = stop.height - startHeight + 1;
    if (count > maxCount) return `peer requested too many cfilters/cfheaders: ${count} / ${maxCount}`;
    return { startHeight, stop };
  }

  /** A handler that begins with the answer, once the index has what the chain has now. */
  function serve(maxCount: number, answer: (table: FilterTable, range: FilterRange) => Answer) {
    return async (peer: Peer, request: FilterRequest): Promise<void> => {
      const range = judge(peer, request, maxCount);
      if (typeof range === 'string') {
        peer.disconnect(range);
        return;
      }
      const table = await filterIndex.current();
      // A filter is made after those below it: where this one is there, all are.
      if (table?.filter(range.stop.hash)) answers.of(peer).current = answer(table, range);
      else logMissing(range);
      resume(peer);
    };
  }

  function logMissing({ startHeight, stop }: FilterRange): void {
    const which = `filter_type=${BASIC_NAME}, start_height=${startHeight}, stop_hash=${displayHash(stop.hash)}`;
    log.debug('net', `Failed to find block filter in index: ${which}`);
  }

  /** The next part of the answer. @returns whether there was any to send, and room for it */
  function resume(peer: Peer): boolean {
    const state = answers.of(peer);
    if (!state.current || peer.isGone || peer.isPaused()) return false;
    const { value, done } = state.current.next();
    if (value) peer.send(value);
    if (done) state.current = undefined;
    return true;
  }

  return {
    handlers: {
      getcfilters: serve(MAX_FILTERS, answerFilters),
      getcfheaders: serve(MAX_HEADERS, answerHeaders),
      getcfcheckpt: serve(Number.POSITIVE_INFINITY, answerCheckpoints),
    },
    resume,
    isBusy: (peer) => answers.of(peer).current !== undefined,
    gone: answers.drop,
  };
}

function* answerFilters(table: FilterTable, range: FilterRange): Generator<Message> {
  for (const { hash } of entriesOf(range)) {
    const row = table.filter(hash);
    if (!row) return;
    yield { command: 'cfilter', filterType: BASIC_FILTER, blockHash: hash, filter: row.filter };
  }
}

function* answerHeaders(table: FilterTable, range: FilterRange): Generator<Message | undefined> {
  const { startHeight, stop } = range;
  const before = startHeight > 0 ? getAncestor(stop, startHeight - 1) : undefined;
  const previousHeader = before ? table.filter(before.hash)?.header : ZERO_HASH;
  const filterHashes: Hash256[] = [];
  for (const { hash } of entriesOf(range)) {
    const row = table.filter(hash);
    if (!row) return;
    filterHashes.push(hash256(row.filter));
    if (filterHashes.length % FILTERS_PER_TURN === 0) yield undefined;
  }
  if (!previousHeader) return;
  yield {
    command: 'cfheaders',
    filterType: BASIC_FILTER,
    stopHash: stop.hash,
    previousHeader,
    filterHashes,
  };
}

function* answerCheckpoints(table: FilterTable, { stop }: FilterRange): Generator<Message | undefined> {
  const headers: Hash256[] = [];
  for (let height = CHECKPOINT_INTERVAL; height <= stop.height; height += CHECKPOINT_INTERVAL) {
    const entry = getAncestor(stop, height);
    const row = entry && table.filter(entry.hash);
    if (!row) return;
    headers.push(row.header);
    if (headers.length % FILTERS_PER_TURN === 0) yield undefined;
  }
  yield { command: 'cfcheckpt', filterType: BASIC_FILTER, stopHash: stop.hash, headers };
}

/** The blocks of the range, upwards. */
function entriesOf({ startHeight, stop }: FilterRange): readonly BlockIndexEntry[] {
  const entries: BlockIndexEntry[] = [];
  for (let walk: BlockIndexEntry | undefined = stop; walk && walk.height >= startHeight; walk = walk.parent) {
    entries.push(walk);
  }
  return entries.reverse();
}

import type { Chainstate } from '../chain/chainstate.ts';
import type { Block } from '../primitives/block.ts';
import { serializeHeader } from '../primitives/block-header.ts';
import { displayHash, hashKey } from '../primitives/hash256.ts';
import type { CancelTimer, Clock, Timers } from '../util/clock.ts';
import { DiskFullError } from '../util/disk-full-error.ts';
import type { Log } from '../util/log.ts';
import { createSerialQueue } from '../util/serial-queue.ts';
import { sum } from '../util/sum.ts';
import { describeRejection } from '../util/verdict.ts';
import { type Candidates, type FoundOutcome, submitFound } from './found.ts';
import { createFoundTally } from './found-tally.ts';
import { createHashRateMeter, HASH_RATE_WINDOWS_MS } from './hash-rate.ts';
import { createWorkSource } from './job.ts';
import type { HashingStatus, Miner, MinerState } from './miner.ts';
import type { HashPool, WorkSource } from './ports.ts';
import { type BlockTemplate, buildCandidate, getMinimumTime } from './template.ts';
import type { TemplateSource } from './template-source.ts';
import { createVersionSpace } from './version-rolling.ts';

export interface PoolMinerDependencies {
  readonly chainstate: Chainstate;
  readonly templates: TemplateSource;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  /** Makes the threads; called when mining first starts. */
  readonly createPool: (threads: number) => Promise<HashPool>;
  /** Threads to begin with. */
  readonly threads: number;
  /** Bits of a header's version that may be rolled; 0: none. */
  readonly versionMask: number;
  /** Whom rewards go to; asked when mining first starts. */
  readonly rewardScript: () => Promise<Uint8Array>;
  /** Where extra nonces begin: random, so that two miners of one address don't try the same headers. */
  readonly firstExtraNonce: number;
  /** What keeps blocks from being kept now, in words for the operator: the search waits. */
  readonly obstacle: () => string | undefined;
  /** Hears of a fault of our own, or of a disk without room for a block. */
  readonly onFault: (fault: unknown) => void;
}

/** A template this old is replaced, so that its time stays near the clock's. Milliseconds. */
const TEMPLATE_LIFETIME_MS = 5_000;

/** How often the miner looks whether it may go on, and the meter takes a reading. Milliseconds. */
const TICK_MS = 1_000;

/** Coinbases that one template is good for: more than a lifetime of any machine's hashes, 2^32 and more each. */
const EXTRA_NONCES_PER_TEMPLATE = 1 << 16;

/** What the miner has once it was started. */
interface Equipment {
  readonly pool: HashPool;
  readonly scriptPubKey: Uint8Array;
}

/** A miner that hashes on the threads of a pool. */
export function createPoolMiner(deps: PoolMinerDependencies): Miner {
  const { chainstate, templates, clock, timers, log } = deps;
  const meter = createHashRateMeter();
  const tally = createFoundTally();
  let equipment: Equipment | undefined;
  let threads = deps.threads;
  let state: MinerState = 'stopped';
  let notice: string | undefined;
  let nextExtraNonce = deps.firstExtraNonce;
  let templateMadeAt = 0;
  let templateRevision = 0;
  let cancelTick: CancelTimer = () => {};
  let cancelFull: CancelTimer = () => {};
  // A block found when there was no room for it is worth as much later.
  let unkept: (() => void) | undefined;
  let searches = 0;
  // A start makes threads, which takes a while: what is asked for meanwhile waits for its turn.
  const inTurn = createSerialQueue();
  // Several solutions of one search, as easy networks have them: when the first is in the chain, the others are stale.
  const submitInTurn = createSerialQueue();

  chainstate.events.on('tipChanged', () => {
    if (state === 'stopped') return;
    // Choosing transactions may take a while: the threads get work without any first.
    work(templates.bare);
    cancelFull();
    cancelFull = timers.after(0, () => work(templates.full));
  });

  /** Points the threads at a new template on the tip, or lets them rest while the rules forbid a block. */
  function work(make: TemplateSource['full']): void {
    if (!equipment || state === 'stopped') return;
    const reason = deps.obstacle() ?? whyTooEarly(chainstate, clock.nowSeconds());
    if (reason !== undefined) {
      wait(equipment.pool, reason);
      return;
    }
    state = 'mining';
    notice = undefined;
    templateMadeAt = clock.monotonicMs();
    templateRevision = templates.revision();
    const template = make(chainstate.tip());
    const candidates = new Map<string, Block>();
    const source = workOn(template, equipment, candidates);
    const { pool } = equipment;
    const search = ++searches;
    pool.search(source, (header) => {
      // A thread may have found it just before it was told to stop; who stops the miner wants no block after that.
      if (state === 'stopped') return;
      // What else would be found on this tip has no use, unless this is refused; its validation can use the CPU.
      if (search === searches) pool.pause();
      submit(header, candidates, search);
    });
    const submitAgain = unkept;
    unkept = undefined;
    submitAgain?.();
  }

  function submit(header: Uint8Array, candidates: Candidates, search: number): void {
    submitInTurn(() => submitFound(header, candidates, chainstate))
      .then((outcome) => {
        note(outcome);
        if (search === searches && outcome.kind !== 'accepted') work(templates.full);
      })
      .catch((error: unknown) => {
        if (error instanceof DiskFullError) unkept = () => submit(header, candidates, search);
        deps.onFault(error);
      });
  }

  function workOn(
    template: BlockTemplate,
    { scriptPubKey, pool }: Equipment,
    candidates: Map<string, Block>,
  ): WorkSource {
    const first = nextExtraNonce;
    return createWorkSource({
      target: template.target,
      versions: createVersionSpace(template.version, deps.versionMask),
      versionsPerUnit: pool.bestVersions,
      firstTime: template.time,
      lastTime: template.time,
      extraNonces: EXTRA_NONCES_PER_TEMPLATE,
      header: (offset) => {
        const extraNonce = first + offset;
        nextExtraNonce = extraNonce + 1;
        const candidate = buildCandidate(template, { scriptPubKey, extraNonce });
        candidates.set(hashKey(candidate.header.merkleRoot), candidate);
        return serializeHeader(candidate.header);
      },
    });
  }

  function wait(pool: HashPool, reason: string): void {
    pool.pause();
    state = 'waiting';
    const already = notice !== undefined;
    notice = `${reason}: mining waits`;
    if (!already) log.info(`Mining: ${notice}`);
  }

  function note(outcome: FoundOutcome): void {
    tally.note(outcome);
    const hash = displayHash(outcome.block.hash);
    if (outcome.kind === 'accepted') log.info(`Mined block ${hash}${speedText()}`);
    else if (outcome.kind === 'stale') {
      // Easy networks have many of them.
      log.debug('mining', () => `Mined block ${hash} came too late: another one is the tip`);
    } else log.warn(`Mined block ${hash} was refused: ${describeRejection(outcome.rejected)}`);
  }

  /** Nobody sees the live status line where the output is a file or a pipe. */
  function speedText(): string {
    const { total } = meter.rate(HASH_RATE_WINDOWS_MS.live);
    return total > 0 ? ` at ${(total / 1e6).toFixed(2)} MH/s` : '';
  }

  function tick(): void {
    cancelTick = timers.after(TICK_MS, () => {
      readMeter();
      const outdated = clock.monotonicMs() - templateMadeAt >= TEMPLATE_LIFETIME_MS;
      const better = templates.revision() !== templateRevision;
      const mustWait = deps.obstacle() !== undefined;
      if (state === 'waiting' || mustWait || outdated || better) work(templates.full);
      tick();
    });
  }

  function readMeter(): void {
    if (equipment) meter.record(clock.monotonicMs(), equipment.pool.counts().perThread);
  }

  function hashingStatus({ pool }: Equipment): HashingStatus {
    const hashes = sum(pool.counts().perThread);
    const { count } = createVersionSpace(0, deps.versionMask);
    return {
      rates: meter.rates(threads),
      hashes,
      luck: tally.luck(hashes),
      versionMask: deps.versionMask,
      versionsPerNonce: Math.min(count, pool.bestVersions),
    };
  }

  function rest(): void {
    readMeter();
    cancelTick();
    cancelFull();
    equipment?.pool.pause();
    state = 'stopped';
    notice = undefined;
  }

  async function start(wanted?: number): Promise<void> {
    threads = wanted ?? threads;
    equipment ??= { scriptPubKey: await deps.rewardScript(), pool: await deps.createPool(threads) };
    const { pool } = equipment;
    const isNews = state === 'stopped' || pool.threads !== threads;
    if (isNews) log.info(`Mining with ${threads} threads, kernel ${pool.kernel}`);
    readMeter();
    pool.resize(threads);
    if (state !== 'stopped') return;
    state = 'mining';
    work(templates.full);
    tick();
  }

  return {
    start: (wanted) => inTurn(() => start(wanted)),
    stop: () => inTurn(rest),
    status() {
      readMeter();
      return {
        state,
        threads,
        kernel: equipment?.pool.kernel,
        hashRate: state === 'stopped' ? undefined : meter.rate(HASH_RATE_WINDOWS_MS.live, threads),
        hashing: equipment && hashingStatus(equipment),
        blocks: tally.blocks(),
        notice,
      };
    },
    close: () =>
      inTurn(async () => {
        rest();
        await equipment?.pool.close();
      }),
  };
}

/** Why no block on the tip may be mined yet: its time must be above the median, yet not too far ahead. */
function whyTooEarly(chainstate: Chainstate, nowSeconds: number): string | undefined {
  const { params } = chainstate;
  const seconds = getMinimumTime(chainstate.tip(), params) - (nowSeconds + params.maxFutureBlockTime);
  if (seconds <= 0) return undefined;
  return `the chain's median time is ${seconds} s further ahead of the clock than a block's time may be`;
}

import { spawn } from 'node:child_process';
import type { BlockIndexEntry } from '../chain/block-index.ts';
import type { Chainstate } from '../chain/chainstate.ts';
import type { TipChanged } from '../chain/events.ts';
import { displayHash } from '../primitives/hash256.ts';
import type { Clock } from '../util/clock.ts';
import type { Log } from '../util/log.ts';
import { sanitizeText } from '../util/sanitize-text.ts';
import type { Cleanup } from './cleanup.ts';
import type { NodeOptions } from './options/node-options.ts';

/** The operator's commands that run when something happens. @source Bitcoin Core src/init.cpp (-blocknotify, …) */

interface NotifyRequest {
  readonly options: Pick<
    NodeOptions,
    'alertNotify' | 'blockNotify' | 'startupNotify' | 'shutdownNotify' | 'maxTipAge'
  >;
  readonly chainstate: Pick<Chainstate, 'events'>;
  /** While the chain is loaded blocks are too many to tell of. */
  readonly isInitialBlockDownload: () => boolean;
  /** What the operator should know, a sentence each. */
  readonly warnings: () => readonly string[];
  readonly clock: Pick<Clock, 'nowSeconds'>;
  readonly log: Log;
  readonly cleanup: Cleanup;
}

/** Runs the command of the start now, those of blocks, warnings and the end when it is time. */
export function startNotifying({ options, chainstate, log, cleanup, ...node }: NotifyRequest): void {
  const { alertNotify, blockNotify, startupNotify, shutdownNotify } = options;
  if (shutdownNotify.length > 0) {
    cleanup.push(async () => void (await Promise.all(shutdownNotify.map((command) => run(command, log)))));
  }
  if (blockNotify.length > 0) {
    const runSoon = createRunner(log);
    let wasInitial = node.isInitialBlockDownload();
    chainstate.events.on('tipChanged', (event) => {
      const isEnd = wasInitial;
      wasInitial = node.isInitialBlockDownload();
      if (wasInitial) return;
      const oldest = isEnd ? node.clock.nowSeconds() - options.maxTipAge : Number.NEGATIVE_INFINITY;
      for (const { hash, header } of newBests(event)) {
        if (header.time < oldest) continue;
        // A hash is hex: nothing in it that a shell would read.
        for (const command of blockNotify) runSoon(command.replaceAll('%s', displayHash(hash)));
      }
    });
  }
  if (alertNotify.length > 0) {
    const alert = (warning: string) => {
      for (const command of alertNotify) void run(command.replaceAll('%s', quoted(warning)), log);
    };
    const tell = tellingOnce(node.warnings, alert);
    chainstate.events.on('tipChanged', tell);
    chainstate.events.on('blockRefused', tell);
  }
  for (const command of startupNotify) void run(command, log);
}

/** The blocks that were the best chain's last, one after the other, though they may have been committed together. */
function newBests({ previous, tip }: TipChanged): readonly BlockIndexEntry[] {
  const found: BlockIndexEntry[] = [];
  let walk: BlockIndexEntry | undefined = tip;
  for (; walk && walk.chainwork > previous.chainwork; walk = walk.parent) found.push(walk);
  // Less work: a block was taken off by the operator's word.
  return found.length > 0 ? found.reverse() : [tip];
}

/** Commands that run at once; many blocks may come together. */
const MAX_RUNNING = 16;

/** Runs commands in the order in which they were given, so many at a time. */
function createRunner(log: Log): (command: string) => void {
  const waiting: string[] = [];
  let running = 0;
  const next = (): void => {
    const command = running < MAX_RUNNING ? waiting.shift() : undefined;
    if (command === undefined) return;
    running++;
    void run(command, log).then(() => {
      running--;
      next();
    });
  };
  return (command) => {
    waiting.push(command);
    next();
  };
}

/** Tells of each text when it is there and was not there the last time. */
function tellingOnce(texts: () => readonly string[], tell: (text: string) => void): () => void {
  let before: readonly string[] = [];
  return () => {
    const now = texts();
    for (const text of now) if (!before.includes(text)) tell(text);
    before = now;
  };
}

/**
 * A word for the shell, of characters that mean nothing to it: a warning may have parts that are not ours.
 * @source Bitcoin Core src/node/kernel_notifications.cpp AlertNotify
 */
function quoted(text: string): string {
  return `'${sanitizeText(text)}'`;
}

/** Runs the command by the shell and waits for its end; what it writes goes nowhere. */
function run(command: string, log: Log): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn(command, { shell: true, stdio: 'ignore' });
    const end = (what: string | undefined) => {
      if (what !== undefined) log.warn(`runCommand error: system(${command}) ${what}`);
      resolve();
    };
    child.once('error', ({ message }) => end(`failed: ${message}`));
    child.once('exit', (code, signal) => end(code === 0 ? undefined : `returned ${code ?? signal}`));
  });
}

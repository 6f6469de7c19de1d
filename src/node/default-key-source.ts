import { join } from 'node:path';
import type { Log } from '../util/log.ts';
import { createSerialQueue } from '../util/serial-queue.ts';
import type { DefaultKey } from '../wallet/default-key.ts';
import type { KeySource } from '../wallet/wallet.ts';
import type { DataPaths } from './datadir.ts';
import { createMnemonicFile } from './mnemonic-file.ts';
import type { DaemonHooks } from './running-node.ts';

interface KeySourceRequest {
  readonly paths: DataPaths;
  readonly hooks: DaemonHooks;
  /** @throws DiskFullError where nothing may be written now */
  readonly requireRoom: () => void;
  readonly log: Log;
}

/**
 * The default key of `wallets/default/`: read, or made, when it is first asked for and kept from then on. Words that
 * are no key are an OperatorError; once they are mended the next question finds them.
 */
export function createKeySource({ paths, hooks, requireRoom, log }: KeySourceRequest): KeySource {
  const path = join(paths.wallets, 'default', 'mnemonic.txt');
  const file = createMnemonicFile(path);
  const inTurn = createSerialQueue();
  let known: DefaultKey | undefined;

  async function find(): Promise<DefaultKey | undefined> {
    if (known) return known;
    const { findDefaultKey } = await loadKeys();
    const found = await findDefaultKey(file);
    known ??= found;
    return known;
  }

  async function makeKey(): Promise<DefaultKey> {
    requireRoom();
    const { loadDefaultKey } = await loadKeys();
    const key = await loadDefaultKey(file);
    if (key.newMnemonic !== undefined) showWords(key.newMnemonic);
    known ??= key;
    return known;
  }

  function showWords(words: string): void {
    log.info(`A key was made for this node; its words are in ${path}`);
    hooks.showOnce?.([
      "This node's key was made just now. These words restore it; note them, they are not shown again:",
      `  ${words}`,
      `They are also in ${path}, readable by you alone.`,
    ]);
  }

  // One after the other: the second one finds the words of the first.
  return { find, make: () => inTurn(async () => (await find()) ?? makeKey()) };
}

/** Loaded late: the word list and the curve are large, and most nodes never use them. */
function loadKeys() {
  return import('../wallet/default-key.ts');
}

import { closeSync, openSync, writeSync } from 'node:fs';
import type { Block } from '../../../src/primitives/block.ts';
import { displayHash } from '../../../src/primitives/hash256.ts';
import { blockRecord } from '../block-files.ts';
import { GENESIS } from '../chain-builder.ts';
import { REGTEST } from '../regtest.ts';
import type { Lock } from '../spending.ts';
import { spendingChain } from '../spending-chain.ts';

export interface SpendingChainFileRequest {
  /** Where it is written. */
  readonly path: string;
  readonly blocks: number;
  /** Of each block beside its coinbase, once the first coinbase can be spent. */
  readonly transactions: number;
  readonly lock?: (number: number) => Lock;
}

export interface SpendingChainFile {
  readonly path: string;
  /** The hash of the last block, in display order. */
  readonly tip: string;
  /** Transactions that are no coinbase. */
  readonly payments: number;
  /** What those spend. */
  readonly inputs: number;
}

/** So far before now the last block is: a node that has it has caught up. Seconds. */
const TIP_AGE = 3600;

/** Writes a chain of regtest, whose last block is of this hour, as a file that `-loadblock` takes. */
export function writeSpendingChain({
  path,
  blocks,
  transactions,
  ...more
}: SpendingChainFileRequest): SpendingChainFile {
  const age = Math.floor(Date.now() / 1000) - TIP_AGE - GENESIS.header.time;
  const spacing = Math.floor(age / blocks);
  const file = openSync(path, 'w');
  let [payments, inputs] = [0, 0];
  const count = ({ transactions: [, ...payers] }: Block): void => {
    payments += payers.length;
    for (const payer of payers) inputs += payer.inputs.length;
  };
  try {
    for (const block of spendingChain(GENESIS, {
      params: REGTEST.consensus,
      transactions,
      spacing,
      ...more,
    })) {
      writeSync(file, blockRecord(block));
      count(block);
      if (block.height === blocks) return { path, tip: displayHash(block.hash), payments, inputs };
    }
    throw new RangeError('the chain has no end');
  } finally {
    closeSync(file);
  }
}

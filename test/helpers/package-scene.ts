import type { MempoolOptions } from '../../src/mempool/options.ts';
import { makeTransaction, type Transaction } from '../../src/primitives/tx.ts';
import type { PackageWorld } from './package-world.ts';
import { outputAt, type PayOptions, payOn } from './spending.ts';

/** What is submitted, and what comes of it. */
export interface PackageScene {
  readonly txs: readonly Transaction[];
  readonly maxFeeRate?: number;
  readonly message: string;
  /** For each of `txs`; nothing where they are not looked at. */
  readonly outcomes?: readonly string[];
  /** What the mempool holds then. */
  readonly held: readonly Transaction[];
}

/** One row of the table. */
export interface PackageCase {
  readonly name: string;
  readonly options?: Partial<MempoolOptions>;
  readonly play: (world: PackageWorld) => PackageScene | Promise<PackageScene>;
}

export const FAILED = 'transaction failed';
export const POOR = 'min relay fee not met';
export const MISSING = 'bad-txns-inputs-missingorspent';
export const V3: PayOptions = { version: 3 };
/** Virtual bytes of a transaction with one input and one output of these tests; each further output has 43. */
export const SIZE = 96;

export const childOf = (parent: Transaction, fee: number, options?: PayOptions): Transaction =>
  payOn([outputAt(parent, 0)], fee, options);
export const childOfAll = (parents: readonly Transaction[], fee: number, options?: PayOptions): Transaction =>
  payOn(
    parents.map((parent) => outputAt(parent, 0)),
    fee,
    options,
  );
/** The transaction with a witness that opens nothing. */
export const forged = (tx: Transaction): Transaction =>
  makeTransaction({ ...tx, inputs: tx.inputs.map((input) => ({ ...input, witness: [Uint8Array.of(0)] })) });
export const refusedTogether = (txs: readonly Transaction[], message: string): PackageScene => ({
  txs,
  message,
  held: [],
});

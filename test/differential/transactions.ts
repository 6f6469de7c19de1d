import { hash256, ZERO_HASH } from '../../src/primitives/hash256.ts';
import { NULL_OUTPOINT, type OutPoint } from '../../src/primitives/outpoint.ts';
import type { TransactionFields, TxInput, TxOutput } from '../../src/primitives/tx.ts';
import type { Random } from './random.ts';

/** Transactions of any kind. */

const UINT32_EDGES = [0, 1, 2, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];
const VALUE_EDGES = [0, 1, 546, 21e14, 21e14 + 1, 2 ** 52, Number.MAX_SAFE_INTEGER];
/** Lengths at which a compact size, or a push, gets longer. */
const LENGTH_EDGES = [0, 1, 22, 23, 25, 34, 75, 76, 252, 253, 255, 256, 520, 521];

function anyUint32(random: Random): number {
  return random.chance(0.5) ? random.pick(UINT32_EDGES) : random.int(2 ** 32);
}

export function anyBytes(random: Random, most = 600): Uint8Array {
  const length = random.chance(0.3) ? random.pick(LENGTH_EDGES) : random.int(60);
  return random.bytes(Math.min(length, most));
}

function anyOutPoint(random: Random): OutPoint {
  if (random.chance(0.03)) return NULL_OUTPOINT;
  return { txid: random.chance(0.03) ? ZERO_HASH : hash256(random.bytes(4)), index: anyUint32(random) };
}

export interface TransactionPlan {
  /** Inputs have witnesses, some of them. */
  readonly witness?: boolean;
  readonly outputs?: number;
}

export function anyOutput(random: Random): TxOutput {
  const value = random.chance(0.3) ? random.pick(VALUE_EDGES) : random.int(2 ** 40);
  return { value, scriptPubKey: anyBytes(random) };
}

function anyInput(random: Random, witness: boolean): TxInput {
  return {
    prevout: anyOutPoint(random),
    scriptSig: anyBytes(random),
    sequence: anyUint32(random),
    witness: witness && random.chance(0.7) ? random.list(random.int(4), () => anyBytes(random)) : [],
  };
}

/** A transaction with at least one input, and none, one or more outputs. */
export function anyTransactionFields(random: Random, plan: TransactionPlan = {}): TransactionFields {
  const { witness = random.chance(0.5), outputs = random.int(4) } = plan;
  const count = random.chance(0.02) ? 253 : 1 + random.int(4);
  return {
    version: anyUint32(random),
    inputs: random.list(count, () => anyInput(random, witness)),
    outputs: random.list(outputs, () => anyOutput(random)),
    lockTime: anyUint32(random),
  };
}

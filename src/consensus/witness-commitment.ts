import type { Block } from '../primitives/block.ts';
import { hasWitness, makeTransaction, type Transaction } from '../primitives/tx.ts';
import { concatBytes, equalBytes } from '../util/bytes.ts';
import { ACCEPTED, reject, type Verdict } from '../util/verdict.ts';
import { blockWitnessMerkleRoot, witnessCommitment } from './merkle.ts';
import type { BlockRejectCode } from './reject-codes.ts';

/** OP_RETURN, a push of 36 bytes, and the four bytes that announce the commitment (BIP141). */
const COMMITMENT_PREFIX = Uint8Array.of(0x6a, 0x24, 0xaa, 0x21, 0xa9, 0xed);
const COMMITMENT_SIZE = COMMITMENT_PREFIX.length + 32;

/** The reserved value that this node's own coinbases carry in their witness. */
export const WITNESS_RESERVED_VALUE = new Uint8Array(32);

/** The scriptPubKey that commits to the witnesses of `transactions`, the first of which is the coinbase. */
export function witnessCommitmentScript(transactions: readonly Transaction[]): Uint8Array {
  const root = blockWitnessMerkleRoot({ transactions });
  return concatBytes(COMMITMENT_PREFIX, witnessCommitment(root, WITNESS_RESERVED_VALUE));
}

/**
 * The block as it is when the miner left the reserved value out, which is not part of its hash: of a coinbase that
 * commits to the witnesses and has none itself, the one that this node's own have is put in.
 * @source Bitcoin Core src/validation.cpp UpdateUncommittedBlockStructures
 */
export function withReservedValue(block: Block): Block {
  const [coinbase, ...others] = block.transactions;
  if (!coinbase || hasWitness(coinbase) || witnessCommitmentIndex(coinbase) < 0) return block;
  const inputs = coinbase.inputs.map((input, i) =>
    i === 0 ? { ...input, witness: [WITNESS_RESERVED_VALUE] } : input,
  );
  // A block whose amounts can't be written again is refused anyway.
  if (!coinbase.outputs.every(({ value }) => Number.isSafeInteger(value))) return block;
  return { ...block, transactions: [makeTransaction({ ...coinbase, inputs }), ...others] };
}

/** The commitment that counts; undefined where there is none. */
function findWitnessCommitment(coinbase: Transaction): Uint8Array | undefined {
  return coinbase.outputs[witnessCommitmentIndex(coinbase)]?.scriptPubKey.subarray(
    COMMITMENT_PREFIX.length,
    COMMITMENT_SIZE,
  );
}

/**
 * Index of the output that commits to the witnesses: the last that has the form of a commitment; -1 where none has.
 * @source Bitcoin Core src/consensus/validation.h GetWitnessCommitmentIndex
 */
export function witnessCommitmentIndex(coinbase: Transaction): number {
  return coinbase.outputs.findLastIndex(
    ({ scriptPubKey: script }) =>
      script.length >= COMMITMENT_SIZE &&
      equalBytes(script.subarray(0, COMMITMENT_PREFIX.length), COMMITMENT_PREFIX),
  );
}

/**
 * Checks that the witnesses are those the coinbase commits to, or that there are none.
 * @param segwitActive - whether the block's height is under BIP141
 * @rejects bad-witness-nonce-size, bad-witness-merkle-match, unexpected-witness
 * @source Bitcoin Core src/validation.cpp CheckWitnessMalleation
 */
export function checkWitnessCommitment(block: Block, segwitActive: boolean): Verdict<void, BlockRejectCode> {
  const [coinbase] = block.transactions;
  const commitment = segwitActive && coinbase ? findWitnessCommitment(coinbase) : undefined;
  if (!commitment) {
    return block.transactions.some(hasWitness)
      ? reject('unexpected-witness', 'unexpected witness data found')
      : ACCEPTED;
  }
  const stack = coinbase?.inputs[0]?.witness ?? [];
  const [reserved] = stack;
  if (stack.length !== 1 || reserved?.length !== 32) {
    return reject('bad-witness-nonce-size', 'invalid witness reserved value size');
  }
  return equalBytes(witnessCommitment(blockWitnessMerkleRoot(block), reserved), commitment)
    ? ACCEPTED
    : reject('bad-witness-merkle-match', 'witness merkle commitment mismatch');
}

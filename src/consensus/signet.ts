import type { Block } from '../primitives/block.ts';
import { NULL_OUTPOINT } from '../primitives/outpoint.ts';
import { decode, readVarBytes, readVector } from '../primitives/reader.ts';
import { makeTransaction, type Transaction, type TxInput } from '../primitives/tx.ts';
import { encode, writeBytes, writeInt32, writeUint32 } from '../primitives/writer.ts';
import { SCRIPT_VERIFY } from '../script/flags.ts';
import { Opcode } from '../script/opcodes.ts';
import { createCursor, hasMore, pushedData, readInstruction } from '../script/parse.ts';
import { pushData } from '../script/push.ts';
import { concatBytes, equalBytes } from '../util/bytes.ts';
import { accept, reject, type Verdict } from '../util/verdict.ts';
import { findScriptFailure } from './check-scripts.ts';
import { computeMerkleRoot } from './merkle.ts';
import { witnessCommitmentIndex } from './witness-commitment.ts';

/**
 * Blocks of a signet (BIP325): whoever can satisfy the network's challenge script makes them. A block is treated as
 * if it were a transaction that spends an output with the challenge: `toSpend` has that output and names all of the
 * block but its solution and nonce, `toSign` spends it with the solution. The solution stands in the coinbase, in a
 * push of the output that commits to the witnesses.
 * @source Bitcoin Core src/signet.cpp; BIP325
 */

/** What a push starts with that holds the solution. */
const SIGNET_HEADER = Uint8Array.of(0xec, 0xc7, 0xda, 0xa2);

const SIGNET_SCRIPT_FLAGS =
  SCRIPT_VERIFY.P2SH | SCRIPT_VERIFY.WITNESS | SCRIPT_VERIFY.DERSIG | SCRIPT_VERIFY.NULLDUMMY;

/** The two transactions that a block and its challenge make. */
export interface SignetTransactions {
  readonly toSpend: Transaction;
  readonly toSign: Transaction;
}

type SignetFault = 'no-witness-commitment' | 'bad-txns-vout-toolarge' | 'decode-failed';

/** How an input satisfies the challenge. */
type Solution = Pick<TxInput, 'scriptSig' | 'witness'>;

const NO_SOLUTION: Solution = { scriptSig: new Uint8Array(), witness: [] };

/** True where the block carries a solution to the challenge, or needs none as anyone satisfies it (OP_TRUE). */
export function isSignetSolved(block: Block, challenge: Uint8Array): boolean {
  const transactions = signetTransactions(block, challenge);
  if (!transactions.ok) return false;
  const { toSpend, toSign } = transactions.value;
  const coins = toSpend.outputs.map((output) => ({ output, height: 0, isCoinbase: false }));
  return findScriptFailure({ tx: toSign, coins, flags: SIGNET_SCRIPT_FLAGS }) === undefined;
}

/**
 * The transactions that whoever signs the block, or checks that it is signed, works with.
 * @rejects no-witness-commitment, bad-txns-vout-toolarge, decode-failed where the push holds no solution
 */
export function signetTransactions(
  { header, transactions: [coinbase, ...others] }: Block,
  challenge: Uint8Array,
): Verdict<SignetTransactions, SignetFault> {
  const index = coinbase ? witnessCommitmentIndex(coinbase) : -1;
  const commitment = coinbase?.outputs[index]?.scriptPubKey;
  if (!coinbase || !commitment) return reject('no-witness-commitment');
  // Its bytes are not known; whatever signs it, the rules of transactions refuse it.
  if (!coinbase.outputs.every(({ value }) => Number.isSafeInteger(value)))
    return reject('bad-txns-vout-toolarge');
  const { script, solution: bytes } = cutOutSolution(commitment);
  const solution = bytes ? decodeSolution(bytes) : accept(NO_SOLUTION);
  if (!solution.ok) return solution;
  const outputs = coinbase.outputs.map((output, i) =>
    i === index ? { ...output, scriptPubKey: script } : output,
  );
  const unsigned = makeTransaction({ ...coinbase, outputs });
  const { root } = computeMerkleRoot([unsigned, ...others].map(({ txid }) => txid));
  const blockData = encode((writer) => {
    writeInt32(writer, header.version);
    writeBytes(writer, header.prevBlockHash);
    writeBytes(writer, root);
    writeUint32(writer, header.time);
  });
  const toSpend = makeTransaction({
    version: 0,
    inputs: [inputOf(NULL_OUTPOINT, { scriptSig: concatBytes(OP_0, pushData(blockData)), witness: [] })],
    outputs: [{ value: 0, scriptPubKey: challenge }],
    lockTime: 0,
  });
  const toSign = makeTransaction({
    version: 0,
    inputs: [inputOf({ txid: toSpend.txid, index: 0 }, solution.value)],
    outputs: [{ value: 0, scriptPubKey: Uint8Array.of(Opcode.OP_RETURN) }],
    lockTime: 0,
  });
  return accept({ toSpend, toSign });
}

const OP_0 = Uint8Array.of(Opcode.OP_0);

function inputOf(prevout: TxInput['prevout'], solution: Solution): TxInput {
  return { prevout, sequence: 0, ...solution };
}

/**
 * The script without the solution in it: of the first push that starts with the header and goes on, only the header
 * remains. With it every push is written anew, in its shortest form; a script without a solution stays as it is.
 * What stands behind a malformed instruction is dropped.
 */
function cutOutSolution(script: Uint8Array): { script: Uint8Array; solution?: Uint8Array } {
  const cursor = createCursor(script);
  const parts: Uint8Array[] = [];
  let solution: Uint8Array | undefined;
  while (hasMore(cursor) && readInstruction(cursor)) {
    const data = pushedData(cursor);
    if (data.length === 0) parts.push(Uint8Array.of(cursor.opcode));
    else if (solution === undefined && holdsSolution(data)) {
      solution = data.subarray(SIGNET_HEADER.length);
      parts.push(pushData(SIGNET_HEADER));
    } else parts.push(pushData(data));
  }
  return solution === undefined ? { script } : { script: concatBytes(...parts), solution };
}

function holdsSolution(data: Uint8Array): boolean {
  const { length } = SIGNET_HEADER;
  return data.length > length && equalBytes(data.subarray(0, length), SIGNET_HEADER);
}

/** scriptSig and witness stack, each behind its compact size. */
function decodeSolution(bytes: Uint8Array): Verdict<Solution, 'decode-failed'> {
  return decode(bytes, (reader) => ({
    scriptSig: readVarBytes(reader),
    witness: readVector(reader, readVarBytes),
  }));
}

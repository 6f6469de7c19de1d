import { createRequire } from 'node:module';
import { Transaction as BitcoinJs } from 'bitcoinjs-lib';
import { transactionWeight } from '../../src/consensus/weight.ts';
import { displayHash } from '../../src/primitives/hash256.ts';
import { decodeTransaction, serializeTransaction, type Transaction } from '../../src/primitives/tx.ts';
import { toHex } from '../../src/util/bytes.ts';

/** Three decoders of transactions behind one face. */

/** What a decoder says of bytes that it accepts: every field and every number that follows, as text. */
export interface Reading {
  /** Version, inputs, outputs, lock time. */
  readonly fields: string;
  readonly txid: string;
  readonly wtxid: string;
  /** Bytes, and weight units. */
  readonly sizes: string;
  /** The bytes that it makes of the transaction. */
  readonly encoded: string;
}

/** What a decoder makes of bytes: a reading, or why it refuses them. */
export type Decoded = { readonly reading: Reading } | { readonly refusal: string };

interface FieldTexts {
  readonly version: number;
  readonly lockTime: number;
  readonly inputs: readonly (readonly [
    outpoint: string,
    script: string,
    sequence: number,
    witness: string,
  ])[];
  readonly outputs: readonly (readonly [value: bigint, script: string])[];
}

const textOf = ({ version, lockTime, inputs, outputs }: FieldTexts): string =>
  [
    version,
    ...inputs.map((input) => input.join(' ')),
    '|',
    ...outputs.map((one) => one.join(' ')),
    lockTime,
  ].join('\n');

const witnessText = (items: readonly Uint8Array[]): string => items.map(toHex).join(',');

/** An amount as our decoder keeps it: what a number can't say exactly is as far out as that goes. */
function saturated(value: bigint): bigint {
  const limit = 2n ** 53n;
  return value > limit ? limit : value < -limit ? -limit : value;
}

/** Ours. */
export function decodeByUs(bytes: Uint8Array): Decoded {
  const decoded = decodeTransaction(bytes);
  if (!decoded.ok) return { refusal: decoded.debug ?? '' };
  const tx = decoded.value;
  return {
    reading: {
      fields: textOf({
        version: tx.version,
        lockTime: tx.lockTime,
        inputs: tx.inputs.map(({ prevout, scriptSig, sequence, witness }) => [
          `${displayHash(prevout.txid)}:${prevout.index}`,
          toHex(scriptSig),
          sequence,
          witnessText(witness),
        ]),
        outputs: tx.outputs.map(({ value, scriptPubKey }) => [BigInt(value), toHex(scriptPubKey)]),
      }),
      txid: displayHash(tx.txid),
      wtxid: displayHash(tx.wtxid),
      sizes: `${tx.size} ${transactionWeight(tx)}`,
      encoded: encodeIfExact(tx, bytes),
    },
  };
}

/** A saturated amount has lost its bytes, so what holds one can't be written again. */
function encodeIfExact(tx: Transaction, bytes: Uint8Array): string {
  const isExact = tx.outputs.every(({ value }) => Number.isSafeInteger(value));
  return toHex(isExact ? serializeTransaction(tx) : bytes);
}

/** bitcoinjs-lib's. */
export function decodeByBitcoinJs(bytes: Uint8Array): Decoded {
  return refusing(() => {
    const tx = BitcoinJs.fromBuffer(bytes);
    return {
      fields: textOf({
        version: tx.version,
        lockTime: tx.locktime,
        inputs: tx.ins.map(({ hash, index, script, sequence, witness }) => [
          `${toHex(hash.toReversed())}:${index}`,
          toHex(script),
          sequence,
          witnessText(witness),
        ]),
        outputs: tx.outs.map(({ value, script }) => [saturated(value), toHex(script)]),
      }),
      txid: tx.getId(),
      wtxid: toHex(tx.getHash(true).toReversed()),
      sizes: `${tx.byteLength()} ${tx.weight()}`,
      encoded: toHex(tx.toBuffer()),
    };
  });
}

/** As much of bitcore-lib's transaction as is used here. */
interface BitcoreTransaction {
  readonly version: number;
  readonly nLockTime: number;
  readonly inputs: readonly {
    readonly prevTxId: Buffer;
    readonly outputIndex: number;
    readonly _scriptBuffer: Buffer;
    readonly sequenceNumber: number;
    readonly witnesses: readonly Buffer[];
  }[];
  readonly outputs: readonly { readonly _satoshisBN: object; readonly _scriptBuffer: Buffer }[];
  readonly hash: string;
  readonly witnessHash: string;
  readonly weight: number;
  fromBufferReader(reader: { readonly pos: number }): void;
  toBuffer(): Buffer;
}

interface BitcoreLib {
  readonly Transaction: new () => BitcoreTransaction;
  readonly encoding: { readonly BufferReader: new (bytes: Buffer) => { readonly pos: number } };
}
const bitcore = createRequire(import.meta.url)('bitcore-lib') as BitcoreLib;

/** bitcore-lib's. It ignores bytes that are left over, so these are refused in its name. */
export function decodeByBitcore(bytes: Uint8Array): Decoded {
  return refusing(() => {
    const reader = new bitcore.encoding.BufferReader(Buffer.from(bytes));
    const tx = new bitcore.Transaction();
    tx.fromBufferReader(reader);
    if (reader.pos !== bytes.length) throw new Error('bytes left over');
    const encoded = tx.toBuffer();
    return {
      fields: textOf({
        version: tx.version >>> 0,
        lockTime: tx.nLockTime,
        inputs: tx.inputs.map(({ prevTxId, outputIndex, _scriptBuffer, sequenceNumber, witnesses }) => [
          `${toHex(prevTxId)}:${outputIndex}`,
          toHex(_scriptBuffer),
          sequenceNumber,
          witnessText(witnesses ?? []),
        ]),
        // It reads amounts as unsigned.
        outputs: tx.outputs.map(({ _satoshisBN, _scriptBuffer }) => [
          saturated(BigInt.asIntN(64, BigInt(_satoshisBN.toString()))),
          toHex(_scriptBuffer),
        ]),
      }),
      txid: tx.hash,
      wtxid: tx.witnessHash,
      sizes: `${encoded.length} ${tx.weight}`,
      encoded: toHex(encoded),
    };
  });
}

function refusing(read: () => Reading): Decoded {
  try {
    return { reading: read() };
  } catch (error) {
    return { refusal: (error as Error).message };
  }
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeUndo, serializeUndo } from '../../src/chain/undo.ts';
import { decodeMerkleBlock, serializeMerkleBlock } from '../../src/consensus/merkle-block.ts';
import { decodeBlock, serializeBlock } from '../../src/primitives/block.ts';
import { decodeHeader, serializeHeader } from '../../src/primitives/block-header.ts';
import {
  decodeTransaction,
  decodeTransactionWithoutWitness,
  serializeTransaction,
  serializeWithoutWitness,
} from '../../src/primitives/tx.ts';
import { toHex } from '../../src/util/bytes.ts';
import type { Verdict } from '../../src/util/verdict.ts';
import { anyBlock, anyHeader, anyMerkleBlock, anyTransaction, anyUndo } from '../helpers/arbitraries.ts';
import { mutated } from '../helpers/mutations.ts';

interface Codec {
  readonly name: string;
  /** Decodes, and encodes again what came out. */
  recode(bytes: Uint8Array): Verdict<Uint8Array, 'decode-failed'>;
  /** Bytes that decode. */
  readonly valid: fc.Arbitrary<Uint8Array>;
}

function codec<T>(
  name: string,
  decode: (bytes: Uint8Array) => Verdict<T, 'decode-failed'>,
  [encode, values]: readonly [(value: T) => Uint8Array, fc.Arbitrary<T>],
): Codec {
  return {
    name,
    recode(bytes) {
      const decoded = decode(bytes);
      return decoded.ok ? { ok: true, value: encodeOrSelf(decoded.value, encode, bytes) } : decoded;
    },
    valid: values.map(encode),
  };
}

/** A saturated amount has lost its bytes, so what holds one can't be written again. */
function encodeOrSelf<T>(value: T, encode: (value: T) => Uint8Array, bytes: Uint8Array): Uint8Array {
  const saturated = JSON.stringify(value).includes(String(2 ** 53));
  return saturated ? bytes : encode(value);
}

const CODECS: readonly Codec[] = [
  codec('transactions', decodeTransaction, [serializeTransaction, anyTransaction]),
  codec('transactions of before BIP144', decodeTransactionWithoutWitness, [
    serializeWithoutWitness,
    anyTransaction,
  ]),
  codec('blocks', decodeBlock, [serializeBlock, anyBlock]),
  codec('headers', decodeHeader, [serializeHeader, anyHeader]),
  codec('merkle blocks', decodeMerkleBlock, [serializeMerkleBlock, anyMerkleBlock]),
  codec('undo data', decodeUndo, [serializeUndo, anyUndo]),
];

/** Either the decoder rejects, or the bytes are the only form of what they say. */
function expectRejectOrSame({ recode }: Codec, bytes: Uint8Array): void {
  const recoded = recode(bytes);
  if (recoded.ok) expect(toHex(recoded.value)).toBe(toHex(bytes));
  else expect(recoded.code).toBe('decode-failed');
}

/** All inputs together; NONCED_FUZZ=1000000 is the long run. */
const INPUTS = Number(process.env['NONCED_FUZZ'] ?? 10_000);
const INPUTS_PER_CODEC = INPUTS / CODECS.length;

describe.for(CODECS)('the decoder of $name', (codecOf) => {
  it('rejects random bytes, or reads what writes them again', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expectRejectOrSame(codecOf, bytes);
      }),
      { numRuns: Math.ceil(INPUTS_PER_CODEC * 0.4) },
    );
  });

  it('rejects mutated bytes, or reads what writes them again', () => {
    fc.assert(
      fc.property(mutated(codecOf.valid), (bytes) => {
        expectRejectOrSame(codecOf, bytes);
      }),
      { numRuns: Math.ceil(INPUTS_PER_CODEC * 0.6) },
    );
  });
});

import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { displayHash } from '../../../src/primitives/hash256.ts';
import { decodeTransaction, type Transaction } from '../../../src/primitives/tx.ts';
import { legacySighash, witnessV0Sighash } from '../../../src/script/sighash.ts';
import { createSighashCache } from '../../../src/script/sighash-cache.ts';
import { toHex } from '../../../src/util/bytes.ts';
import { invariant } from '../../../src/util/invariant.ts';
import { hex } from '../../helpers/script.ts';
import { countVectors, hasVectors, readVectorJson } from '../../helpers/vectors.ts';

type Row = readonly [tx: string, script: string, inputIndex: number, hashType: number, sighash: string];

function transaction(bytes: string): Transaction {
  const decoded = decodeTransaction(hex(bytes));
  invariant(decoded.ok, 'the transaction of a vector decodes');
  return decoded.value;
}

/** Core's vectors, or those that bitcore-lib ships; the first row is a heading. */
function loadRows(): Row[] {
  const rows = hasVectors('core/sighash.json')
    ? readVectorJson<Row[]>('core/sighash.json')
    : (createRequire(import.meta.url)('bitcore-lib/test/data/sighash.json') as Row[]);
  return rows.filter((row) => row.length > 1);
}

describe('legacySighash', () => {
  it("is what Core's sighash vectors say", (context) => {
    const rows = loadRows();
    for (const [tx, script, inputIndex, hashType, expected] of rows) {
      const sighash = legacySighash(createSighashCache(transaction(tx)), {
        inputIndex,
        hashType,
        scriptCode: hex(script),
      });
      expect(displayHash(sighash)).toBe(expected);
    }
    countVectors(context, rows.length);
  });
});

describe('witnessV0Sighash', () => {
  const tx = transaction(
    '0100000002fff7f7881a8099afa6940d42d1e7f6362bec38171ea3edf433541db4e4ad969f0000000000eeffffffef51e1b804cc89d182d279655c3aa89e815b1b309fe287d9b2b55d57b90ec68a0100000000ffffffff02202cb206000000001976a9148280b37df378db99f66f85c95a783a76ac7a6d5988ac9093510d000000001976a9143bde42dbee7e4dbe6a21b2d50ce2f0167faa815988ac11000000',
  );
  const scriptCode = hex('76a9141d0f172a0ecb48aee1be1f2687d2963ae33f71a188ac');

  it("is the one of BIP143's native P2WPKH example", (context) => {
    const sighash = witnessV0Sighash(
      createSighashCache(tx),
      { inputIndex: 1, scriptCode, hashType: 1 },
      600_000_000,
    );
    expect(toHex(sighash)).toBe('c37af31116d1b27caf68aae9e3ac82f1477929014d5b917657d0eb49478cb670');
    countVectors(context, 1);
  });

  it("is the one of BIP143's P2SH-P2WPKH example", (context) => {
    const nested = transaction(
      '0100000001db6b1b20aa0fd7b23880be2ecbd4a98130974cf4748fb66092ac4d3ceb1a54770100000000feffffff02b8b4eb0b000000001976a914a457b684d7f0d539a46a45bbc043f35b59d0d96388ac0008af2f000000001976a914fd270b1ee6abcaea97fea7ad0402e8bd8ad6d77c88ac92040000',
    );
    const request = {
      inputIndex: 0,
      scriptCode: hex('76a91479091972186c449eb1ded22b78e40d009bdf008988ac'),
      hashType: 1,
    };
    const sighash = witnessV0Sighash(createSighashCache(nested), request, 1_000_000_000);
    expect(toHex(sighash)).toBe('64f3b0f4dd2bb3aa1ce8566d220cc74dda9df97d8490cc81d89d735c92e59fb6');
    countVectors(context, 1);
  });

  it('is the same with a filled cache as with an empty one, for every hash type', () => {
    const filled = createSighashCache(tx);
    for (let hashType = 0; hashType < 256; hashType++) {
      for (const inputIndex of [0, 1]) {
        const request = { inputIndex, scriptCode, hashType };
        const fresh = witnessV0Sighash(createSighashCache(tx), request, 600_000_000);
        expect(toHex(witnessV0Sighash(filled, request, 600_000_000))).toBe(toHex(fresh));
        expect(toHex(legacySighash(filled, request))).toBe(
          toHex(legacySighash(createSighashCache(tx), request)),
        );
      }
    }
  });
});

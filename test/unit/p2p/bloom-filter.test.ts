import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { provenTransactions } from '../../../src/consensus/merkle-block.ts';
import {
  BLOOM_UPDATE,
  type BloomFilter,
  createBloomFilter,
  filterBlock,
} from '../../../src/p2p/bloom-filter.ts';
import { encodeMessage } from '../../../src/p2p/codec/codec.ts';
import { decodeBlock } from '../../../src/primitives/block.ts';
import { displayHash, type Hash256, parseDisplayHash } from '../../../src/primitives/hash256.ts';
import { type OutPoint, serializeOutPoint } from '../../../src/primitives/outpoint.ts';
import { decodeTransaction } from '../../../src/primitives/tx.ts';
import { payToPubkeyHash } from '../../../src/script/output-scripts.ts';
import { fromHex, toHex } from '../../../src/util/bytes.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import type { Verdict } from '../../../src/util/verdict.ts';
import { emptyFilter, filterOf } from '../../helpers/bloom-filters.ts';
import { inputOf, numberedHash, outputOf, transactionOf } from '../../helpers/transactions.ts';

const VECTORS_FILE = new URL('../../vectors/bloom-filter.json', import.meta.url);
const VECTORS: Record<'transaction' | 'spendingTransaction' | 'block', string> = JSON.parse(
  readFileSync(VECTORS_FILE, 'utf8'),
);

function accepted<T>(verdict: Verdict<T>): T {
  if (!verdict.ok) throw new Error(`${verdict.code}: ${verdict.debug}`);
  return verdict.value;
}

const hex = (text: string): Uint8Array => expectDefined(fromHex(text), text);
const hash = (text: string): Hash256 => expectDefined(parseDisplayHash(text), text);
const outPoint = (txid: string, index: number): OutPoint => ({ txid: hash(txid), index });

/** @source Bitcoin Core src/test/bloom_tests.cpp bloom_create_insert_serialize, …_with_tweak, bloom_create_insert_key */
describe('a filter', () => {
  const KEYS = [
    '99108ad8ed9bb6274d3980bab5a85c048f0950c8',
    'b5a2c786d9ef4658287ced5914b37a1b4aa32eee',
    'b9300670b4c5366e95b2699e8b18bc75e5f729c5',
  ].map(hex);
  const serialized = (fields: Parameters<typeof filterOf>[0], ...keys: readonly Uint8Array[]) => {
    const { data } = filterOf(fields, ...keys);
    return toHex(encodeMessage({ command: 'filterload', ...emptyFilter(fields), data }));
  };
  const ofThree = { elements: 3, falsePositiveRate: 0.01, flags: BLOOM_UPDATE.all };

  it('has what was put in', () => {
    const filter = createBloomFilter(emptyFilter(ofThree));
    for (const key of KEYS) {
      expect(filter.contains(key)).toBe(false);
      filter.insert(key);
      expect(filter.contains(key)).toBe(true);
    }
    expect(filter.contains(hex('19108ad8ed9bb6274d3980bab5a85c048f0950c8'))).toBe(false);
  });

  it('has Core’s bytes', () => {
    expect(serialized(ofThree, ...KEYS)).toBe('03614e9b050000000000000001');
    expect(serialized({ ...ofThree, tweak: 2147483649 }, ...KEYS)).toBe('03ce4299050000000100008001');
    const ofTwo = { elements: 2, falsePositiveRate: 0.001, flags: BLOOM_UPDATE.all };
    const key =
      '045b81f0017e2091e2edcd5eecf10d5bdd120a5514cb3ee65b8447ec18bfc4575c6d5bf415e54e03b1067934a0f0ba76b01c6b9ab227142ee1d543764b69d901e0';
    expect(serialized(ofTwo, hex(key), hex('477abbacd4113f2e6b100526222eedd953c26a64'))).toBe(
      '038fc16b080000000000000001',
    );
  });

  it('is a copy of the data that it was given', () => {
    const fields = emptyFilter(ofThree);
    createBloomFilter(fields).insert(Uint8Array.of(1));
    expect(fields.data.every((byte) => byte === 0)).toBe(true);
  });

  it('without bits has everything, and takes no more (CVE-2013-5700)', () => {
    const filter = createBloomFilter({ data: new Uint8Array(), hashFunctions: 50, tweak: 0, flags: 1 });
    filter.insert(Uint8Array.of(1));
    expect(filter.contains(Uint8Array.of(2))).toBe(true);
    expect(filter.isRelevantAndUpdate(transactionOf())).toBe(true);
    expect(filter.data).toEqual(new Uint8Array());
  });

  it('without hash functions has everything', () => {
    const filter = createBloomFilter({ data: new Uint8Array(1), hashFunctions: 0, tweak: 0, flags: 1 });
    expect(filter.contains(Uint8Array.of(2))).toBe(true);
  });

  it('never misses what was put in', () => {
    const anyFields = fc.record({
      data: fc.uint8Array({ maxLength: 40 }),
      hashFunctions: fc.nat(50),
      tweak: fc.nat(0xffffffff),
      flags: fc.nat(255),
    });
    fc.assert(
      fc.property(anyFields, fc.array(fc.uint8Array({ maxLength: 40 })), (fields, keys) => {
        const filter = createBloomFilter(fields);
        for (const key of keys) filter.insert(key);
        expect(keys.every((key) => filter.contains(key))).toBe(true);
      }),
    );
  });
});

/** @source Bitcoin Core src/test/bloom_tests.cpp bloom_match */
describe('isRelevantAndUpdate', () => {
  const tx = accepted(decodeTransaction(hex(VECTORS.transaction)));
  const spendingTx = accepted(decodeTransaction(hex(VECTORS.spendingTransaction)));
  const with10 = (...keys: readonly Uint8Array[]): BloomFilter =>
    filterOf({ elements: 10, falsePositiveRate: 0.000001, flags: BLOOM_UPDATE.all }, ...keys);
  const SPENT = outPoint('90c122d70786e899529d71dbeba91ba216982fb6ba58f3bdaab65e73b7e9260b', 0);

  it.for([
    ['the txid', hash('b4749f017444b051c44dfd2720e88f314ff94f3dd6d56d40ef65854fcd7fff6b')],
    ['its bytes', hex('6bff7fcd4f8565ef406dd5d63d4ff94f318fe82027fd4dc451b04474019f74b4')],
    [
      'a signature',
      hex(
        '30450220070aca44506c5cef3a16ed519d7c3c39f8aab192c4e1c90d065f37b8a4af6141022100a8e160b856c2d43d27d8fba71e5aef6405b8643ac4cb7cb3c462aced7f14711a01',
      ),
    ],
    [
      'a public key',
      hex(
        '046d11fee51b0e60666d5049a9101a72741df480b96ee26488a4d3466b95c9a40ac5eeef87e10a5cd336c19a84565f80fa6c547957b7700ff4dfbdefe76036c339',
      ),
    ],
    ['the hash that an output names', hex('04943fdd508053c75000106d3bc6e2754dbcff19')],
    ['the hash that another names', hex('a266436d2965547608b9e15d9032a7b9d64fa431')],
    ['the output that is spent', serializeOutPoint(SPENT)],
  ] as const)('finds %s', ([, key]) => {
    expect(with10(key).isRelevantAndUpdate(tx)).toBe(true);
  });

  it.for([
    ['another txid', hash('00000009e784f32f62ef849763d4f45b98e07ba658647343b915ff832b110436')],
    ['another hash', hex('0000006d2965547608b9e15d9032a7b9d64fa431')],
    ['another output of what is spent', serializeOutPoint({ ...SPENT, index: 1 })],
    [
      'an output of another transaction',
      serializeOutPoint(outPoint('000000d70786e899529d71dbeba91ba216982fb6ba58f3bdaab65e73b7e9260b', 0)),
    ],
  ] as const)('does not find %s', ([, key]) => {
    expect(with10(key).isRelevantAndUpdate(tx)).toBe(false);
  });

  it('finds what spends an output that it found', () => {
    const filter = with10(hex('04943fdd508053c75000106d3bc6e2754dbcff19'));
    expect(filter.isRelevantAndUpdate(spendingTx)).toBe(false);
    expect(filter.isRelevantAndUpdate(tx)).toBe(true);
    expect(filter.isRelevantAndUpdate(spendingTx)).toBe(true);
  });

  it('puts outputs in though the txid had matched before', () => {
    const filter = with10(tx.txid, hex('04943fdd508053c75000106d3bc6e2754dbcff19'));
    expect(filter.isRelevantAndUpdate(tx)).toBe(true);
    expect(filter.contains(serializeOutPoint({ txid: tx.txid, index: 0 }))).toBe(true);
  });

  it('reads a malformed script up to where it is', () => {
    const key = Uint8Array.of(7, 7);
    const before = transactionOf({ outputs: [outputOf(1, Uint8Array.of(2, 7, 7, 9, 1))] });
    const within = transactionOf({ outputs: [outputOf(1, Uint8Array.of(9, 1, 2, 7, 7))] });
    expect(with10(key).isRelevantAndUpdate(before)).toBe(true);
    expect(with10(key).isRelevantAndUpdate(within)).toBe(false);
  });

  it('does not look for pushes of nothing', () => {
    const noBytes = with10(new Uint8Array());
    const tx = transactionOf({
      inputs: [inputOf({ txid: numberedHash(1), index: 0 }, { scriptSig: Uint8Array.of(0) })],
      outputs: [outputOf(1, Uint8Array.of(0, 0x51))],
    });
    expect(noBytes.isRelevantAndUpdate(tx)).toBe(false);
  });
});

/** @source Bitcoin Core src/test/bloom_tests.cpp merkle_block_4, merkle_block_4_test_p2pubkey_only, …_update_none */
describe('filterBlock', () => {
  const block = accepted(decodeBlock(hex(VECTORS.block)));
  const LAST = '0a2a92f0bda4727d0a13eaddf4dd9ac6b5c61a1429e6b2b818f19b15df0ac154';
  const FOURTH = '02981fa052f0481dbc5868f4fc2166035a10f27a03cfd2de67326471df5bc041';
  const GENERATION = serializeOutPoint(
    outPoint('147caa76786596590baa4e98f5d9f48b86c7765e489f7a6ff3360fe5c674360b', 0),
  );
  const GENERATION_KEY = hex(
    '04eaafc2314def4ca98ac970241bcab022b9c1e1f4ea423a20f134c876f2c01ec0f0dd5b2e86e7168cefe0d81113c3807420ce13ad1357231a2252247d97a46a91',
  );
  const FOURTH_HASH = hex('b6efd80d99179f4f4ff6f4dd0a007d018c385d21');
  const newFilter = (flags: number, ...keys: readonly Uint8Array[]) =>
    filterOf({ elements: 10, falsePositiveRate: 0.000001, flags }, ...keys);

  it('proves the transactions that match', () => {
    expect(displayHash(block.hash)).toBe('000000000000b731f2eef9e8c63173adfb07e41bd53eb0ef0a6b720d6cb6dea4');
    const filter = newFilter(BLOOM_UPDATE.all, hash(LAST));
    const proven = () => {
      const { merkleBlock, matched } = filterBlock(filter, block);
      const found = accepted(provenTransactions(merkleBlock)).map(({ txid, index }) => [
        displayHash(txid),
        index,
      ]);
      expect(matched.map(({ txid }) => displayHash(txid))).toEqual(found.map(([txid]) => txid));
      return found;
    };
    expect(proven()).toEqual([[LAST, 6]]);
    filter.insert(hash(FOURTH));
    expect(proven()).toEqual([
      [FOURTH, 3],
      [LAST, 6],
    ]);
  });

  it.for([
    ['none', BLOOM_UPDATE.none, false, false],
    ['all', BLOOM_UPDATE.all, true, true],
    ['those of bare keys', BLOOM_UPDATE.p2pubkeyOnly, true, false],
    ['those of bare keys, with the bits that mean nothing', 0xfc | BLOOM_UPDATE.p2pubkeyOnly, true, false],
    ['none for a number that means nothing', 3, false, false],
  ] as const)('puts in of the outputs that match: %s', ([, flags, hasGeneration, hasFourth]) => {
    const filter = newFilter(flags, GENERATION_KEY, FOURTH_HASH);
    filterBlock(filter, block);
    expect(filter.contains(GENERATION)).toBe(hasGeneration);
    expect(filter.contains(serializeOutPoint(outPoint(FOURTH, 0)))).toBe(hasFourth);
  });

  it('finds in a later transaction what an earlier one put in', () => {
    const keyHash = new Uint8Array(20).fill(5);
    const paying = transactionOf({ outputs: [outputOf(1, payToPubkeyHash(keyHash))] });
    const spending = transactionOf({ inputs: [inputOf({ txid: paying.txid, index: 0 })] });
    const filter = newFilter(BLOOM_UPDATE.all, keyHash);
    const found = filterBlock(filter, { ...block, transactions: [paying, spending] });
    expect(found.matched).toEqual([paying, spending]);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeDump, type MempoolDump, obfuscate } from '../../src/mempool/dump-file.ts';
import { readDump } from '../../src/mempool/read-dump.ts';
import { encode, writeAmount } from '../../src/primitives/writer.ts';
import { concatBytes, toHex } from '../../src/util/bytes.ts';
import { anyHash, anyTransaction } from '../helpers/arbitraries.ts';
import { mutated } from '../helpers/mutations.ts';
import { hex } from '../helpers/script.ts';

const anyAmount = fc.integer({ min: -1e14, max: 1e14 });
const anyKey = fc.uint8Array({ minLength: 8, maxLength: 8 });

const anyDump: fc.Arbitrary<MempoolDump> = fc.record({
  transactions: fc.array(fc.record({ tx: anyTransaction, time: fc.nat(2 ** 31 - 1), delta: anyAmount }), {
    maxLength: 4,
  }),
  priorities: fc.array(fc.record({ txid: anyHash, delta: anyAmount }), { maxLength: 4 }),
  unbroadcast: fc.array(anyHash, { maxLength: 4 }),
});

const fileOf = (dump: MempoolDump, key: Uint8Array) => concatBytes(...encodeDump(dump, key));

/** The same file of version 1. */
function withoutKey(file: Uint8Array, key: Uint8Array): Uint8Array {
  const rest = file.slice(17);
  obfuscate(rest, key, 17);
  return concatBytes(
    encode((writer) => writeAmount(writer, 1)),
    rest,
  );
}

/** Reads a file that comes in chunks of that size. */
async function read(file: Uint8Array, chunkSize = file.length + 1) {
  const heard = { count: -1, transactions: [], priorities: [], unbroadcast: [] } as {
    count: number;
    transactions: MempoolDump['transactions'][number][];
    priorities: MempoolDump['priorities'][number][];
    unbroadcast: MempoolDump['unbroadcast'][number][];
  };
  async function* chunks() {
    for (let at = 0; at < file.length; at += chunkSize) yield file.slice(at, at + chunkSize);
  }
  const verdict = await readDump(chunks(), {
    onCount(count) {
      heard.count = count;
    },
    async onTransaction(transaction) {
      heard.transactions.push(transaction);
    },
    async onPriority(priority) {
      heard.priorities.push(priority);
    },
    async onUnbroadcast(txid) {
      heard.unbroadcast.push(txid);
    },
  });
  return { verdict, heard };
}

const reasonOf = async (file: Uint8Array) => {
  const { verdict } = await read(file);
  return verdict.ok ? 'ok' : verdict.debug;
};

describe('the file of a mempool', () => {
  it('is read as it was written, of both versions and however it comes', async () => {
    await fc.assert(
      fc.asyncProperty(anyDump, anyKey, fc.integer({ min: 1, max: 300 }), async (dump, key, chunkSize) => {
        const file = fileOf(dump, key);
        for (const each of [file, withoutKey(file, key)]) {
          const { verdict, heard } = await read(each, chunkSize);
          expect(verdict.ok).toBe(true);
          expect(heard).toEqual({ count: dump.transactions.length, ...dump });
        }
      }),
      { numRuns: 40 },
    );
  });

  it('is refused where it is cut anywhere, after what is whole before', async () => {
    await fc.assert(
      fc.asyncProperty(anyDump, anyKey, async (dump, key) => {
        const file = fileOf(dump, key);
        for (let length = 0; length < file.length; length++) {
          const { verdict, heard } = await read(file.slice(0, length), 64);
          expect(verdict).toMatchObject({ ok: false, debug: 'DataStream::read(): end of data' });
          const heardOf = dump.transactions.slice(0, heard.transactions.length);
          expect(heard.transactions).toEqual(heardOf);
        }
      }),
      { numRuns: 8 },
    );
  });

  it('is read or refused, whatever is wrong in it', async () => {
    const file = fc.tuple(anyDump, anyKey).map(([dump, key]) => withoutKey(fileOf(dump, key), key));
    await fc.assert(
      fc.asyncProperty(mutated(file), async (bytes) => {
        const { verdict } = await read(bytes, 50);
        expect(verdict.ok ? 'read' : verdict.code).toMatch(/^(?:read|decode-failed)$/);
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ['nothing', '', 'DataStream::read(): end of data'],
    ['another version', '0300000000000000', 'unknown version 3'],
    ['a version beyond all', 'ffffffffffffffff', 'unknown version 18446744073709552000'],
    ['a short key', '02000000000000000401020304', 'Obfuscation key size should be exactly 8 bytes long'],
    [
      'more transactions than there are',
      `0100000000000000${'ff'.repeat(8)}`,
      'DataStream::read(): end of data',
    ],
    [
      'more priorities than any file has',
      `0100000000000000${'00'.repeat(8)}ff${'ff'.repeat(8)}`,
      'ReadCompactSize(): size too large',
    ],
    [
      'more priorities than there are',
      `0100000000000000${'00'.repeat(8)}fe00000002`,
      'DataStream::read(): end of data',
    ],
    [
      'a transaction without inputs',
      `010000000000000001${'00'.repeat(7)}020000000000${'00'.repeat(20)}`,
      undefined,
    ],
  ])('is refused with %s', async (_, bytes, reason) => {
    const found = await reasonOf(hex(bytes));
    expect(found).not.toBe('ok');
    if (reason !== undefined) expect(found).toBe(reason);
  });

  it('is not read on for a record that no block could hold', async () => {
    // One input whose script claims to have 32 MiB, in a file that goes on for ever.
    const head = hex(`0100000000000000010000000000000002000000${'01'}${'00'.repeat(36)}fe00000002`);
    let given = 0;
    async function* endless() {
      yield head;
      for (;;) {
        given += 2 ** 20;
        yield new Uint8Array(2 ** 20);
      }
    }
    const verdict = await readDump(endless(), {
      onCount: () => {},
      onTransaction: async () => {},
      onPriority: async () => {},
      onUnbroadcast: async () => {},
    });
    expect(verdict).toMatchObject({ ok: false, debug: 'a record larger than any block' });
    expect(given).toBeLessThanOrEqual(5 * 2 ** 20);
  });

  it('XORs from the key on, by the place in the file', () => {
    const dump = { transactions: [], priorities: [], unbroadcast: [] };
    // 17 bytes come before: the first zero meets the second byte of the key.
    expect(toHex(fileOf(dump, hex('0102030405060708')))).toBe(
      '0200000000000000080102030405060708' + '0203040506070801' + '02' + '03',
    );
  });
});

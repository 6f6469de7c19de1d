import { MAX_BLOCK_WEIGHT } from '../consensus/weight.ts';
import type { Hash256 } from '../primitives/hash256.ts';
import {
  createReader,
  decodePrefix,
  failDecoding,
  type Reader,
  readAmount,
  readCompactSize,
  readHash256,
  readUint32,
  readVarBytes,
} from '../primitives/reader.ts';
import { readTransaction, readTransactionFields, type Transaction } from '../primitives/tx.ts';
import { concatBytes } from '../util/bytes.ts';
import { ACCEPTED, accept, reject, type Verdict } from '../util/verdict.ts';
import {
  type DumpedTransaction,
  KEY_SIZE,
  obfuscate,
  VERSION_WITH_KEY,
  VERSION_WITHOUT_KEY,
} from './dump-file.ts';
import type { Priority } from './ports.ts';

/** Reads a mempool.dat of anyone's while its bytes come: nothing is held but the record that is read. */

/** Hears what is in the file, as far as it can be read. The reader waits for each. */
export interface DumpVisitor {
  /** How many transactions it claims to have. */
  onCount(count: number): void;
  onTransaction(transaction: DumpedTransaction): Promise<void>;
  onPriority(priority: Priority): Promise<void>;
  onUnbroadcast(txid: Hash256): Promise<void>;
}

/** No transaction that a block could hold is larger; so much is read on to find the end of one. Bytes. */
const MAX_RECORD_BYTES = MAX_BLOCK_WEIGHT + 16;

/**
 * Reads a file of version 1 or 2. What is behind its end is not looked at, as in Core.
 * @param chunks - its bytes, each array to be kept and changed
 * @rejects decode-failed, with what was wrong; what the visitor heard before stands
 */
export async function readDump(
  chunks: AsyncIterable<Uint8Array>,
  visitor: DumpVisitor,
): Promise<Verdict<void, 'decode-failed'>> {
  const records = createRecords(chunks);
  try {
    const opened = await readHead(records);
    if (!opened.ok) return opened;
    const count = await records.next(readUint64);
    if (!count.ok) return count;
    visitor.onCount(count.value);
    const transactions = await readEach(count.value, records, [readDumped, visitor.onTransaction]);
    if (!transactions.ok) return transactions;
    const priorities = await readList(records, [readPriority, visitor.onPriority]);
    return priorities.ok ? await readList(records, [readHash256, visitor.onUnbroadcast]) : priorities;
  } finally {
    await records.close();
  }
}

/** The version, and the key where there is one. */
async function readHead(records: Records): Promise<Verdict<void, 'decode-failed'>> {
  const version = await records.next(readUint64);
  if (!version.ok) return version;
  if (version.value === VERSION_WITHOUT_KEY) return ACCEPTED;
  if (version.value !== VERSION_WITH_KEY) return reject('decode-failed', `unknown version ${version.value}`);
  const key = await records.next(readKey);
  if (!key.ok) return key;
  records.useKey(key.value);
  return ACCEPTED;
}

type RecordKind<T> = readonly [read: (reader: Reader) => T, tell: (record: T) => Promise<void>];

async function readList<T>(records: Records, kind: RecordKind<T>): Promise<Verdict<void, 'decode-failed'>> {
  const count = await records.next(readCompactSize);
  return count.ok ? readEach(count.value, records, kind) : count;
}

async function readEach<T>(
  count: number,
  records: Records,
  [read, tell]: RecordKind<T>,
): Promise<Verdict<void, 'decode-failed'>> {
  for (let i = 0; i < count; i++) {
    const record = await records.next(read);
    if (!record.ok) return record;
    await tell(record.value);
  }
  return ACCEPTED;
}

function readKey(reader: Reader): Uint8Array {
  const key = readVarBytes(reader).slice();
  if (key.length !== KEY_SIZE) failDecoding(`Obfuscation key size should be exactly ${KEY_SIZE} bytes long`);
  return key;
}

/** Of bytes of its own: one that stays in the mempool shall not hold all that came with it in memory. */
function readTransactionCopy(reader: Reader): Transaction {
  const start = reader.offset;
  readTransactionFields(reader);
  return readTransaction(createReader(reader.bytes.slice(start, reader.offset)));
}

function readDumped(reader: Reader): DumpedTransaction {
  return { tx: readTransactionCopy(reader), time: readAmount(reader), delta: readAmount(reader) };
}

function readPriority(reader: Reader): Priority {
  return { txid: readHash256(reader), delta: readAmount(reader) };
}

/** Exact below 2^53, and large beyond. */
function readUint64(reader: Reader): number {
  return readUint32(reader) + readUint32(reader) * 2 ** 32;
}

/** The records of a stream, one after the other. */
interface Records {
  next<T>(read: (reader: Reader) => T): Promise<Verdict<T, 'decode-failed'>>;
  /** What was not read yet is XORed with this key. */
  useKey(key: Uint8Array): void;
  close(): Promise<void>;
}

function createRecords(chunks: AsyncIterable<Uint8Array>): Records {
  const iterator = chunks[Symbol.asyncIterator]();
  /** What came and was not read yet, and where in the file it begins. */
  let rest: Uint8Array = new Uint8Array();
  let offset = 0;
  let key: Uint8Array | undefined;

  /** False where there is no more. */
  async function readOn(): Promise<boolean> {
    const { done, value } = await iterator.next();
    if (done) return false;
    if (key) obfuscate(value, key, offset + rest.length);
    rest = rest.length === 0 ? value : concatBytes(rest, value);
    return true;
  }

  return {
    async next(read) {
      for (;;) {
        const record = decodePrefix(rest, read);
        if (record.ok) {
          rest = rest.subarray(record.value.length);
          offset += record.value.length;
          return accept(record.value.value);
        }
        const { code, debug } = record;
        if (code === 'decode-failed') return reject(code, debug);
        if (rest.length > MAX_RECORD_BYTES) return reject('decode-failed', 'a record larger than any block');
        if (!(await readOn())) return reject('decode-failed', debug);
      }
    },
    useKey(given) {
      key = given;
      rest = rest.slice();
      obfuscate(rest, key, offset);
    },
    async close() {
      await iterator.return?.();
    },
  };
}

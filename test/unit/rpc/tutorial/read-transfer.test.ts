import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { serializeTransaction } from '../../../../src/primitives/tx.ts';
import { readTransferRequest } from '../../../../src/rpc/tutorial/read-transfer.ts';
import { encodeAddress } from '../../../../src/script/address.ts';
import { payToScriptHash } from '../../../../src/script/output-scripts.ts';
import { toHex } from '../../../../src/util/bytes.ts';
import { REGTEST } from '../../../helpers/regtest.ts';
import { transactionOf } from '../../../helpers/transactions.ts';
import { person } from '../../../helpers/tutorial.ts';

const ALICE = person('alice');
const BOB = person('bob');
const FIELDS = { from: ALICE.address, to: BOB.address, amount: 1.5 };

const read = (body: unknown) =>
  readTransferRequest(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)), REGTEST);

function errorOf(body: unknown): string | undefined {
  const request = read(body);
  return request.ok ? undefined : request.problem.error;
}

describe('readTransferRequest', () => {
  it('reads a transfer that nobody signed', () => {
    expect(read(FIELDS)).toEqual({
      ok: true,
      value: {
        kind: 'transfer',
        transfer: {
          from: { address: ALICE.address, scriptPubKey: ALICE.scriptPubKey },
          to: { address: BOB.address, scriptPubKey: BOB.scriptPubKey },
          amount: 150_000_000,
        },
        authorization: undefined,
      },
    });
  });

  it('reads a whole transaction, whatever else is there', () => {
    const tx = transactionOf();
    const request = read({ ...FIELDS, transaction: toHex(serializeTransaction(tx)) });
    expect(request).toMatchObject({ ok: true, value: { kind: 'transaction', tx: { txid: tx.txid } } });
  });

  it.each([
    ['1', 100_000_000],
    ['"0.1"', 10_000_000],
    ['1e-8', 1],
    ['0.1', 10_000_000],
    ['20999999.12345678', 2_099_999_912_345_678],
  ])('reads the amount %s as %d satoshis', (text, satoshis) => {
    const request = read(JSON.stringify(FIELDS).replace('1.5', text));
    expect(request).toMatchObject({ ok: true, value: { transfer: { amount: satoshis } } });
  });

  it.each(['0', '-1', '0.000000001', '21000001', '1e400', '"x"', '""', 'true', 'null', '[1]', '{}'])(
    'refuses the amount %s',
    (text) => {
      expect(errorOf(JSON.stringify(FIELDS).replace('1.5', text))).toBe('bad-amount');
    },
  );

  it.each(['', 'x', '[]', '1', 'null', '"{}"', '{', '['.repeat(1000)])(
    'refuses %j, which is no object',
    (text) => {
      expect(errorOf(text)).toBe('bad-json');
    },
  );

  it.each([
    [{ ...FIELDS, from: 'alice' }, 'bad-from'],
    [{ ...FIELDS, from: undefined }, 'bad-from'],
    [{ ...FIELDS, from: 7 }, 'bad-from'],
    [{ ...FIELDS, from: `${ALICE.address.slice(0, -1)}q` }, 'bad-from'],
    [
      { ...FIELDS, from: encodeAddress(payToScriptHash(new Uint8Array(20)), REGTEST.addresses) },
      'unsupported-from',
    ],
    [{ ...FIELDS, to: 'bob' }, 'bad-to'],
    [{ ...FIELDS, to: 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4' }, 'bad-to'],
    [{ transaction: 'zz' }, 'TX decode failed'],
    [{ transaction: 5 }, 'TX decode failed'],
    [{ transaction: '00' }, 'TX decode failed'],
  ])('refuses %j with %s', (body, error) => {
    expect(errorOf(body)).toBe(error);
  });

  it('says what is wrong and what to do, for any body', () => {
    const word = fc.oneof(
      fc.constantFrom(ALICE.address, BOB.address, ALICE.publicKey, 1, 0.5),
      fc.jsonValue(),
    );
    const names = ['from', 'to', 'amount', 'publicKey', 'signature', 'transaction'] as const;
    const fields = fc.record(Object.fromEntries(names.map((name) => [name, word])), { requiredKeys: [] });
    const body = fc.oneof(
      fields.map((value) => Buffer.from(JSON.stringify(value))),
      fc.uint8Array(),
    );
    fc.assert(
      fc.property(body, (bytes) => {
        const request = readTransferRequest(bytes, REGTEST);
        if (request.ok) return;
        expect(request.problem.explanation.length).toBeGreaterThan(10);
        expect(request.problem.next.length).toBeGreaterThan(10);
      }),
      { numRuns: 2000 },
    );
  });
});

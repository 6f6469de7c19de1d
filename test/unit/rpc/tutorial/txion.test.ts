import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalSignature } from '../../../../src/crypto/canonical-signature.ts';
import { displayHash, parseDisplayHash } from '../../../../src/primitives/hash256.ts';
import { serializeTransaction } from '../../../../src/primitives/tx.ts';
import { decodeTransactionHex } from '../../../../src/rpc/transaction-hex.ts';
import { withWitnesses } from '../../../../src/rpc/tutorial/plan-transfer.ts';
import { submitTransfer } from '../../../../src/rpc/tutorial/txion.ts';
import { concatBytes, fromHex, toHex } from '../../../../src/util/bytes.ts';
import { expectDefined } from '../../../../src/util/invariant.ts';
import { openTrialNode, type Person, person, type TrialNode } from '../../../helpers/tutorial.ts';

interface Answer {
  readonly outcome: string;
  readonly error?: string;
  readonly explanation?: string;
  readonly sign?: readonly string[];
  readonly transaction?: { readonly hex: string; readonly inputs: readonly object[]; readonly fee: number };
  readonly txid?: string;
  readonly fee?: number;
}

const ALICE = person('alice');
const BOB = person('bob');
const MALLORY = person('mallory');

async function txion({ context }: TrialNode, body: object): Promise<Answer> {
  const { outcome, text } = await submitTransfer(Buffer.from(JSON.stringify(body)), context);
  return { outcome, ...JSON.parse(text) } as Answer;
}

/** A node on whose chain Alice has so many mature rewards of 50 coins. */
async function openWithCoins(count: number): Promise<TrialNode> {
  const node = await openTrialNode();
  await node.mineTo(ALICE, count);
  await node.mineTo(person('nobody'), 99);
  return node;
}

const bytesOf = (hex: string) => expectDefined(fromHex(hex), 'hex');

const transfer = (amount: number, from: Person = ALICE) => ({ from: from.address, to: BOB.address, amount });

/** What the owner of a key sends once they were told what to sign. */
function signed(request: object, { sign = [] }: Answer, by: Person = ALICE) {
  return { ...request, publicKey: by.publicKey, signature: sign.map(by.sign) };
}

describe('submitTransfer', () => {
  it('refuses an unsigned transfer and tells what to sign, always the same', async () => {
    const node = await openWithCoins(2);
    const told = await txion(node, transfer(10));
    expect(told).toMatchObject({
      outcome: 'refused',
      error: 'unsigned',
      transaction: {
        inputs: [{ vout: 0, amount: 50 }],
        outputs: [
          { to: BOB.address, amount: 10 },
          { to: ALICE.address, amount: 39.99999859 },
        ],
        fee: 0.00000141,
      },
      sign: [expect.stringMatching(/^[0-9a-f]{64}$/)],
    });
    expect(await txion(node, transfer(10))).toEqual(told);
    // More coins of hers, immature and then mature ones, don't change which one is spent.
    await node.mineTo(ALICE, 3);
    expect(await txion(node, transfer(10))).toEqual(told);
    await node.mineTo(ALICE, 100);
    expect(await txion(node, transfer(10))).toEqual(told);
    expect(node.mempool.count()).toBe(0);
  });

  it('pays the rate that the mempool asks for where that is more', async () => {
    const node = await openWithCoins(1);
    const info = () => ({ ...node.mempool.info(), minFeeRate: 5000 });
    const context = { ...node.context, mempool: { ...node.mempool, info } };
    expect(await txion({ ...node, context }, transfer(10))).toMatchObject({
      transaction: { fee: 0.00000705 },
    });
  });

  it('takes it in once it is signed, and a block takes it', async () => {
    const node = await openWithCoins(1);
    const request = transfer(10);
    const digest = (await txion(node, request)).sign?.[0] ?? '';
    const answer = await txion(node, {
      ...request,
      publicKey: ALICE.publicKey,
      signature: ALICE.sign(digest),
    });
    expect(answer).toMatchObject({
      outcome: 'done',
      message: 'Transaction submission successful',
      from: ALICE.address,
      to: BOB.address,
      amount: 10,
      fee: 0.00000141,
    });
    const txid = expectDefined(parseDisplayHash(answer.txid ?? ''), 'a txid');
    expect(node.mempool.get(txid)).toBeDefined();
    await node.mineTo(BOB, 1);
    expect(node.mempool.count()).toBe(0);
    const coins = [...node.store.coinsOfScript(BOB.scriptPubKey)].map(({ coin }) => coin.output.value);
    expect(coins).toEqual([5_000_000_141, 1_000_000_000]);
  });

  it('asks for a signature for each coin where none suffices alone', async () => {
    const node = await openWithCoins(3);
    const request = transfer(120);
    const told = await txion(node, request);
    expect(told.sign).toHaveLength(3);
    expect(await txion(node, signed(request, { ...told, sign: told.sign?.slice(1) ?? [] }))).toMatchObject({
      error: 'wrong-signature',
      sign: told.sign,
    });
    expect(await txion(node, signed(request, told))).toMatchObject({ outcome: 'done' });
  });

  it('refuses the signature of another one, of another transfer, and one that was used', async () => {
    const node = await openWithCoins(2);
    const request = transfer(10);
    const told = await txion(node, request);
    expect(await txion(node, signed(request, told, BOB))).toMatchObject({ error: 'publicKey-not-of-from' });
    const forged = { ...request, publicKey: ALICE.publicKey, signature: (told.sign ?? []).map(BOB.sign) };
    expect(await txion(node, forged)).toMatchObject({ error: 'wrong-signature', sign: told.sign });
    const altered = { ...signed(request, told), amount: 11 };
    expect(await txion(node, altered)).toMatchObject({ error: 'wrong-signature' });
    expect(node.mempool.count()).toBe(0);
    expect(await txion(node, signed(request, told))).toMatchObject({ outcome: 'done' });
    expect(await txion(node, signed(request, told))).toMatchObject({ error: 'wrong-signature' });
    expect(node.mempool.count()).toBe(1);
  });

  it('takes whole transactions, and passes on what the mempool says', async () => {
    const node = await openWithCoins(1);
    const hex = (await txion(node, transfer(10))).transaction?.hex;
    expect(await txion(node, { transaction: hex })).toMatchObject({
      outcome: 'refused',
      error: expect.stringMatching(/^mempool-script-verify-flag-failed \(/),
    });
    expect(node.mempool.count()).toBe(0);
  });

  it('takes a whole transaction that is signed, once', async () => {
    const node = await openWithCoins(1);
    const { transaction, sign } = await txion(node, transfer(10));
    const unsigned = expectDefined(decodeTransactionHex(transaction?.hex ?? ''), 'a transaction');
    const signature = canonicalSignature(bytesOf(ALICE.sign(sign?.[0] ?? '')));
    const witness = [
      concatBytes(expectDefined(signature, 'a signature'), Uint8Array.of(1)),
      bytesOf(ALICE.publicKey),
    ];
    const hex = toHex(serializeTransaction(withWitnesses(unsigned, () => witness)));
    expect(await txion(node, { transaction: hex })).toEqual({
      outcome: 'done',
      message: 'Transaction submission successful',
      fee: 0.00000141,
      vsize: 141,
      txid: displayHash(unsigned.txid),
      next: expect.any(String),
    });
    expect(await txion(node, { transaction: hex })).toMatchObject({ error: 'txn-already-in-mempool' });
  });

  it('says how many coins there are, immature and pending ones', async () => {
    const node = await openTrialNode();
    expect(await txion(node, transfer(1))).toMatchObject({
      error: 'insufficient-funds',
      explanation: expect.stringMatching(/can spend 0\.00000000 coins now\.$/),
    });
    await node.mineTo(ALICE, 1);
    expect(await txion(node, transfer(1))).toMatchObject({
      explanation: expect.stringMatching(
        /50\.00000000 are rewards that are not mature, .* until block 101\.$/,
      ),
    });
    await node.mineTo(BOB, 98);
    expect(await txion(node, transfer(1))).toMatchObject({ error: 'insufficient-funds' });
    await node.mineTo(BOB, 1);
    const told = await txion(node, transfer(1));
    expect(told.error).toBe('unsigned');
    await txion(node, signed(transfer(1), told));
    expect(await txion(node, transfer(1))).toMatchObject({
      error: 'insufficient-funds',
      explanation: expect.stringMatching(/50\.00000000 are being spent by transactions that wait/),
    });
  });

  it('answers any request by taking it or refusing it, and what it refuses changes nothing', async () => {
    const node = await openWithCoins(5);
    const request = transfer(10);
    const told = await txion(node, request);
    const good: Readonly<Record<string, unknown>> = { ...signed(request, told), transaction: undefined };
    const signature = String(told.sign?.map(ALICE.sign)[0]);
    const word = fc.oneof(
      fc.constantFrom(ALICE.address, MALLORY.address, MALLORY.publicKey, 10, '10', 39.9, signature, [
        signature,
      ]),
      fc.nat({ max: 63 }).map((at) => `${signature.slice(0, at)}7${signature.slice(at + 1)}`),
      fc.constantFrom(told.transaction?.hex, `${told.transaction?.hex}00`, undefined, null),
      fc.jsonValue(),
    );
    const change = fc.record({ name: fc.constantFrom(...Object.keys(good), 'other'), word });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 3 }), async (changes) => {
        const changed = Object.fromEntries(changes.map(({ name, word: value }) => [name, value]));
        const { outcome, error } = await txion(node, { ...good, ...changed });
        expect(outcome).toBeOneOf(['done', 'refused']);
        expect(error === undefined).toBe(outcome === 'done');
        // The signed transfer itself, where no change touched it, is the only thing that may get in.
        expect(node.mempool.count()).toBeLessThanOrEqual(1);
        for (const { tx } of node.mempool.entries()) {
          expect(tx.outputs.map(({ value }) => value)).toEqual([1_000_000_000, 3_999_999_859]);
          expect(tx.outputs[0]?.scriptPubKey).toEqual(BOB.scriptPubKey);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('refuses dust before anything is signed', async () => {
    const node = await openWithCoins(1);
    expect(await txion(node, transfer(0.00000293))).toMatchObject({ error: 'dust' });
    expect(await txion(node, transfer(0.00000294))).toMatchObject({ error: 'unsigned' });
  });
});

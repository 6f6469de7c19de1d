import { describe, expect, it } from 'vitest';
import {
  decodeTransaction,
  serializeTransaction,
  type Transaction,
  type TxInput,
} from '../../src/primitives/tx.ts';
import { EXAMPLE_ADDRESS, EXAMPLE_PRIVATE_KEY } from '../../src/rpc/methods/examples.ts';
import { fromHex, toHex } from '../../src/util/bytes.ts';
import { expectDefined } from '../../src/util/invariant.ts';
import { type Daemon, startRegtest } from '../helpers/daemon.ts';
import { PATIENCE_MS } from '../helpers/nonced-process.ts';
import { RpcFailure } from '../helpers/rpc-client.ts';
import { createSigners, type Signer, type SigningOrder, type SpendKind } from '../helpers/signers.ts';

/** Transactions that others have signed, against a real daemon: from submitTransaction to the next block. */

const COINS = 50e8;
const FEE = 20_000;
const NOBODY = 'bcrt1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqdku202';
const MATURITY = 100;
const TIMEOUT_MS = 4 * PATIENCE_MS;

interface BlockView {
  readonly hash: string;
  readonly tx: readonly { readonly txid: string; readonly hex: string }[];
}

type Order = Omit<SigningOrder, 'outputs'>;

/** Mines a block that pays to the address, and returns its reward. */
async function mineTo({ call }: Daemon, address: string): Promise<Order> {
  const [hash] = await call<string[]>('generateToAddress', [1, address]);
  const { tx } = await call<BlockView>('getBlock', [hash, 2]);
  return { txid: tx[0]?.txid ?? '', vout: 0, value: COINS, previous: tx[0]?.hex ?? '' };
}

/** A reward for each signer, ready to be spent. */
async function fund(daemon: Daemon, signers: readonly Pick<Signer, 'address'>[]): Promise<readonly Order[]> {
  const orders: Order[] = [];
  for (const { address } of signers) orders.push(await mineTo(daemon, address));
  await daemon.call('generateToAddress', [MATURITY, NOBODY]);
  return orders;
}

/** Everything that a refused transaction must not change. */
async function stateOf({ call }: Daemon, coins: readonly Order[]) {
  const outputs = coins.map(({ txid, vout }) => call('getTxOut', [txid, vout]));
  return {
    chain: await call('getBestBlockHash'),
    mempool: await call('getRawMempool', [false, true]),
    info: await call('getMempoolInfo'),
    coins: await Promise.all(outputs),
  };
}

async function refusal({ call }: Daemon, hex: string): Promise<string> {
  const error: unknown = await call('submitTransaction', [hex]).catch((thrown: unknown) => thrown);
  if (!(error instanceof RpcFailure)) throw new Error(`not refused: ${String(error)}`);
  return error.message.replace('submitTransaction: error ', '');
}

async function createUnsigned({ call }: Daemon, { txid, vout }: Order, value: number): Promise<string> {
  return call<string>('createRawTransaction', [[{ txid, vout }], [{ [NOBODY]: value / 1e8 }]]);
}

describe('a transaction signed outside', () => {
  it('is in the next block, whatever it spends and whoever signed it', { timeout: TIMEOUT_MS }, async () => {
    const daemon = await startRegtest();
    const signers = createSigners('accepted');
    const orders = await fund(daemon, signers);
    const txids: string[] = [];
    for (const [i, signer] of signers.entries()) {
      const order = orders[i];
      if (!order) throw new Error('unfunded');
      const hex = signer.sign({ ...order, outputs: [{ address: NOBODY, value: COINS - FEE }] });
      expect(await daemon.call('testMempoolAccept', [[hex]])).toMatchObject([{ allowed: true }]);
      txids.push(await daemon.call<string>('submitTransaction', [hex]));
    }
    expect(new Set(await daemon.call<string[]>('getRawMempool'))).toEqual(new Set(txids));
    const [hash] = await daemon.call<string[]>('generateToAddress', [1, NOBODY]);
    const { tx } = await daemon.call<BlockView>('getBlock', [hash, 3]);
    expect(new Set(tx.slice(1).map(({ txid }) => txid))).toEqual(new Set(txids));
    expect(tx[0]).toMatchObject({
      vout: expect.arrayContaining([expect.objectContaining({ value: 50 + (8 * FEE) / 1e8 })]),
    });
    expect(await daemon.call('getRawMempool')).toEqual([]);
    await daemon.stop();
  });

  it('can be signed by the node with the same keys', { timeout: TIMEOUT_MS }, async () => {
    const daemon = await startRegtest();
    const [order] = await fund(daemon, [{ address: EXAMPLE_ADDRESS }]);
    if (!order) throw new Error('unfunded');
    const hex = await createUnsigned(daemon, order, COINS - FEE);
    const signed = await daemon.call<{ hex: string; complete: boolean }>('signRawTransactionWithKey', [
      hex,
      [EXAMPLE_PRIVATE_KEY],
    ]);
    expect(signed.complete).toBe(true);
    await daemon.call('submitTransaction', [signed.hex]);
    await daemon.stop();
  });
});

const scriptFailure = (text: string) => `-26: mempool-script-verify-flag-failed (${text}), input 0 of `;

/** Why an input of each kind is refused that shows nothing, or what another key signed. */
const FAILURES: Readonly<Record<SpendKind, { readonly unsigned: string; readonly foreign: string }>> = {
  P2PKH: {
    unsigned: scriptFailure('Operation not valid with the current stack size'),
    foreign: scriptFailure('Script failed an OP_EQUALVERIFY operation'),
  },
  'P2SH multisig': {
    unsigned: '-26: bad-txns-nonstandard-inputs, input 0 P2SH redeemscript missing',
    foreign: scriptFailure(
      'Script evaluated without error but finished with a false/empty top stack element',
    ),
  },
  P2WPKH: {
    unsigned: scriptFailure('Witness program hash mismatch'),
    foreign: scriptFailure('Script failed an OP_EQUALVERIFY operation'),
  },
  P2WSH: {
    unsigned: scriptFailure('Witness program was passed an empty witness'),
    foreign: scriptFailure('Witness program hash mismatch'),
  },
};
const FORGED = scriptFailure('Signature must be zero for failed CHECK(MULTI)SIG operation');

describe('a transaction that breaks a rule', () => {
  it("gets Core's code and reason, and changes nothing", { timeout: TIMEOUT_MS }, async () => {
    const daemon = await startRegtest();
    const signers = createSigners('refused');
    const orders = await fund(daemon, signers);
    const young = await mineTo(daemon, NOBODY);
    const before = await stateOf(daemon, orders);
    for (const [i, signer] of signers.entries()) {
      const order = orders[i] as Order;
      const { unsigned, foreign } = FAILURES[signer.kind];
      const pay = (...values: readonly number[]) => signer.sign({ ...order, outputs: values.map(toNobody) });
      const good = pay(COINS - FEE);
      const cases: readonly (readonly [string, string])[] = [
        [withInputFields(good, NOTHING_SHOWN), unsigned],
        [withInputFields(good, firstInput(signOther(signer, orders, signers))), foreign],
        [withOutputValue(good, COINS - FEE - 1), FORGED],
        // One of the libraries would not sign it; amounts are looked at before signatures.
        [withOutputValue(good, COINS + 1), '-26: bad-txns-in-belowout'],
        [pay(COINS), '-26: min relay fee not met'],
        [pay(1, COINS - FEE), '-26: dust'],
        [pay(COINS / 2), '-25: Fee exceeds maximum configured by user (e.g. -maxtxfee, maxfeerate)'],
        [`${good}00`, MALFORMED],
        [good.slice(0, -2), MALFORMED],
        [`zz${good.slice(2)}`, MALFORMED],
      ];
      for (const [hex, reason] of cases) expect(await refusal(daemon, hex)).toContain(reason);
    }
    const immature = await createUnsigned(daemon, young, COINS - FEE);
    expect(await refusal(daemon, immature)).toContain('-26: bad-txns-premature-spend-of-coinbase');
    expect(await stateOf(daemon, orders)).toEqual(before);
    await daemon.stop();
  });

  it('is refused where another one was first, in the mempool or in a block', {
    timeout: TIMEOUT_MS,
  }, async () => {
    const daemon = await startRegtest();
    const signers = createSigners('double');
    const orders = await fund(daemon, signers);
    const spends = signers.map((signer, i) => {
      const sign = (value: number) => signer.sign({ ...(orders[i] as Order), outputs: [toNobody(value)] });
      return { first: sign(COINS - FEE), rival: sign(COINS - FEE - 1) };
    });
    for (const { first } of spends) await daemon.call('submitTransaction', [first]);
    const before = await stateOf(daemon, orders);
    for (const { rival } of spends) expect(await refusal(daemon, rival)).toContain('-26: insufficient fee');
    expect(await stateOf(daemon, orders)).toEqual(before);
    await daemon.call('generateToAddress', [1, NOBODY]);
    const after = await stateOf(daemon, orders);
    for (const { first, rival } of spends) {
      expect(await refusal(daemon, rival)).toContain('-25: bad-txns-inputs-missingorspent');
      expect(await refusal(daemon, first)).toBe('-27: Transaction outputs already in utxo set');
    }
    expect(await stateOf(daemon, orders)).toEqual(after);
    await daemon.stop();
  });
});

const MALFORMED = '-22: TX decode failed. Make sure the tx has at least one input.';
const NOTHING_SHOWN = { scriptSig: new Uint8Array(), witness: [] };

function toNobody(value: number): SigningOrder['outputs'][number] {
  return { address: NOBODY, value };
}

/** What the other signer of the same kind signs for its own coin. */
function signOther(signer: Signer, orders: readonly Order[], signers: readonly Signer[]): string {
  const index = signers.findIndex((other) => other !== signer && other.kind === signer.kind);
  const other = expectDefined(signers[index], 'two libraries');
  return other.sign({ ...(orders[index] as Order), outputs: [toNobody(COINS - FEE)] });
}

function decode(hex: string): Transaction {
  const decoded = decodeTransaction(expectDefined(fromHex(hex), 'hex'));
  if (!decoded.ok) throw new Error(decoded.debug);
  return decoded.value;
}

function firstInput(hex: string): Pick<TxInput, 'scriptSig' | 'witness'> {
  const { scriptSig, witness } = expectDefined(decode(hex).inputs[0], 'an input');
  return { scriptSig, witness };
}

function withInputFields(hex: string, fields: Partial<TxInput>): string {
  const tx = decode(hex);
  return toHex(serializeTransaction({ ...tx, inputs: tx.inputs.map((input) => ({ ...input, ...fields })) }));
}

function withOutputValue(hex: string, value: number): string {
  const tx = decode(hex);
  return toHex(serializeTransaction({ ...tx, outputs: tx.outputs.map((output) => ({ ...output, value })) }));
}

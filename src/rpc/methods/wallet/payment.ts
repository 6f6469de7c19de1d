import { displayHash, type Hash256, parseDisplayHash } from '../../../primitives/hash256.ts';
import { decodeAddress, encodeAddress } from '../../../script/address.ts';
import { expectDefined } from '../../../util/invariant.ts';
import { Type } from '../../../util/schema.ts';
import type { Payment } from '../../../wallet/build-payment.ts';
import { parseAmount } from '../../amounts.ts';
import { RpcError } from '../../errors.ts';
import { amount } from '../../json.ts';
import { defineMethod, optional, required } from '../../registry.ts';
import { AMOUNT, amountResult, hashHex } from '../../schemas.ts';
import { EXAMPLE_ADDRESS, EXAMPLE_TXID } from '../examples.ts';
import type { WalletContext } from './context.ts';
import { planError, sendError } from './refusal-text.ts';

/** Satoshis per virtual byte that can be asked for. The most that a payment pays is bounded by its fee, see there. */
const FEE_RATE = Type.Integer({ minimum: 1, maximum: 1_000_000 });

const txidParam = () => required(hashHex(), 'The id that preparePayment gave');

export const getDefaultAddress = defineMethod({
  name: 'getDefaultAddress',
  category: 'wallet',
  description:
    'Returns the address of the default key, which is made where there is none yet. Rewards go there unless -mineaddress names another address; payments are made from there.',
  params: {},
  result: Type.String({ description: 'A P2WPKH address' }),
  errors: [],
  example: [],
  handler: async (_params, { wallet, network }: Pick<WalletContext, 'wallet' | 'network'>) => {
    const script = await (await wallet()).receivingScript();
    return expectDefined(encodeAddress(script, network.addresses), 'P2WPKH has an address');
  },
});

const PaymentView = Type.Object({
  txid: hashHex(),
  address: Type.String({ description: 'To whom' }),
  amount: amountResult('What is paid'),
  fee: amountResult("What the block's miner gets"),
  fee_rate: Type.Number({ description: 'The fee in satoshis per virtual byte' }),
  vsize: Type.Integer({ description: 'Virtual bytes' }),
  change: amountResult('What comes back to the default key'),
  inputs: Type.Integer({ description: 'Coins that are spent' }),
});

export const preparePayment = defineMethod({
  name: 'preparePayment',
  category: 'wallet',
  description:
    'Makes and signs a payment from the default key, and shows what it costs. Nothing is sent: sendPayment sends this very transaction, cancelPayment forgets it. For ten minutes its coins are held for it.',
  params: {
    address: required(Type.String(), 'To whom to pay'),
    amount: required(AMOUNT, 'How much to pay, e.g. 0.1; the fee comes on top'),
    fee_rate: optional(FEE_RATE, 'The fee in satoshis per virtual byte', {
      defaultHint: '1, or what a full mempool asks for',
    }),
  },
  result: PaymentView,
  errors: [
    { error: 'RPC_INVALID_ADDRESS_OR_KEY', when: 'the address is none of this network' },
    { error: 'RPC_TYPE_ERROR', when: 'the amount is none' },
    { error: 'RPC_WALLET_INSUFFICIENT_FUNDS', when: 'the coins do not suffice, or the amount is dust' },
    { error: 'RPC_WALLET_ERROR', when: 'the fee would be above 0.1' },
    { error: 'RPC_VERIFY_REJECTED', when: 'the mempool would refuse it, with the reason' },
  ],
  example: [EXAMPLE_ADDRESS, 0.1],
  handler: async (request, context: WalletContext) => {
    const { network, chainstate } = context;
    const output = {
      value: parseAmount(request.amount),
      scriptPubKey: scriptOf(request.address, context),
    };
    const result = await (await context.wallet()).preparePayment(output, request.fee_rate);
    if (result.ok) return paymentView(result.payment, request.address);
    throw planError(result.refusal, {
      value: output.value,
      tipHeight: chainstate.tip().height,
      coinbaseMaturity: network.consensus.coinbaseMaturity,
    });
  },
});

export const sendPayment = defineMethod({
  name: 'sendPayment',
  category: 'wallet',
  description:
    'Sends a payment that preparePayment made, that very transaction, and answers once it is on disk. It never replaces a transaction that waits.',
  params: { txid: txidParam() },
  result: Type.Object({
    txid: hashHex(),
    nextblock: Type.Integer({ description: 'The height of the next block' }),
    waiting: Type.Integer({
      description: 'Virtual bytes of all transactions that wait for a block; one holds 1000000',
    }),
    generate: Type.Boolean({ description: 'Whether this node mines' }),
  }),
  errors: [
    { error: 'RPC_INVALID_PARAMETER', when: 'there is no such payment, or no longer' },
    {
      error: 'RPC_VERIFY_REJECTED',
      when: 'one of its coins was spent in the meantime, or the mempool refuses it',
    },
    { error: 'RPC_VERIFY_ERROR', when: 'one of its coins is gone with a block that left the chain' },
  ],
  example: [EXAMPLE_TXID],
  handler: async ({ txid }, { wallet, chainstate, mempool, miner }: WalletContext) => {
    const result = await (await wallet()).sendPayment(hashOf(txid));
    if (!result.ok) throw sendError(result.refusal);
    return {
      txid: displayHash(result.tx.txid),
      nextblock: chainstate.tip().height + 1,
      waiting: mempool.info().vsize,
      generate: miner.status().state !== 'stopped',
    };
  },
});

export const cancelPayment = defineMethod({
  name: 'cancelPayment',
  category: 'wallet',
  description: 'Forgets a payment that was prepared and not sent; its coins are free again.',
  params: { txid: txidParam() },
  result: Type.Boolean({ description: 'False where there was no such payment' }),
  errors: [],
  example: [EXAMPLE_TXID],
  handler: async ({ txid }, { wallet }: Pick<WalletContext, 'wallet'>) =>
    (await wallet()).cancelPayment(hashOf(txid)),
});

/** @throws RpcError -5 that says of which network the address is, where it is of one */
function scriptOf(address: string, { network, networksOfAddress }: WalletContext): Uint8Array {
  const decoded = decodeAddress(address, network.addresses);
  if (decoded.ok) return decoded.value;
  const others = networksOfAddress(address);
  const reason =
    others.length === 0
      ? decoded.error
      : `${address} is an address of ${others.join(', ')}; this node runs ${network.name}, whose addresses start with ${network.addresses.bech32Hrp}1`;
  throw new RpcError('RPC_INVALID_ADDRESS_OR_KEY', `Invalid address: ${reason}`);
}

function paymentView({ tx, output, fee, vsize, change, coins }: Payment, address: string) {
  return {
    txid: displayHash(tx.txid),
    address,
    amount: amount(output.value),
    fee: amount(fee),
    fee_rate: Math.round((1000 * fee) / vsize) / 1000,
    vsize,
    change: amount(change),
    inputs: coins.length,
  };
}

function hashOf(txid: string): Hash256 {
  return expectDefined(parseDisplayHash(txid), 'a hash that was checked');
}

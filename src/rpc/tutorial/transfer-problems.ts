import { getDustThreshold } from '../../policy/dust.ts';
import type { FeeRate } from '../../policy/fee-rate.ts';
import type { Satoshis } from '../../primitives/amount.ts';
import { displayHash } from '../../primitives/hash256.ts';
import { serializeTransaction, type TxOutput } from '../../primitives/tx.ts';
import { type AddressPrefixes, encodeAddress } from '../../script/address.ts';
import { toHex } from '../../util/bytes.ts';
import { amount } from '../json.ts';
import { digestsOf } from './authorize.ts';
import { MAX_INPUTS, type TransferPlan } from './plan-transfer.ts';
import type { Problem } from './reply.ts';
import { type CoinsOfSender, sumOf } from './spendable-coins.ts';
import type { Transfer } from './transfer.ts';

/** Why a transfer is no transaction yet, in words for whoever asked for it. */

/** Nobody signed: the answer says what to sign. */
export function unsigned(plan: TransferPlan, prefixes: AddressPrefixes): Problem {
  return {
    error: 'unsigned',
    explanation:
      'Anybody could have sent this request. "from" must show that it is theirs, with a signature by the private key ' +
      'behind the address. "transaction" is what the transfer means; each digest under "sign" is a hash over all of it.',
    next:
      'Sign each digest with ECDSA on secp256k1, as it is, without hashing it again. Send the same request once more ' +
      'with "publicKey" and "signature" (for several digests a list, in their order).',
    details: whatToSign(plan, prefixes),
  };
}

/** Signed, but not this. */
export function wronglySigned(plan: TransferPlan, prefixes: AddressPrefixes): Problem {
  return {
    error: 'wrong-signature',
    explanation:
      '"publicKey" did not sign this transfer. Either another key signed, or something else was signed: another ' +
      'amount, another receiver, or coins that have been spent since. A signature is good for one transaction, once.',
    next: 'Sign what is under "sign" now and send it again; one signature for each digest.',
    details: whatToSign(plan, prefixes),
  };
}

function whatToSign(plan: TransferPlan, prefixes: AddressPrefixes) {
  const { unsigned: tx, coins, fee } = plan;
  return {
    transaction: {
      inputs: coins.map(({ outpoint, coin }) => ({
        txid: displayHash(outpoint.txid),
        vout: outpoint.index,
        amount: amount(coin.output.value),
      })),
      outputs: tx.outputs.map(({ value, scriptPubKey }) => ({
        to: encodeAddress(scriptPubKey, prefixes) ?? toHex(scriptPubKey),
        amount: amount(value),
      })),
      fee: amount(fee),
      hex: toHex(serializeTransaction(tx)),
    },
    sign: digestsOf(plan).map(toHex),
  };
}

export function insufficientFunds({ from, amount: wanted }: Transfer, coins: CoinsOfSender): Problem {
  const { spendable, immature, maturesAt, pending } = coins;
  const reasons = [
    `${from.address} can spend ${inCoins(sumOf(spendable))} coins now`,
    ...(maturesAt === undefined
      ? []
      : [`${inCoins(immature)} are rewards that are not mature, the first of them until block ${maturesAt}`]),
    ...(pending === 0
      ? []
      : [
          `${inCoins(pending)} are being spent by transactions that wait for a block, the change from them included`,
        ]),
    ...(spendable.length > MAX_INPUTS
      ? [`one transaction here takes at most ${MAX_INPUTS} of its coins`]
      : []),
  ];
  return {
    error: 'insufficient-funds',
    explanation: `The transfer needs ${inCoins(wanted)} coins and a fee, but ${reasons.join('; ')}.`,
    next:
      immature + pending > 0
        ? 'Mine more blocks (GET /mine), then send it again.'
        : `Send less, or get coins first: whoever mines a block to ${from.address} is paid there.`,
  };
}

/** The receiver's output would be dust. */
export function tooSmall(payment: TxOutput, dustRelayFeeRate: FeeRate): Problem {
  const least = getDustThreshold(payment, dustRelayFeeRate);
  return {
    error: 'dust',
    explanation: `${inCoins(payment.value)} coins are less than it would cost the receiver to spend them: nodes don't pass such outputs on.`,
    next: `Send at least ${inCoins(least)}.`,
  };
}

function inCoins(satoshis: Satoshis): string {
  return amount(satoshis).text;
}

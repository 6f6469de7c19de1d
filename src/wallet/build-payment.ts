import { selectUTXO } from '@scure/btc-signer/utxo.js';
import type { NetworkPrefixes } from '../chainparams/network.ts';
import { transactionWeight, virtualSize } from '../consensus/weight.ts';
import { getDustThreshold } from '../policy/dust.ts';
import type { FeeRate } from '../policy/fee-rate.ts';
import type { Satoshis } from '../primitives/amount.ts';
import { displayHash } from '../primitives/hash256.ts';
import { makeTransaction, type Transaction, type TxOutput } from '../primitives/tx.ts';
import { encodeAddress } from '../script/address.ts';
import { SIGHASH_ALL } from '../script/signature-encoding.ts';
import { toHex } from '../util/bytes.ts';
import { expectDefined, invariant } from '../util/invariant.ts';
import type { DefaultKey } from './default-key.ts';
import type { OwnedCoin } from './ports.ts';
import { signWithKeys } from './sign-with-keys.ts';
import { createSigningKeys } from './signing-keys.ts';

/** One payment from the coins of one key: which of them, how much goes back, and the signed transaction. */

/**
 * Coins that one payment spends at most. Each is signed for, and the node does nothing else in that time; the
 * transaction stays far below the weight that is relayed.
 */
export const MAX_PAYMENT_COINS = 500;

/** The highest sequence that says "this may be replaced". @source BIP125 */
const REPLACEABLE_SEQUENCE = 0xfffffffd;

export interface PaymentRequest {
  readonly output: TxOutput;
  /** Satoshis per virtual byte, a whole number. */
  readonly feePerVbyte: number;
  /** What may be spent: of the key, at most MAX_PAYMENT_COINS. */
  readonly coins: readonly OwnedCoin[];
  readonly key: DefaultKey;
  readonly prefixes: NetworkPrefixes;
  /** Change below what this makes dust is left to the miner. */
  readonly dustRelayFeeRate: FeeRate;
}

export interface Payment {
  /** Signed: the payment's output first, then the change, where there is any. */
  readonly tx: Transaction;
  readonly output: TxOutput;
  /** The spent coins less both outputs. */
  readonly fee: Satoshis;
  /** Virtual bytes (BIP141). */
  readonly vsize: number;
  /** What goes back to the key; 0 where it would be dust. */
  readonly change: Satoshis;
  readonly coins: readonly OwnedCoin[];
}

/** The payment, signed; undefined where the coins don't suffice for it and its fee. */
export function buildPayment(request: PaymentRequest): Payment | undefined {
  const selected = selectCoins(request);
  if (!selected) return undefined;
  const { output, key } = request;
  const { coins, change } = selected;
  const changeOutput = { value: change, scriptPubKey: key.scriptPubKey };
  const unsigned = makeTransaction({
    version: 2,
    inputs: coins.map(({ outpoint }) => ({
      prevout: outpoint,
      scriptSig: new Uint8Array(),
      sequence: REPLACEABLE_SEQUENCE,
      witness: [],
    })),
    outputs: change > 0 ? [output, changeOutput] : [output],
    lockTime: 0,
  });
  const tx = sign(unsigned, coins, key);
  return {
    tx,
    output,
    fee: totalOf(coins) - output.value - change,
    vsize: virtualSize(transactionWeight(tx)),
    change,
    coins,
  };
}

interface Selection {
  readonly coins: readonly OwnedCoin[];
  readonly change: Satoshis;
}

/** Coins that come close to what is needed, or else the most valuable ones. */
function selectCoins(request: PaymentRequest): Selection | undefined {
  const { output, coins, key, prefixes, feePerVbyte, dustRelayFeeRate } = request;
  const byName = new Map(coins.map((owned) => [nameOf(owned), owned]));
  const inputs = coins.map(({ outpoint, coin }) => ({
    txid: displayHash(outpoint.txid),
    index: outpoint.index,
    witnessUtxo: { script: coin.output.scriptPubKey, amount: BigInt(coin.output.value) },
  }));
  const dust = getDustThreshold({ value: 0, scriptPubKey: key.scriptPubKey }, dustRelayFeeRate);
  const { pubkeyHash, scriptHash, secretKey, bech32Hrp } = prefixes;
  const selected = selectUTXO(
    inputs,
    [{ script: output.scriptPubKey, amount: BigInt(output.value) }],
    'default',
    {
      feePerByte: BigInt(feePerVbyte),
      changeAddress: expectDefined(encodeAddress(key.scriptPubKey, prefixes), 'P2WPKH has an address'),
      network: { bech32: bech32Hrp, pubKeyHash: pubkeyHash, scriptHash, wif: secretKey },
      // The library keeps change above this, of a rate of its own.
      dust: BigInt(dust) - 1n,
      dustRelayFeeRate: 1n,
      // An address may be of a kind that the library does not know; its outputs are not checked, only weighed.
      allowUnknownOutputs: true,
      disableScriptCheck: true,
      bip69: false,
      createTx: false,
    },
  );
  if (!selected) return undefined;
  const taken = selected.inputs.map(({ txid, index }) => {
    const name = `${toHex(txid ?? new Uint8Array())}:${index}`;
    return expectDefined(byName.get(name), 'a selected coin is one of those offered');
  });
  const rest = totalOf(taken) - output.value - Number(selected.fee);
  return { coins: taken, change: selected.change ? rest : 0 };
}

function totalOf(coins: readonly OwnedCoin[]): Satoshis {
  return coins.reduce((sum, { coin }) => sum + coin.output.value, 0);
}

function nameOf({ outpoint }: OwnedCoin): string {
  return `${displayHash(outpoint.txid)}:${outpoint.index}`;
}

function sign(tx: Transaction, coins: readonly OwnedCoin[], { signingKey }: DefaultKey): Transaction {
  const signed = signWithKeys({
    tx,
    spent: coins.map(({ coin }) => coin.output),
    keys: createSigningKeys([signingKey]),
    hashType: SIGHASH_ALL,
  });
  invariant(signed.failures.length === 0, 'the default key signs for its own coins');
  return signed.tx;
}

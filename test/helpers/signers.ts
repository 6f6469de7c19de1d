import * as scure from '@scure/btc-signer';
import { pubECDSA } from '@scure/btc-signer/utils.js';
import { networks, Psbt, payments } from 'bitcoinjs-lib';
import { ECPairFactory } from 'ecpair';
import * as ecc from 'tiny-secp256k1';
import { sha256 } from '../../src/crypto/sha256d.ts';
import { fromHex } from '../../src/util/bytes.ts';
import { expectDefined } from '../../src/util/invariant.ts';

/** Other people's libraries, which make addresses of regtest and sign what is paid to them. */

export type SpendKind = 'P2PKH' | 'P2SH multisig' | 'P2WPKH' | 'P2WSH';
const SPEND_KINDS: readonly SpendKind[] = ['P2PKH', 'P2SH multisig', 'P2WPKH', 'P2WSH'];

/** An output to be spent and where its value goes. */
export interface SigningOrder {
  /** In display order. */
  readonly txid: string;
  readonly vout: number;
  /** Satoshis. */
  readonly value: number;
  /** The transaction that made it, in hex: a signer wants to see the value for itself. */
  readonly previous: string;
  readonly outputs: readonly { readonly address: string; readonly value: number }[];
}

/** Who can spend what is paid to one address. */
export interface Signer {
  readonly library: string;
  readonly kind: SpendKind;
  readonly address: string;
  /** The signed transaction in hex. */
  sign(order: SigningOrder): string;
}

/** One signer of each kind by each of the two libraries. @param seed - others get other keys */
export function createSigners(seed: string): readonly Signer[] {
  return SPEND_KINDS.flatMap((kind) => {
    const secrets = [0, 1, 2].map((n) => sha256(new TextEncoder().encode(`${seed} ${kind} ${n}`)));
    return [scureSigner(kind, secrets), bitcoinjsSigner(kind, secrets)];
  });
}

const SCURE_REGTEST = { bech32: 'bcrt', pubKeyHash: 0x6f, scriptHash: 0xc4, wif: 0xef };

function scureSigner(kind: SpendKind, secrets: readonly Uint8Array[]): Signer {
  const pubkeys = secrets.map((secret) => pubECDSA(secret));
  const pubkey = expectDefined(pubkeys[0], 'a key');
  const multisig = scure.p2ms(2, pubkeys);
  const payment = {
    P2PKH: () => scure.p2pkh(pubkey, SCURE_REGTEST),
    'P2SH multisig': () => scure.p2sh(multisig, SCURE_REGTEST),
    P2WPKH: () => scure.p2wpkh(pubkey, SCURE_REGTEST),
    P2WSH: () => scure.p2wsh(multisig, SCURE_REGTEST),
  }[kind]();
  return {
    library: '@scure/btc-signer',
    kind,
    address: expectDefined(payment.address, 'an address'),
    sign({ txid, vout: index, previous, outputs }) {
      const tx = new scure.Transaction();
      tx.addInput({ ...payment, txid, index, nonWitnessUtxo: expectDefined(fromHex(previous), 'hex') });
      for (const { address, value } of outputs) tx.addOutputAddress(address, BigInt(value), SCURE_REGTEST);
      for (const secret of usedSecrets(kind, secrets)) tx.sign(secret);
      tx.finalize();
      return tx.hex;
    },
  };
}

function bitcoinjsSigner(kind: SpendKind, secrets: readonly Uint8Array[]): Signer {
  const network = networks.regtest;
  const pairs = ECPairFactory(ecc);
  const keys = secrets.map((secret) => pairs.fromPrivateKey(sha256(secret), { network }));
  const pubkeys = keys.map(({ publicKey }) => publicKey);
  const pubkey = expectDefined(pubkeys[0], 'a key');
  const redeem = payments.p2ms({ m: 2, pubkeys, network });
  const output = expectDefined(redeem.output, 'a script');
  const { payment, scripts } = {
    P2PKH: () => ({ payment: payments.p2pkh({ pubkey, network }), scripts: {} }),
    'P2SH multisig': () => ({
      payment: payments.p2sh({ redeem, network }),
      scripts: { redeemScript: output },
    }),
    P2WPKH: () => ({ payment: payments.p2wpkh({ pubkey, network }), scripts: {} }),
    P2WSH: () => ({ payment: payments.p2wsh({ redeem, network }), scripts: { witnessScript: output } }),
  }[kind]();
  return {
    library: 'bitcoinjs-lib',
    kind,
    address: expectDefined(payment.address, 'an address'),
    sign({ txid, vout: index, previous, outputs }) {
      const psbt = new Psbt({ network });
      psbt.addInput({
        hash: txid,
        index,
        nonWitnessUtxo: expectDefined(fromHex(previous), 'hex'),
        ...scripts,
      });
      for (const { address, value } of outputs) psbt.addOutput({ address, value: BigInt(value) });
      for (const key of usedSecrets(kind, keys)) psbt.signInput(0, key);
      psbt.finalizeAllInputs();
      return psbt.extractTransaction(true).toHex();
    },
  };
}

/** One key, or two of the three. */
function usedSecrets<T>(kind: SpendKind, secrets: readonly T[]): readonly T[] {
  return kind === 'P2SH multisig' || kind === 'P2WSH' ? secrets.slice(1) : secrets.slice(0, 1);
}

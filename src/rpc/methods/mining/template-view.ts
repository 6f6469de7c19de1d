import { countLegacySigops } from '../../../consensus/sigop-cost.ts';
import {
  MAX_BLOCK_SIGOPS_COST,
  MAX_BLOCK_WEIGHT,
  transactionWeight,
  WITNESS_SCALE_FACTOR,
} from '../../../consensus/weight.ts';
import { witnessCommitmentScript } from '../../../consensus/witness-commitment.ts';
import { createCoinbase } from '../../../mining/coinbase.ts';
import type { BlockTemplate } from '../../../mining/template.ts';
import { displayHash, hashKey } from '../../../primitives/hash256.ts';
import { serializeTransaction, serializeWithoutWitness } from '../../../primitives/tx.ts';
import { toHex } from '../../../util/bytes.ts';
import { Type } from '../../../util/schema.ts';
import { hashHex, hexResult } from '../../schemas.ts';
import { hex32, hex256 } from '../../views/header.ts';
import { SignetChallenge } from '../../views/signet.ts';
import type { TemplateRules } from './template-rules.ts';

/** A block template as miners read it. */

/** The largest serialized size that a block of the allowed weight can have, bytes. */
const MAX_BLOCK_SERIALIZED_SIZE = 4_000_000;

const TemplateTransactionSchema = Type.Object({
  data: hexResult('The transaction, serialized'),
  txid: hashHex(),
  hash: hashHex(),
  depends: Type.Array(
    Type.Integer({
      description: 'Places in this list, from 1, of transactions that must come before this one',
    }),
  ),
  fee: Type.Integer({ description: 'Satoshis' }),
  sigops: Type.Integer({ description: 'Cost of its signature operations' }),
  weight: Type.Integer(),
});

export const TemplateSchema = Type.Object(
  {
    capabilities: Type.Array(Type.String()),
    version: Type.Integer({ description: 'The preferred block version' }),
    rules: Type.Array(
      Type.String({ description: 'Rules that hold; a "!" marks one that the miner must know' }),
    ),
    vbavailable: Type.Record(Type.String(), Type.Integer(), {
      description: 'Pending, supported versionbit softfork deployments',
    }),
    vbrequired: Type.Integer({
      description: 'Bit mask of versionbits the server requires set in submissions',
    }),
    previousblockhash: hashHex(),
    transactions: Type.Array(TemplateTransactionSchema, {
      description: 'Transactions that should be included',
    }),
    coinbaseaux: Type.Object(
      { flags: Type.String({ description: 'Hex that makes the work of this answer differ from any other' }) },
      { description: "Data that should be included in the coinbase's scriptSig" },
    ),
    coinbasevalue: Type.Optional(
      Type.Integer({ description: 'Maximum allowable input to the coinbase, in satoshis' }),
    ),
    coinbasetxn: Type.Optional(
      Type.Object(
        { ...TemplateTransactionSchema.properties, required: Type.Boolean() },
        {
          description:
            'The coinbase to use, where it was asked for in place of its value; without its witness',
        },
      ),
    ),
    longpollid: Type.String(),
    target: Type.String({ description: 'The hash target' }),
    mintime: Type.Integer({ description: 'The minimum timestamp of the next block, seconds since 1970' }),
    mutable: Type.Array(
      Type.String({
        description:
          "What a miner may change: 'time', 'transactions', 'prevblock'; 'version/force' where the network lets versions be rolled (BIP320)",
      }),
    ),
    noncerange: Type.String({ description: 'A range of valid nonces' }),
    sigoplimit: Type.Integer(),
    sizelimit: Type.Integer(),
    weightlimit: Type.Optional(Type.Integer()),
    curtime: Type.Integer({ description: 'The current time as seen by the server, never below mintime' }),
    bits: Type.String(),
    height: Type.Integer(),
    signet_challenge: SignetChallenge,
    default_witness_commitment: Type.Optional(
      hexResult('A commitment to the witnesses of these transactions'),
    ),
  },
  { title: 'for mode = template' },
);

export interface TemplateViewRequest {
  readonly template: BlockTemplate;
  readonly rules: TemplateRules;
  /** Of the transactions, for long polls. */
  readonly revision: number;
  /** A number that no other answer has. */
  readonly serial: number;
  /** Whether the network lets miners roll bits of the version. */
  readonly rollsVersions: boolean;
  /** Whom the coinbase pays, where the client wants one; else it makes its own. */
  readonly rewardScript: Uint8Array | undefined;
}

/**
 * Core knows no `version/force`, though it takes rolled versions as any node does: the word is BIP23's for a version that
 * the miner chooses.
 * @source Bitcoin Core src/rpc/mining.cpp getblocktemplate; BIP22, BIP23, BIP145, BIP320
 */
export function templateView(request: TemplateViewRequest) {
  const { template, rules, revision, serial, rollsVersions, rewardScript } = request;
  // Before segwit the limits are counted in what blocks were counted in then.
  const scale = template.segwit ? 1 : WITNESS_SCALE_FACTOR;
  return {
    capabilities: ['proposal'],
    ...rules,
    vbrequired: 0,
    previousblockhash: displayHash(template.parent.hash),
    transactions: transactionViews(template, scale),
    coinbaseaux: { flags: serial.toString(16).padStart(8, '0') },
    ...(rewardScript
      ? { coinbasetxn: coinbaseView(template, rewardScript, serial) }
      : { coinbasevalue: template.coinbaseValue }),
    longpollid: `${displayHash(template.parent.hash)}${revision}`,
    target: hex256(template.target),
    mintime: template.minTime,
    mutable: ['time', 'transactions', 'prevblock', ...(rollsVersions ? ['version/force'] : [])],
    noncerange: '00000000ffffffff',
    sigoplimit: MAX_BLOCK_SIGOPS_COST / scale,
    sizelimit: MAX_BLOCK_SERIALIZED_SIZE / scale,
    ...(template.segwit && { weightlimit: MAX_BLOCK_WEIGHT }),
    curtime: template.time,
    bits: hex32(template.bits),
    height: template.height,
    ...(template.segwit && { default_witness_commitment: defaultWitnessCommitment(template) }),
  };
}

/** Without its witness, which submitBlock adds: clients hash these bytes. Its fee is what it collects, as BIP22 has it. */
function coinbaseView(template: BlockTemplate, scriptPubKey: Uint8Array, extraNonce: number) {
  const { height, coinbaseValue: value, segwit, selected } = template;
  const transactions = selected.map(({ tx }) => tx);
  const coinbase = createCoinbase({ height, value, segwit, transactions, scriptPubKey, extraNonce });
  return {
    data: toHex(serializeWithoutWitness(coinbase)),
    txid: displayHash(coinbase.txid),
    hash: displayHash(coinbase.wtxid),
    depends: [],
    fee: -selected.reduce((sum, { fee }) => sum + fee, 0),
    sigops: countLegacySigops(coinbase) * (segwit ? WITNESS_SCALE_FACTOR : 1),
    weight: transactionWeight(coinbase),
    required: true,
  };
}

/** The coinbase counts as zero in it, so any will do. */
function defaultWitnessCommitment({ height, coinbaseValue: value, segwit, selected }: BlockTemplate): string {
  const transactions = selected.map(({ tx }) => tx);
  const scriptPubKey = new Uint8Array();
  const coinbase = createCoinbase({ height, value, segwit, transactions, scriptPubKey, extraNonce: 0 });
  return toHex(witnessCommitmentScript([coinbase, ...transactions]));
}

function transactionViews({ selected }: BlockTemplate, scale: number) {
  const places = new Map(selected.map(({ tx }, i) => [hashKey(tx.txid), i + 1]));
  return selected.map(({ tx, fee, sigOpCost, weight }) => {
    const depends = tx.inputs.flatMap(({ prevout }) => places.get(hashKey(prevout.txid)) ?? []);
    return {
      data: toHex(serializeTransaction(tx)),
      txid: displayHash(tx.txid),
      hash: displayHash(tx.wtxid),
      depends,
      fee,
      sigops: sigOpCost / scale,
      weight,
    };
  });
}

import { Type } from '@sinclair/typebox';
import { MAX_BLOCK_SIGOPS_COST, MAX_BLOCK_WEIGHT, WITNESS_SCALE_FACTOR } from '../../../consensus/weight.ts';
import { witnessCommitmentScript } from '../../../consensus/witness-commitment.ts';
import { createCoinbase } from '../../../mining/coinbase.ts';
import type { BlockTemplate } from '../../../mining/template.ts';
import { displayHash, hashKey } from '../../../primitives/hash256.ts';
import { serializeTransaction } from '../../../primitives/tx.ts';
import { toHex } from '../../../util/bytes.ts';
import { RpcError } from '../../errors.ts';
import { defineMethod, optional } from '../../registry.ts';
import { hashHex, hexResult } from '../../schemas.ts';
import { hex32, hex256 } from '../../views/header.ts';
import { SignetChallenge, signetChallengeView } from '../../views/signet.ts';
import type { MiningContext } from './context.ts';
import { type TemplateRules, templateRules } from './template-rules.ts';

/** The largest serialized size that a block of the allowed weight can have, bytes. */
const MAX_BLOCK_SERIALIZED_SIZE = 4_000_000;

const TemplateRequestSchema = Type.Object(
  {
    mode: Type.Optional(Type.String({ description: 'This must be set to "template" or omitted' })),
    capabilities: Type.Optional(Type.Array(Type.String({ description: 'client side supported features' }))),
    rules: Type.Optional(
      Type.Array(Type.String({ description: "client side supported softfork deployment, e.g. 'segwit'" })),
    ),
    longpollid: Type.Optional(Type.String()),
    data: Type.Optional(Type.String()),
  },
  { description: 'Format of the template' },
);

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

const TemplateSchema = Type.Object({
  capabilities: Type.Array(Type.String()),
  version: Type.Integer({ description: 'The preferred block version' }),
  rules: Type.Array(
    Type.String({ description: 'Rules that hold; a "!" marks one that the miner must know' }),
  ),
  vbavailable: Type.Record(Type.String(), Type.Integer(), {
    description: 'Pending, supported versionbit softfork deployments',
  }),
  vbrequired: Type.Integer({ description: 'Bit mask of versionbits the server requires set in submissions' }),
  previousblockhash: hashHex(),
  transactions: Type.Array(TemplateTransactionSchema, {
    description: 'Transactions that should be included',
  }),
  coinbaseaux: Type.Object({}, { description: "Data that should be included in the coinbase's scriptSig" }),
  coinbasevalue: Type.Integer({ description: 'Maximum allowable input to the coinbase, in satoshis' }),
  longpollid: Type.String(),
  target: Type.String({ description: 'The hash target' }),
  mintime: Type.Integer({ description: 'The minimum timestamp of the next block, seconds since 1970' }),
  mutable: Type.Array(Type.String({ description: "e.g. 'time', 'transactions', 'prevblock'" })),
  noncerange: Type.String({ description: 'A range of valid nonces' }),
  sigoplimit: Type.Integer(),
  sizelimit: Type.Integer(),
  weightlimit: Type.Optional(Type.Integer()),
  curtime: Type.Integer({ description: 'The current time as seen by the server, never below mintime' }),
  bits: Type.String(),
  height: Type.Integer(),
  signet_challenge: SignetChallenge,
  default_witness_commitment: Type.Optional(hexResult('A commitment to the witnesses of these transactions')),
});

export const getBlockTemplate = defineMethod({
  name: 'getBlockTemplate',
  category: 'mining',
  description:
    'Returns data needed to construct a block to work on (BIP22, BIP23, BIP145). The transactions are those that pay best.',
  params: { template_request: optional(TemplateRequestSchema, 'Format of the template') },
  result: TemplateSchema,
  errors: [
    {
      error: 'RPC_INVALID_PARAMETER',
      when: 'a rule is not named that the client must know, such as segwit, or the mode is not template',
    },
  ],
  example: [{ rules: ['segwit'] }],
  handler: ({ template_request: request = {} }, { chainstate, templates }: MiningContext) => {
    if ((request.mode ?? 'template') !== 'template')
      throw new RpcError('RPC_INVALID_PARAMETER', 'Invalid mode');
    const { params, deployments } = chainstate;
    const parent = chainstate.tip();
    const template = templates.full(parent);
    const { rules: clientRules = [] } = request;
    const rules = templateRules({ template, params, states: deployments.after(parent), clientRules });
    return {
      ...templateView(template, rules, templates.revision()),
      ...signetChallengeView(params),
    };
  },
});

/** @source Bitcoin Core src/rpc/mining.cpp getblocktemplate; BIP22, BIP23, BIP145 */
function templateView(template: BlockTemplate, rules: TemplateRules, revision: number) {
  // Before segwit the limits are counted in what blocks were counted in then.
  const scale = template.segwit ? 1 : WITNESS_SCALE_FACTOR;
  return {
    capabilities: [],
    ...rules,
    vbrequired: 0,
    previousblockhash: displayHash(template.parent.hash),
    transactions: transactionViews(template, scale),
    coinbaseaux: {},
    coinbasevalue: template.coinbaseValue,
    longpollid: `${displayHash(template.parent.hash)}${revision}`,
    target: hex256(template.target),
    mintime: template.minTime,
    mutable: ['time', 'transactions', 'prevblock'],
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
      depends: [...new Set(depends)],
      fee,
      sigops: sigOpCost / scale,
      weight,
    };
  });
}

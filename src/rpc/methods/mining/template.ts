import { Type } from '@sinclair/typebox';
import { isActive } from '../../../consensus/deployments.ts';
import { MAX_BLOCK_SIGOPS_COST, MAX_BLOCK_WEIGHT } from '../../../consensus/weight.ts';
import { witnessCommitmentScript } from '../../../consensus/witness-commitment.ts';
import { createCoinbase } from '../../../mining/coinbase.ts';
import { type BlockTemplate, createTemplate } from '../../../mining/template.ts';
import { displayHash } from '../../../primitives/hash256.ts';
import { toHex } from '../../../util/bytes.ts';
import { RpcError } from '../../errors.ts';
import { defineMethod, optional } from '../../registry.ts';
import { hashHex, hexResult } from '../../schemas.ts';
import { hex32, hex256 } from '../../views/header.ts';
import type { MiningContext } from './context.ts';

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

const TemplateSchema = Type.Object({
  capabilities: Type.Array(Type.String()),
  version: Type.Integer({ description: 'The preferred block version' }),
  rules: Type.Array(
    Type.String({ description: 'Rules that hold; a "!" marks one that the miner must know' }),
  ),
  vbavailable: Type.Object({}, { description: 'Pending, supported versionbit softfork deployments' }),
  vbrequired: Type.Integer({ description: 'Bit mask of versionbits the server requires set in submissions' }),
  previousblockhash: hashHex(),
  transactions: Type.Array(Type.Object({}), { description: 'Transactions that should be included' }),
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
  default_witness_commitment: Type.Optional(hexResult('A commitment to the witnesses of these transactions')),
});

export const getBlockTemplate = defineMethod({
  name: 'getBlockTemplate',
  category: 'mining',
  description:
    'Returns data needed to construct a block to work on (BIP22, BIP23, BIP145). This version makes blocks that hold only their coinbase.',
  params: { template_request: optional(TemplateRequestSchema, 'Format of the template') },
  result: TemplateSchema,
  errors: [
    { error: 'RPC_INVALID_PARAMETER', when: 'the segwit rule is not named, or the mode is not template' },
  ],
  example: [{ rules: ['segwit'] }],
  handler: ({ template_request: request = {} }, { chainstate, clock }: MiningContext) => {
    if ((request.mode ?? 'template') !== 'template')
      throw new RpcError('RPC_INVALID_PARAMETER', 'Invalid mode');
    if (!request.rules?.includes('segwit')) {
      throw new RpcError(
        'RPC_INVALID_PARAMETER',
        'getblocktemplate must be called with the segwit rule set (call with {"rules": ["segwit"]})',
      );
    }
    const { params } = chainstate;
    const parent = chainstate.tip();
    const nowSeconds = clock.nowSeconds();
    const template = createTemplate({ parent, params, nowSeconds, transactions: [], fees: 0 });
    const active = (['csv', 'segwit', 'taproot'] as const).filter((name) =>
      isActive(name, template.height, params.activationHeights),
    );
    return templateView(
      template,
      active.map((name) => (name === 'segwit' ? '!segwit' : name)),
    );
  },
});

/** @source Bitcoin Core src/rpc/mining.cpp getblocktemplate; BIP22, BIP23, BIP145 */
function templateView(template: BlockTemplate, rules: readonly string[]) {
  return {
    capabilities: [],
    version: template.version,
    rules,
    vbavailable: {},
    vbrequired: 0,
    previousblockhash: displayHash(template.parent.hash),
    transactions: [],
    coinbaseaux: {},
    coinbasevalue: template.coinbaseValue,
    longpollid: `${displayHash(template.parent.hash)}0`,
    target: hex256(template.target),
    mintime: template.minTime,
    mutable: ['time', 'transactions', 'prevblock'],
    noncerange: '00000000ffffffff',
    sigoplimit: MAX_BLOCK_SIGOPS_COST,
    sizelimit: MAX_BLOCK_SERIALIZED_SIZE,
    ...(template.segwit && { weightlimit: MAX_BLOCK_WEIGHT }),
    curtime: template.time,
    bits: hex32(template.bits),
    height: template.height,
    ...(template.segwit && { default_witness_commitment: defaultWitnessCommitment(template) }),
  };
}

/** The coinbase counts as zero in it, so any will do. */
function defaultWitnessCommitment({
  height,
  coinbaseValue: value,
  segwit,
  transactions,
}: BlockTemplate): string {
  const scriptPubKey = new Uint8Array();
  const coinbase = createCoinbase({ height, value, segwit, transactions, scriptPubKey, extraNonce: 0 });
  return toHex(witnessCommitmentScript([coinbase, ...transactions]));
}

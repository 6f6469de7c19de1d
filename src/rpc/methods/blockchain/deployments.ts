import type { BlockIndexEntry } from '../../../chain/block-index.ts';
import type { DeploymentInfo } from '../../../chain/deployments.ts';
import { isActive } from '../../../consensus/deployments.ts';
import type { ActivationHeights } from '../../../consensus/params.ts';
import { getBlockScriptFlags } from '../../../consensus/script-flags.ts';
import { NEVER_ACTIVE } from '../../../consensus/versionbits.ts';
import { displayHash } from '../../../primitives/hash256.ts';
import { SCRIPT_VERIFY, type ScriptFlags } from '../../../script/flags.ts';
import { type Static, Type } from '../../../util/schema.ts';
import { defineMethod, optional } from '../../registry.ts';
import { hashHex } from '../../schemas.ts';
import { type BlockchainContext, findBlock } from './context.ts';

/** A whole number that may not fit 53 bits. */
const int64 = (description: string) => Type.Unsafe<bigint>({ type: 'integer', description });

const StatisticsSchema = Type.Object(
  {
    period: Type.Integer({ description: 'Blocks of the signalling period' }),
    elapsed: Type.Integer({ description: 'Blocks since the beginning of the current period' }),
    count: Type.Integer({ description: 'How many of them signalled' }),
    threshold: Type.Optional(Type.Integer({ description: 'Signals that lock it in (only for started)' })),
    possible: Type.Optional(
      Type.Boolean({ description: 'Whether the threshold can be reached in this period (only for started)' }),
    ),
  },
  { description: 'Signals in the current period (only for started and locked_in)' },
);

const Bip9Schema = Type.Object(
  {
    bit: Type.Optional(
      Type.Integer({
        description: 'The bit of the version that signals it (only for started and locked_in)',
      }),
    ),
    start_time: int64('Median time past from which signals count, seconds since 1970'),
    timeout: int64('Median time past from which it has failed if it is not locked in'),
    min_activation_height: Type.Integer({ description: 'The rules hold from no lower height on' }),
    status: Type.String({ description: 'At the block: defined, started, locked_in, active or failed' }),
    since: Type.Integer({ description: 'Height of the first block with that status' }),
    status_next: Type.String({ description: 'At the next block' }),
    statistics: Type.Optional(StatisticsSchema),
    signalling: Type.Optional(
      Type.String({
        description: 'A # for each block of the period that signalled, a - for one that did not',
      }),
    ),
  },
  { description: 'Only for type bip9' },
);

const DeploymentSchema = Type.Object({
  type: Type.String({ description: 'buried: active from a height; bip9: signalled by miners' }),
  height: Type.Optional(
    Type.Integer({ description: 'Height of the first block that the rules hold for, where it is known' }),
  ),
  active: Type.Boolean({ description: 'True if the rules hold for the mempool and the next block' }),
  bip9: Type.Optional(Bip9Schema),
});
type DeploymentView = Static<typeof DeploymentSchema>;

export const getDeploymentInfo = defineMethod({
  name: 'getDeploymentInfo',
  category: 'blockchain',
  description:
    'Returns an object containing various state info regarding deployments of consensus changes. Those whose rules hold from the genesis block on are not listed.',
  params: { blockhash: optional(hashHex(), 'The block hash at which to query deployment state, or the tip') },
  result: Type.Object({
    hash: hashHex(),
    height: Type.Integer({ description: 'Height of the block' }),
    script_flags: Type.Array(Type.String(), { description: 'Script verify flags for the block' }),
    deployments: Type.Record(Type.String(), DeploymentSchema),
  }),
  errors: [{ error: 'RPC_INVALID_ADDRESS_OR_KEY', when: 'no such block is known' }],
  example: [],
  handler: ({ blockhash }, context: BlockchainContext) => {
    const { chainstate } = context;
    const block = blockhash === undefined ? chainstate.tip() : findBlock(blockhash, context);
    const signalled = chainstate.deployments
      .infoAt(block)
      .filter(({ deployment }) => deployment.startTime !== NEVER_ACTIVE)
      .map((info) => [info.deployment.name, signalledView(info, block)] as const);
    return {
      hash: displayHash(block.hash),
      height: block.height,
      script_flags: [...flagNames(getBlockScriptFlags(block, chainstate.params))],
      deployments: Object.fromEntries([
        ...buriedViews(block, chainstate.params.activationHeights),
        ...signalled,
      ]),
    };
  },
});

/** In Core's order, which is that of their activation on main. */
const BURIED = ['bip34', 'bip66', 'bip65', 'csv', 'segwit'] as const;

function buriedViews({ height }: BlockIndexEntry, heights: ActivationHeights) {
  return BURIED.map((name): readonly [string, DeploymentView] => {
    // Said of the next block, as the mempool goes by it.
    const active = isActive(name, height + 1, heights);
    return [name, { type: 'buried', active, height: heights[name] }];
  });
}

/** @source Bitcoin Core src/rpc/blockchain.cpp SoftForkDescPushBack */
function signalledView(info: DeploymentInfo, { height }: BlockIndexEntry): DeploymentView {
  const { deployment, activeSince, signals } = info;
  return {
    type: 'bip9',
    ...(activeSince !== undefined && { height: activeSince }),
    active: activeSince !== undefined && activeSince <= height + 1,
    bip9: {
      ...(signals && { bit: deployment.bit }),
      start_time: deployment.startTime,
      timeout: deployment.timeout,
      min_activation_height: deployment.minActivationHeight,
      status: info.state,
      since: info.since,
      status_next: info.nextState,
      ...(signals && {
        statistics: statisticsView(info, signals),
        signalling: signals.map((signalled) => (signalled ? '#' : '-')).join(''),
      }),
    },
  };
}

function statisticsView({ deployment, state }: DeploymentInfo, signals: readonly boolean[]) {
  const { period, threshold } = deployment;
  const elapsed = signals.length;
  const count = signals.filter(Boolean).length;
  const possible = period - threshold >= elapsed - count;
  return { period, elapsed, count, ...(state === 'started' && { threshold, possible }) };
}

/** @source Bitcoin Core src/script/interpreter.cpp GetScriptFlagNames */
function flagNames(flags: ScriptFlags): readonly string[] {
  const names = Object.entries(SCRIPT_VERIFY).filter(([, flag]) => (flags & flag) !== 0);
  return names.map(([name]) => name).sort();
}

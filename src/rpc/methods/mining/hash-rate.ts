import type { HashRate, HashRateWindow } from '../../../mining/hash-rate.ts';
import type { HashingStatus, MinerStatus } from '../../../mining/miner.ts';
import { Type } from '../../../util/schema.ts';
import { defineMethod } from '../../registry.ts';
import { nullable } from '../../schemas.ts';
import { hex32 } from '../../views/header.ts';
import type { MiningContext } from './context.ts';

/** The names of the windows, as users of xmrig know them. */
const WINDOW_NAMES = [
  ['10s', 'live'],
  ['60s', 'minute'],
  ['15m', 'quarterHour'],
] as const satisfies readonly (readonly [string, HashRateWindow])[];

const RatesSchema = Type.Object({
  '10s': nullable(Type.Integer({ description: 'Over the last 10 seconds, or since the start' })),
  '60s': nullable(Type.Integer({ description: 'Over the last minute; null in the first 10 seconds' })),
  '15m': nullable(Type.Integer({ description: 'Over the last 15 minutes; null in the first minute' })),
});

const FoundSchema = Type.Object({
  accepted: Type.Integer({ description: 'Blocks found since the start that are in the best chain' }),
  stale: Type.Integer({ description: 'Blocks found on an old tip, or when another was quicker' }),
  rejected: Type.Integer({ description: 'Blocks found that the rules refuse' }),
});

/** What getMiningInfo and getHashRate both tell. */
export const GenerationFields = {
  generate: Type.Boolean({ description: 'Whether this node mines' }),
  state: Type.String({ description: 'stopped, mining, or waiting until the rules allow a block again' }),
  kernel: Type.Optional(Type.String({ description: 'The code that hashes, once mining has started' })),
  hashrate: RatesSchema,
  hashes: Type.Integer({ description: 'Headers tried since the start of the node' }),
  found: FoundSchema,
  luck: nullable(
    Type.Number({
      description:
        'Hashes that the found blocks take on average, by the hashes done: 1 in the long run, more with luck; null before the first hash',
    }),
  ),
  versionrolling: Type.Object({
    mask: Type.String({ description: 'Bits of the version that are rolled (BIP320), hex; 00000000: none' }),
    versions: Type.Integer({ description: 'Versions tried with each nonce' }),
  }),
};

export function generationView({ state, kernel, hashing, blocks }: MinerStatus) {
  return {
    generate: state !== 'stopped',
    state,
    ...(kernel !== undefined && { kernel }),
    hashrate: ratesView(hashing, ({ total }) => total),
    hashes: hashing?.hashes ?? 0,
    found: blocks,
    luck: hashing?.luck ?? null,
    versionrolling: {
      mask: hex32(hashing?.versionMask ?? 0),
      versions: hashing?.versionsPerNonce ?? 1,
    },
  };
}

export const getHashRate = defineMethod({
  name: 'getHashRate',
  category: 'mining',
  description:
    'Returns how fast this node hashes, in hashes per second. A header counts once for each version that is tried with it; pauses count as the time that they are.',
  params: {},
  result: Type.Object({
    ...GenerationFields,
    threads: Type.Array(RatesSchema, { description: 'The rates of each thread' }),
  }),
  errors: [],
  example: [],
  handler: (_params, { miner }: MiningContext) => {
    const status = miner.status();
    return {
      ...generationView(status),
      threads: Array.from({ length: status.threads }, (_, thread) =>
        ratesView(status.hashing, ({ perThread }) => perThread[thread] ?? 0),
      ),
    };
  },
});

function ratesView(hashing: HashingStatus | undefined, ofRate: (rate: HashRate) => number) {
  const [live, minute, quarterHour] = WINDOW_NAMES.map(([, window]) => {
    const rate = hashing?.rates[window];
    return rate ? Math.round(ofRate(rate)) : null;
  });
  return { '10s': live ?? null, '60s': minute ?? null, '15m': quarterHour ?? null };
}

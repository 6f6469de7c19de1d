import { createDispatcher, type RpcDispatcher } from '../../src/rpc/dispatcher.ts';
import { RpcError } from '../../src/rpc/errors.ts';
import { CONTROL_METHODS, type ControlContext } from '../../src/rpc/methods/control.ts';
import {
  createRegistry,
  defineMethod,
  optional,
  type RpcMethod,
  type RpcRegistry,
  required,
} from '../../src/rpc/registry.ts';
import { hashHex, INT32 } from '../../src/rpc/schemas.ts';
import { createWarmup, type Warmup } from '../../src/rpc/warmup.ts';
import { createWhitelist } from '../../src/rpc/whitelist.ts';
import { DiskFullError } from '../../src/util/disk-full-error.ts';
import type { Log } from '../../src/util/log.ts';
import { Type } from '../../src/util/schema.ts';

/** What the machinery is tried with: a method for every way in which a call can end, beside the real control methods. */

const numbered = () => optional(Type.Unknown(), 'Anything');

/** Core's echojson: answers with its parameters. */
const echoJson = defineMethod({
  name: 'echoJson',
  category: 'util',
  hidden: true,
  description: 'Simply echo back the input arguments.',
  params: { arg0: numbered(), arg1: numbered(), arg2: numbered(), arg3: numbered(), arg4: numbered() },
  result: Type.Array(Type.Unknown()),
  errors: [],
  example: [0, 'one', { two: 2 }],
  handler: (params) => Object.values(params).map((value) => value ?? null),
});

const getBlockHeader = defineMethod({
  name: 'getBlockHeader',
  aliases: ['headerOf'],
  category: 'blockchain',
  description: 'Returns how a hash was understood.',
  params: {
    blockhash: required(hashHex('hash'), 'The block hash'),
    verbose: optional(Type.Boolean(), 'true for an object'),
    nblocks: optional(INT32, 'A number', { aliases: ['count'] }),
  },
  result: Type.Object({
    hash: hashHex(),
    verbose: Type.Optional(Type.Boolean()),
    nblocks: Type.Optional(Type.Integer()),
  }),
  errors: [{ error: 'RPC_INVALID_PARAMETER', when: 'the hash is not 64 hex digits' }],
  example: ['00'.repeat(32), true],
  handler: ({ blockhash, verbose, nblocks }) => ({ hash: blockhash, verbose, nblocks }),
});

const refuse = defineMethod({
  name: 'refuse',
  category: 'util',
  description: 'Refuses as a method does.',
  params: {},
  result: Type.Null(),
  errors: [],
  example: [],
  handler: () => {
    throw new RpcError('RPC_INVALID_PARAMETER', 'Block height out of range');
  },
});

/** Thrown by the method `fail`, to be found in the log and nowhere else. */
export const FAULT = new Error('the secret reason');

const fail = defineMethod({
  name: 'fail',
  category: 'util',
  description: 'Fails by a fault of our own.',
  params: {},
  result: Type.Null(),
  errors: [],
  example: [],
  handler: async () => {
    throw FAULT;
  },
});

/** Thrown by the method `keep`. */
export const FULL_DISK = new DiskFullError('there is no room for it');

const keep = defineMethod({
  name: 'keep',
  category: 'util',
  description: 'Finds the disk full.',
  params: {},
  result: Type.Null(),
  errors: [],
  example: [],
  handler: async () => {
    throw FULL_DISK;
  },
});

const answerBytes = defineMethod({
  name: 'answerBytes',
  category: 'util',
  description: 'Answers with what is no JSON.',
  params: {},
  result: Type.Unknown(),
  errors: [],
  example: [],
  handler: () => ({ work: new Uint8Array(5) }),
});

const TRIAL_METHODS: readonly RpcMethod<object>[] = [
  echoJson,
  getBlockHeader,
  refuse,
  fail,
  keep,
  answerBytes,
];

export interface TrialRpc {
  readonly registry: RpcRegistry;
  readonly dispatcher: RpcDispatcher;
  readonly warmup: Warmup;
  /** Every line that was logged, as `level text`. */
  readonly logged: string[];
  /** What was reported as a fault of our own. */
  readonly faults: unknown[];
  /** How often an orderly stop was asked for. */
  stops(): number;
}

/** The RPC machinery over the trial methods and the control methods, ready for calls. */
export function createTrialRpc({
  whitelists = [],
}: {
  readonly whitelists?: readonly string[] | undefined;
} = {}): TrialRpc {
  let stops = 0;
  const logged: string[] = [];
  const faults: unknown[] = [];
  const context: ControlContext = {
    clock: { nowSeconds: () => 1007, nowMs: () => 1_007_000, monotonicMs: () => 8_000 },
    startedAtMs: 1000,
    logPath: '/data/debug.log',
    requestStop: () => {
      stops++;
    },
  };
  const registry = createRegistry([...TRIAL_METHODS, ...CONTROL_METHODS], () => context);
  const warmup = createWarmup();
  warmup.finish();
  const dispatcher = createDispatcher({
    registry,
    warmup,
    whitelist: createWhitelist({ lists: whitelists, isDefault: undefined }, registry),
    clock: context.clock,
    log: recordingLog(logged),
    onFault: (fault) => faults.push(fault),
  });
  return { registry, dispatcher, warmup, logged, faults, stops: () => stops };
}

/** A log that appends its lines to `lines`, as `level text`. */
export function recordingLog(lines: string[]): Log {
  const at = (level: string) => (message: string) => void lines.push(`${level} ${message}`);
  return {
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    debug: (category, message) =>
      void lines.push(`${category} ${typeof message === 'string' ? message : message()}`),
  };
}

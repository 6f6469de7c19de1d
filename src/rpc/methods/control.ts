import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../util/clock.ts';
import { Type } from '../../util/schema.ts';
import { commandConversions } from '../command-conversions.ts';
import { helpOverview, helpText } from '../help.ts';
import { defineMethod, optional, type RpcMethod } from '../registry.ts';
import { INT32 } from '../schemas.ts';

/** The methods about the node's process itself. @source Bitcoin Core src/rpc/server.cpp */

/** What they need of the node. */
export interface ControlContext {
  readonly clock: Clock;
  /** When the process began, on the clock's monotonic scale. */
  readonly startedAtMs: number;
  /** Begins an orderly stop. */
  readonly requestStop: () => void;
  /** The file of the log; undefined where none is written. */
  readonly logPath: string | undefined;
}

/** Method, position from 0, name, and whether the parameter is a string as it is or JSON. */
const ConversionView = Type.Array(Type.Union([Type.String(), Type.Integer(), Type.Boolean()]), {
  description:
    'Method, position from 0, name, and true where it is a string as it is, false where it is JSON',
});

const help = defineMethod({
  name: 'help',
  category: 'control',
  description: 'List all commands, or get help for a specified command.',
  params: {
    command: optional(Type.String(), 'The command to get help on', { defaultHint: 'all commands' }),
  },
  result: Type.Union([
    Type.String({
      title: 'unless the command is dump_all_command_conversions',
      description: 'The help text',
    }),
    Type.Array(ConversionView, {
      title: 'with the command dump_all_command_conversions',
      description: 'What a client that reads words has to make of each parameter',
    }),
  ]),
  errors: [],
  example: ['uptime'],
  handler: ({ command }, _context: object, { methods }) => {
    if (command === 'dump_all_command_conversions') return commandConversions(methods);
    if (command === undefined || command === '') return helpOverview(methods);
    const method = methods.find(command);
    return method ? helpText(method) : `help: unknown command: ${command}`;
  },
});

const stop = defineMethod({
  name: 'stop',
  category: 'control',
  description: 'Request a graceful shutdown of nonced.',
  params: {
    wait: optional(INT32, 'how long to wait before the answer, in ms', { hidden: true }),
  },
  result: Type.String({ description: "A string with the content 'nonced stopping'" }),
  errors: [],
  example: [],
  handler: async ({ wait }, { requestStop }: ControlContext, call) => {
    if (wait !== undefined && wait > 0) await sleep(wait);
    call.afterAnswer(requestStop);
    return 'nonced stopping';
  },
});

const uptime = defineMethod({
  name: 'uptime',
  category: 'control',
  description: 'Returns the total uptime of the server.',
  params: {},
  result: Type.Integer({ description: 'The number of seconds that the server has been running' }),
  errors: [],
  example: [],
  handler: (_params, { clock, startedAtMs }: ControlContext) =>
    Math.floor((clock.monotonicMs() - startedAtMs) / 1000),
});

const getRpcInfo = defineMethod({
  name: 'getRpcInfo',
  category: 'control',
  description: 'Returns details of the RPC server.',
  params: {},
  result: Type.Object({
    active_commands: Type.Array(
      Type.Object({
        method: Type.String({ description: 'The name of the RPC command' }),
        duration: Type.Integer({ description: 'The running time in microseconds' }),
      }),
      { description: 'All active commands' },
    ),
    logpath: Type.String({
      description: 'The complete file path to the debug log, empty where none is written',
    }),
  }),
  errors: [],
  example: [],
  handler: (_params, { logPath }: ControlContext, call) => ({
    active_commands: call.activeCalls(),
    logpath: logPath ?? '',
  }),
});

export const CONTROL_METHODS: readonly RpcMethod<ControlContext>[] = [getRpcInfo, help, stop, uptime];

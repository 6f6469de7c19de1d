import { NODE_OPTIONS } from './node-options.ts';
import type { OptionTable, OptionValues } from './option-spec.ts';

/** How commands reach the daemon. */
export const CONNECT_OPTIONS = {
  rpcConnect: {
    kind: 'string',
    category: 'call',
    placeholder: 'HOST',
    help: 'Where the daemon runs.',
    default: '127.0.0.1',
  },
  rpcClientTimeout: {
    kind: 'int',
    category: 'call',
    hidden: true,
    unit: 's',
    min: 0,
    // What a timer can wait.
    max: 2_000_000,
    help: 'Give up when the daemon is silent for so long; 0 waits as long as it takes.',
    default: 0,
    why: 'some methods wait for blocks',
  },
  rpcPort: { ...NODE_OPTIONS.rpcPort, help: 'The TCP port on which the daemon answers.' },
  rpcUser: { ...NODE_OPTIONS.rpcUser, help: 'User name, where the daemon was started with one.' },
  rpcPassword: { ...NODE_OPTIONS.rpcPassword, help: 'Password of -rpcuser.' },
  rpcCookieFile: {
    ...NODE_OPTIONS.rpcCookieFile,
    help: 'Where the daemon wrote the user and password of this run.',
  },
} as const satisfies OptionTable;

export type ConnectOptions = OptionValues<typeof CONNECT_OPTIONS>;

/** The options of `nonced call`: how its parameters are given, and how to reach the daemon. */
export const CALL_OPTIONS = {
  named: {
    kind: 'bool',
    category: 'call',
    flagOnly: true,
    help: 'Parameters are given by name, e.g. nonced call -named getBlock blockhash=30 verbosity=2.',
    default: false,
  },
  stdin: {
    kind: 'bool',
    category: 'call',
    flagOnly: true,
    help: 'Read more words from standard input, one a line, behind those of the command line; the method too if none is there.',
    default: false,
  },
  ...CONNECT_OPTIONS,
} as const satisfies OptionTable;

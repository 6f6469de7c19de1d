import { NODE_OPTIONS } from './node-options.ts';
import type { OptionTable, OptionValues } from './option-spec.ts';

/** The options of `nonced call`: how to reach the daemon, and how its parameters are given. */
export const CALL_OPTIONS = {
  named: {
    kind: 'bool',
    category: 'call',
    flagOnly: true,
    help: 'Parameters are given by name, e.g. nonced call -named getBlock blockhash=30 verbosity=2.',
    default: false,
  },
  rpcConnect: {
    kind: 'string',
    category: 'call',
    placeholder: 'HOST',
    help: 'Where the daemon runs.',
    default: '127.0.0.1',
  },
  rpcPort: { ...NODE_OPTIONS.rpcPort, help: 'The TCP port on which the daemon answers.' },
  rpcUser: { ...NODE_OPTIONS.rpcUser, help: 'User name, where the daemon was started with one.' },
  rpcPassword: { ...NODE_OPTIONS.rpcPassword, help: 'Password of -rpcuser.' },
  rpcCookieFile: {
    ...NODE_OPTIONS.rpcCookieFile,
    help: 'Where the daemon wrote the user and password of this run.',
  },
} as const satisfies OptionTable;

export type CallOptions = OptionValues<typeof CALL_OPTIONS>;

import type { Network } from '../chainparams/network.ts';
import type { NODE_OPTIONS } from './options/node-options.ts';
import type { Configuration } from './options/read-config.ts';

/** What the command line sees of a running node; daemon.ts makes one. */

/** Everything that a node is started with. */
export type NodeConfiguration = Configuration<typeof NODE_OPTIONS, Network>;

/** What the live status line shows. */
export interface NodeStatus {
  readonly height: number;
  /** When the tip was connected, in seconds since 1970 of the machine's clock; undefined before the first block. */
  readonly lastBlockAt: number | undefined;
  /** Hashes per second of all threads; undefined while the node does not mine. */
  readonly hashRate: number | undefined;
  /** Threads that mine. */
  readonly threads: number;
  readonly peers: number;
  /** Why the node is not doing what it was asked to, e.g. that mining waits for the clock. */
  readonly notice?: string;
}

export interface RunningNode {
  /** Where JSON-RPC is answered, e.g. `http://127.0.0.1:18543`. */
  readonly rpcUrls: readonly string[];
  status(): NodeStatus;
  /** Begins a clean stop; asked again it changes nothing. */
  stop(): void;
  /** Resolves once everything is closed, whoever asked for the stop; rejects with the fault that ended the node. */
  readonly stopped: Promise<void>;
}

/** What a node may ask of whoever started it. */
export interface DaemonHooks {
  /** Shows lines to the person at the terminal, who must note them: they are written nowhere else. Absent without a terminal. */
  readonly showOnce?: (lines: readonly string[]) => void;
}

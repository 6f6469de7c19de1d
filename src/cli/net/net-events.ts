/** What is known of the nodes of a network of one's own, and what happens there. */

export interface NodeView {
  readonly node: number;
  readonly height: number;
  /** Display order; empty before the first block. */
  readonly tip: string;
  /** Hashes per second. */
  readonly hashRate: number;
  readonly peers: number;
  /** Blocks that it found and that were its tip. */
  readonly found: number;
  readonly state: 'starting' | 'ready' | 'mining' | 'gone';
  /** The part that it is in while the network is split. */
  readonly part: 'A' | 'B' | undefined;
}

/** A connection as the node tells of it. */
export interface LinkView {
  readonly addr: string;
  readonly inbound: boolean;
}

export type NetEvent =
  | {
      readonly event: 'started';
      readonly node: number;
      readonly pid: number;
      readonly rpc: string;
      readonly p2p: string;
    }
  | { readonly event: 'found'; readonly node: number; readonly height: number; readonly hash: string }
  | {
      readonly event: 'reorganisation';
      readonly node: number;
      readonly off: number;
      readonly on: number;
      readonly height: number;
    }
  | { readonly event: 'split'; readonly parts: readonly (readonly number[])[] }
  | { readonly event: 'joined' }
  /** All nodes have the same tip, for the first time since they were started or joined. */
  | { readonly event: 'agreed'; readonly height: number; readonly hash: string }
  | {
      readonly event: 'gone';
      readonly node: number;
      readonly reason: string;
      readonly log: readonly string[];
    };

import type { ChildNode } from './child-node.ts';
import type { Member } from './member.ts';
import type { LinkView } from './net-events.ts';
import type { Edge } from './topology.ts';

/** Who is connected with whom. A node that is gone can't be told; the others are. */
export interface Links {
  /** Connects them, and again whenever one is lost. */
  connect(edges: readonly Edge[]): Promise<void>;
  /** Ends these connections. */
  cut(edges: readonly Edge[]): Promise<void>;
  /** Ends those of a node that are among the edges: a call may have been under way when they were cut. */
  cutAgain(member: Member, links: readonly LinkView[], edges: readonly Edge[]): Promise<void>;
}

export function createLinks(members: readonly Member[]): Links {
  async function tell(
    edges: readonly Edge[],
    act: (from: ChildNode, to: string) => Promise<unknown>,
  ): Promise<void> {
    const acts = edges.map(async ([from, to]) => {
      const [caller, called] = [members[from]?.node, members[to]?.node];
      if (caller && called) await act(caller, called.p2pAddress);
    });
    await Promise.allSettled(acts);
  }

  return {
    connect: (edges) => tell(edges, (from, to) => from.call('addnode', [to, 'add'])),
    async cut(edges) {
      await tell(edges, (from, to) => from.call('addnode', [to, 'remove']));
      await tell(edges, (from, to) => from.call('disconnectnode', [to]));
    },
    async cutAgain({ node, seen }, links, edges) {
      const called = edges
        .filter(([from]) => from === seen.node - 1)
        .map(([, to]) => members[to]?.node?.p2pAddress);
      const late = links.filter(({ addr, inbound }) => !inbound && called.includes(addr));
      await Promise.all(late.map(({ addr }) => node?.call('disconnectnode', [addr])));
    },
  };
}

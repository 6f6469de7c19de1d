import type { P2pContext } from '../context.ts';

/** What the part of the protocol that deals with headers works with. */
export type HeadersContext = Pick<
  P2pContext,
  'chainstate' | 'clock' | 'random' | 'log' | 'isInitialBlockDownload' | 'peers' | 'onFault'
>;

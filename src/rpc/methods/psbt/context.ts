import type { RawTransactionContext } from '../rawtransactions/context.ts';

/** What the methods about partially signed transactions need of the node. */
export type PsbtContext = RawTransactionContext;

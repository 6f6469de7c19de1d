/**
 * The log as a port. Lines are written synchronously, before the answer to what caused them leaves.
 * A category is written only where the operator asked for it (`-debug=`); info and above always.
 */

export const LOG_CATEGORIES = [
  'addrman',
  'chain',
  'cmpctblock',
  'http',
  'mempool',
  'mempoolrej',
  'mining',
  'net',
  'rpc',
  'store',
  'txpackages',
  'validation',
  'wallet',
] as const;
export type LogCategory = (typeof LOG_CATEGORIES)[number];

export interface Log {
  /** For everybody. */
  info(message: string): void;
  /** Something is wrong but the node goes on. */
  warn(message: string): void;
  /** Our own fault or the machine's. */
  error(message: string): void;
  /** Detail of one category; the message is a function where making it costs something. */
  debug(category: LogCategory, message: string | (() => string)): void;
}

/** A log that nobody reads. */
export const SILENT_LOG: Log = { info() {}, warn() {}, error() {}, debug() {} };

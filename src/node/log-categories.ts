import { LOG_CATEGORIES, type LogCategory } from '../util/log.ts';

/**
 * Which `-debug` categories exist. Core's own are all accepted, so that its configuration files and tests
 * work; one that names nothing here switches nothing on.
 */

/** @source Bitcoin Core src/logging.cpp LOG_CATEGORIES_BY_STR */
const CORE_CATEGORIES = [
  'addrman',
  'bench',
  'blockstorage',
  'cmpctblock',
  'coindb',
  'estimatefee',
  'http',
  'i2p',
  'ipc',
  'kernel',
  'leveldb',
  'libevent',
  'lock',
  'mempool',
  'mempoolrej',
  'net',
  'privatebroadcast',
  'proxy',
  'prune',
  'qt',
  'rand',
  'reindex',
  'rpc',
  'scan',
  'selectcoins',
  'tor',
  'txpackages',
  'txreconciliation',
  'validation',
  'walletdb',
  'zmq',
];
const EVERYTHING = ['', '1', 'all'];
const NOTHING = ['0', 'none'];

const ACCEPTED = new Set([...LOG_CATEGORIES, ...CORE_CATEGORIES, ...EVERYTHING, ...NOTHING]);

/** True where `name` can stand after `-debug=` or `-debugexclude=`. */
export function isLogCategory(name: string): boolean {
  return ACCEPTED.has(name);
}

/**
 * The categories to write: those of `debug` after its last `0` or `none`, less those of `debugExclude`.
 * @source Bitcoin Core src/init/common.cpp SetLoggingCategories
 */
export function enabledCategories(
  debug: readonly string[],
  debugExclude: readonly string[],
): ReadonlySet<LogCategory> {
  const lastNothing = debug.findLastIndex((name) => NOTHING.includes(name));
  const wanted = debug.slice(lastNothing + 1);
  return new Set(
    LOG_CATEGORIES.filter((category) => covers(wanted, category) && !covers(debugExclude, category)),
  );
}

function covers(names: readonly string[], category: LogCategory): boolean {
  return names.includes(category) || names.some((name) => EVERYTHING.includes(name));
}

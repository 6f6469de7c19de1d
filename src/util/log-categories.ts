import { LOG_CATEGORIES, type LogCategory } from './log.ts';

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

/** Was one of Core's; still accepted there. */
const GONE = ['libevent', 'lock'];

/** Every category that can be switched, in alphabetical order: ours and Core's. */
export const CATEGORY_NAMES: readonly string[] = [...new Set([...LOG_CATEGORIES, ...CORE_CATEGORIES])].sort();

/** True where `name` can stand after `-debug=` or `-debugexclude=`. */
export function isLogCategory(name: string): boolean {
  return [CATEGORY_NAMES, EVERYTHING, NOTHING, GONE].some((names) => names.includes(name));
}

/** Which categories are written; they can be switched while the node runs. */
export interface LogSwitches {
  isOn(category: LogCategory): boolean;
  /** Every category by name, and whether it is on. */
  list(): readonly (readonly [string, boolean])[];
  /** Switches a category, or all of them. @returns false where there is none of that name */
  set(name: string, isOn: boolean): boolean;
}

/**
 * At first on are the categories of `debug` after its last `0` or `none`, less those of `debugExclude`.
 * @param warn - hears of a category that Core once had and that is switched by name
 * @source Bitcoin Core src/init/common.cpp SetLoggingCategories; src/logging.cpp GetLogCategory
 */
export function createLogSwitches(
  debug: readonly string[],
  debugExclude: readonly string[],
  warn: (message: string) => void = () => {},
): LogSwitches {
  const wanted = debug.slice(debug.findLastIndex((name) => NOTHING.includes(name)) + 1);
  const on = new Set(CATEGORY_NAMES.filter((name) => covers(wanted, name) && !covers(debugExclude, name)));
  return {
    isOn: (category) => on.has(category),
    list: () => CATEGORY_NAMES.map((name) => [name, on.has(name)] as const),
    set(name, isOn) {
      if (GONE.includes(name)) {
        warn(
          `The logging category \`${name}\` is deprecated, does nothing, and will be removed in a future version`,
        );
        return true;
      }
      const meant = EVERYTHING.includes(name) ? CATEGORY_NAMES : CATEGORY_NAMES.filter((one) => one === name);
      for (const category of meant) {
        if (isOn) on.add(category);
        else on.delete(category);
      }
      return meant.length > 0;
    },
  };
}

function covers(names: readonly string[], category: string): boolean {
  return names.includes(category) || names.some((name) => EVERYTHING.includes(name));
}

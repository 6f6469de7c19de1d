import { renameSync } from 'node:fs';
import type { BanRecord, BanStore } from '../p2p/ports.ts';
import { DiskFullError } from '../util/disk-full-error.ts';
import { OperatorError } from '../util/operator-error.ts';
import { readIfThere, replaceFileDurably } from './durable-file.ts';

/**
 * The bans as a file in Core's form, which its owner can read, edit while the node is stopped, and take along to or from
 * a bitcoind.
 * @source Bitcoin Core src/addrdb.cpp CBanDB, src/net_types.cpp BanMapToJson
 */

const VERSION = 1;

const WARNING =
  'nonced writes this file. Edit it only while the node is stopped: it is not read before the next start.';

/** What a file is called from then on that could not be read. */
const DAMAGED_SUFFIX = '.damaged';

/**
 * The file's load() and save(), which throw OperatorError where the file can't be used.
 * @param path - e.g. `<datadir>/<network>/banlist.json`
 * @param warn - hears of a file that is no list of bans, and was set aside
 */
export function createBanFile(path: string, warn: (message: string) => void): BanStore {
  return {
    load() {
      const text = usable(path, () => readIfThere(path));
      const bans = text === undefined ? undefined : parseBans(text);
      if (text !== undefined && bans === undefined) setAside(path, warn);
      return bans;
    },
    save(bans) {
      const nets = bans.map(({ subnet, createdAt, until }) => ({
        version: VERSION,
        ban_created: createdAt,
        banned_until: until,
        address: subnet,
      }));
      const text = JSON.stringify({ _warning_: WARNING, banned_nets: nets }, null, 4);
      usable(path, () => replaceFileDurably(path, `${text}\n`));
    },
  };
}

function setAside(path: string, warn: (message: string) => void): void {
  usable(path, () => renameSync(path, path + DAMAGED_SUFFIX));
  warn(
    `${path} is no list of bans. The node renamed it ${path}${DAMAGED_SUFFIX} and starts WITHOUT BANS: ` +
      'ban again whom you had banned, or mend that file and put it back while the node is stopped',
  );
}

/** @throws DiskFullError; OperatorError where the system does not let us */
function usable<T>(path: string, use: () => T): T {
  try {
    return use();
  } catch (error) {
    if (error instanceof DiskFullError) throw error;
    throw new OperatorError(`the list of bans ${path} can't be used (${(error as Error).message})`);
  }
}

/** Undefined where the text is no list of bans; what another version wrote is left out. */
function parseBans(text: string): readonly BanRecord[] | undefined {
  const nets = fieldOf(parse(text), 'banned_nets');
  if (!Array.isArray(nets)) return undefined;
  const known = nets.filter((net) => fieldOf(net, 'version') === VERSION);
  const bans = known.flatMap((net) => banOf(net) ?? []);
  const hasVersions = nets.every((net) => Number.isInteger(fieldOf(net, 'version')));
  return hasVersions && bans.length === known.length ? bans : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function banOf(net: unknown): BanRecord | undefined {
  const [subnet, createdAt, until] = ['address', 'ban_created', 'banned_until'].map((name) =>
    fieldOf(net, name),
  );
  if (typeof subnet !== 'string' || !isTime(createdAt) || !isTime(until)) return undefined;
  return { subnet, createdAt, until };
}

/** Core's times are any 64-bit numbers; those beyond what a number holds are as good as for ever. */
function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value);
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

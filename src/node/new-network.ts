import { existsSync, writeFileSync } from 'node:fs';
import { rulesProblems } from '../chainparams/check-network.ts';
import { type NetworkFile, NetworkFileSchema } from '../chainparams/network-file.ts';
import { checkOwnNetworkName } from '../chainparams/network-names.ts';
import {
  buildNetworkFile,
  completeAnswers,
  formatNetworkFile,
  type NewNetworkAnswers,
} from '../chainparams/new-network.ts';
import { selectKernel } from '../kernel/select.ts';
import { createHashPool } from '../pool/hash-pool.ts';
import { SILENT_LOG } from '../util/log.ts';
import { describeRejection, type Rejected } from '../util/verdict.ts';
import { type GenesisSearchProgress, solveGenesis } from './genesis-search.ts';
import { checkNetworkFileForm } from './network-file-reader.ts';
import type { NewNetworkFields } from './options/new-network-options.ts';
import { StartError } from './start-error.ts';

/** A network of someone's own: from the fields that were given to a file with a solved genesis block. */

/** The fields that are known so far. */
export type GivenFields = Partial<NewNetworkFields>;

/** Every field with its value. */
export type CompleteFields = { readonly [K in keyof NewNetworkFields]-?: NonNullable<NewNetworkFields[K]> };

/** What a new network is called, and since when it is. */
export interface NewNetworkBirth {
  readonly name: string;
  /** Seconds since 1970. */
  readonly genesisTime: number;
}

/** Blocks between two retargets of Bitcoin's rule. */
const BLOCKS_OF_A_PERIOD = 2016;

/** The given fields, and for the others defaults that suit them. */
export function completeFields(birth: NewNetworkBirth, given: GivenFields): CompleteFields {
  const { addresses } = accepted(buildNetworkFile(completeAnswers(birth)));
  const { pubkeyHash, scriptHash, secretKey } = addresses;
  const defaults = { retarget: 'asert-relative', pubkeyHash, scriptHash, secretKey } as const;
  const known = withoutUndefined(given);
  return { ...defaults, ...completeAnswers({ ...birth, ...known }), ...known };
}

/**
 * The network file of these fields, its genesis block not solved yet.
 * @throws StartError with all that is wrong, each with the name of its field
 */
export function draftNetworkFile(birth: NewNetworkBirth, fields: CompleteFields): NetworkFile {
  checkName(birth.name);
  const draft = accepted(buildNetworkFile(answersOf(birth, fields)));
  const { pubkeyHash, scriptHash, secretKey } = fields;
  const addresses = { ...draft.addresses, pubkeyHash, scriptHash, secretKey };
  const file = accepted(checkNetworkFileForm({ ...draft, addresses, retarget: retargetOf(birth, fields) }));
  const problems = rulesProblems(file);
  if (problems.length > 0) throw new StartError(problems.join('; '));
  return file;
}

export interface GenesisSearchListener {
  /** Called once a second. */
  onProgress(progress: GenesisSearchProgress): void;
  /** Called where something is wrong but the search goes on, e.g. with fewer threads. */
  onTrouble(message: string): void;
}

/** The file with its genesis block solved on every core. */
export async function mineNetworkFile(
  draft: NetworkFile,
  { onProgress, onTrouble }: GenesisSearchListener,
): Promise<NetworkFile> {
  const log = { ...SILENT_LOG, warn: onTrouble, error: onTrouble };
  // Of the usual priority: somebody waits for it.
  const pool = createHashPool({ kernel: selectKernel().kernel.name, priority: 0, log });
  try {
    return await solveGenesis(draft, pool, onProgress);
  } finally {
    await pool.close();
  }
}

/** Refuses to go on where the file would be replaced. @throws StartError */
export function checkNotThere(path: string): void {
  if (existsSync(path))
    throw new StartError(`${path} is there already; another NAME makes another file, -force replaces it`);
}

/** Writes the network file. @param replace - false to leave a file alone that is there @throws StartError where it can't */
export function writeNetworkFile(path: string, file: NetworkFile, replace: boolean): void {
  try {
    writeFileSync(path, formatNetworkFile(file), { flag: replace ? 'w' : 'wx' });
  } catch (error) {
    throw new StartError(`${path} can't be written (${(error as Error).message})`);
  }
}

/** Refuses a name that the file could not have, or that another network has. */
function checkName(name: string): void {
  const { pattern = '', maxLength = 0, description } = NetworkFileSchema.properties.name;
  if (name.length > maxLength || !new RegExp(pattern).test(name)) {
    throw new StartError(`'${name}' can't be the name. ${description}`);
  }
  accepted(checkOwnNetworkName(name));
}

/** The answers that make the draft; what it can't say yet is put in afterwards. */
function answersOf(birth: NewNetworkBirth, fields: CompleteFields): NewNetworkAnswers {
  const { retarget, halfLife, pubkeyHash, scriptHash, secretKey, ...others } = fields;
  const relative = retarget === 'asert-relative' ? { halfLife } : {};
  return completeAnswers({ ...birth, ...others, ...relative });
}

function retargetOf({ genesisTime }: NewNetworkBirth, fields: CompleteFields): NetworkFile['retarget'] {
  const { retarget: rule, targetSpacing, halfLife, bits } = fields;
  switch (rule) {
    case 'asert-relative':
      return { rule, targetSpacing, halfLife };
    case 'asert':
      return {
        rule,
        targetSpacing,
        halfLife,
        anchor: { height: 0, bits, parentTime: genesisTime - targetSpacing },
      };
    case 'bitcoin':
      return {
        rule,
        targetSpacing,
        targetTimespan: BLOCKS_OF_A_PERIOD * targetSpacing,
        allowMinDifficultyBlocks: false,
        noRetargeting: false,
        // Nothing speaks for the time warp on a network that begins anew.
        enforceBip94: true,
      };
  }
}

function accepted<T>(verdict: { readonly ok: true; readonly value: T } | Rejected): T {
  if (!verdict.ok) throw new StartError(verdict.debug ?? describeRejection(verdict));
  return verdict.value;
}

function withoutUndefined<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  // What was undefined is left out, so what is there is not.
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}

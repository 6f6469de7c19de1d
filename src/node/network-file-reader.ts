import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Network, networkFromFile } from '../chainparams/network.ts';
import { type NetworkFile, NetworkFileSchema, RETARGET_SCHEMAS } from '../chainparams/network-file.ts';
import { checkOwnNetworkName, type ShippedNetwork } from '../chainparams/network-names.ts';
import { createChecker } from '../rpc/schema-check.ts';
import { accept, reject, type Verdict } from '../util/verdict.ts';
import { PACKAGE_ROOT } from './package-info.ts';
import { StartError } from './start-error.ts';

/** Reading networks from disk: the border at which a network file is checked, once. */

const checkWholeFile = createChecker(NetworkFileSchema);

/**
 * A network that ships with the program. Its file is part of the program and the tests hold it against the schema;
 * a start doesn't do so again, since loading ajv would take a good part of it.
 * @throws StartError where the file is missing, or was changed so that its fields don't fit each other
 */
export function readShippedNetwork(name: ShippedNetwork): Network {
  const path = shippedNetworkPath(name);
  return networkOf(readJson(path) as NetworkFile, path);
}

/** Where the file of a network that ships with the program is. */
export function shippedNetworkPath(name: ShippedNetwork): string {
  return join(PACKAGE_ROOT, 'config', 'networks', `${name}.json`);
}

/**
 * The network that a file of someone's own describes.
 * @param path - absolute, or relative to the working directory
 * @throws StartError naming the file and the fields that are wrong, each with what would be right
 */
export function readNetworkFile(path: string): Network {
  const file = checkNetworkFileForm(readJson(path));
  if (!file.ok) throw new StartError(`network file ${path}: ${file.debug}`);
  const name = checkOwnNetworkName(file.value.name);
  if (!name.ok) throw new StartError(`network file ${path}: ${name.debug}`);
  return networkOf(file.value, path);
}

/**
 * Whether parsed JSON has the form of a network file; the rules between its fields are networkFromFile's business.
 * @rejects schema-mismatch with the field and what was wrong there
 */
export function checkNetworkFileForm(json: unknown): Verdict<NetworkFile, 'schema-mismatch'> {
  const retarget = checkRetargetForm((json as { retarget?: unknown } | null)?.retarget);
  return retarget.ok ? checkWholeFile(json) : retarget;
}

function networkOf(file: NetworkFile, path: string): Network {
  const network = networkFromFile(file);
  if (!network.ok) throw new StartError(`network file ${path}: ${network.debug}`);
  return network.value;
}

/**
 * Checks `retarget` by the schema of the rule that it names: against the union of all, a missing field of one rule
 * would be told as one of another's. What is no object, or absent, is left to the check of the whole file.
 */
function checkRetargetForm(retarget: unknown): Verdict<unknown, 'schema-mismatch'> {
  if (typeof retarget !== 'object' || retarget === null) return accept(retarget);
  const { rule } = retarget as { rule?: unknown };
  const rules = Object.keys(RETARGET_SCHEMAS);
  if (typeof rule !== 'string' || !rules.includes(rule)) {
    const given = JSON.stringify(rule) ?? 'absent';
    return reject('schema-mismatch', `retarget.rule must be one of ${rules.join(', ')}, not ${given}`);
  }
  const verdict = createChecker(RETARGET_SCHEMAS[rule as keyof typeof RETARGET_SCHEMAS])(retarget);
  return verdict.ok ? verdict : reject('schema-mismatch', `retarget: ${verdict.debug}`);
}

function readJson(path: string): unknown {
  const text = readText(path);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new StartError(`network file ${path} is not JSON (${(error as Error).message})`);
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT') throw new StartError(`network file ${path} can't be read (${message})`);
    throw new StartError(`there is no network file ${path}; nonced newnetwork NAME makes one`);
  }
}

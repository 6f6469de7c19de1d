import { basename, dirname } from 'node:path';
import type { ShippedNetwork } from '../../chainparams/network-names.ts';
import { didYouMean } from '../../util/nearest-name.ts';
import { StartError } from '../start-error.ts';
import { type OptionTable, optionName } from './option-spec.ts';
import { findOption, negation, optionNames, type Setting } from './settings.ts';
import { DEFAULT_NETWORK, START_OPTIONS } from './start-options.ts';

/**
 * The configuration file: Core's INI form, `name=value` lines below optional `[network]` headings.
 * @source Bitcoin Core src/common/config.cpp GetConfigOptions
 */

/** One `name=value` line. */
export interface ConfigEntry {
  /** The network in whose section it stands; undefined above the first section. */
  readonly section: string | undefined;
  readonly name: string;
  readonly value: string;
  readonly line: number;
  /** The file in which it stands, where that is one that was included. */
  readonly from?: string;
}

export interface ConfigFile {
  readonly path: string;
  readonly entries: readonly ConfigEntry[];
  /** What the operator should know of it whatever network runs. */
  readonly notes?: readonly string[];
}

/** The settings that a file holds for one network, and what the operator should know about its other lines. */
export interface ConfigFileSettings {
  readonly settings: readonly Setting[];
  readonly notes: readonly string[];
}

/**
 * The lines of a configuration file. `#` starts a comment; `regtest.rpcport=1` is `rpcport=1` in `[regtest]`.
 * @throws StartError with the line's number where one has no such form
 */
export function parseConfigFile(text: string, path: string): ConfigFile {
  const entries: ConfigEntry[] = [];
  let section: string | undefined;
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const content = raw.replace(/#.*/, '').trim();
    const heading = /^\[(.*)\]$/.exec(content)?.[1];
    if (heading !== undefined) section = heading.trim();
    else if (content !== '')
      entries.push(parseLine({ raw, content, section, at: `${path} line ${index + 1}` }, index + 1));
  }
  return { path, entries };
}

interface ConfigLine {
  readonly raw: string;
  readonly content: string;
  readonly section: string | undefined;
  readonly at: string;
}

function parseLine({ raw, content, section, at }: ConfigLine, line: number): ConfigEntry {
  if (content.startsWith('-')) throw new StartError(`${at}: options in a file have no leading dash`);
  const equals = content.indexOf('=');
  if (equals < 0) throw new StartError(`${at}: '${content}' has no value; write ${bareExample(content)}`);
  const fullName = content.slice(0, equals).trim();
  const dot = fullName.indexOf('.');
  const name = fullName.slice(dot + 1);
  if (name === 'rpcpassword' && raw.includes('#')) {
    throw new StartError(`${at}: a # begins a comment even in rpcpassword; choose a password without it`);
  }
  const inSection = dot < 0 ? section : fullName.slice(0, dot);
  return { section: inSection, name, value: content.slice(equals + 1).trim(), line };
}

function bareExample(content: string): string {
  return /^[a-z0-9.]+$/i.test(content) ? `${content}=1` : 'name=value';
}

/** What {@link fileSettings} needs to know beside the file. */
export interface FileContext {
  /** Every option that may stand in the file. */
  readonly table: OptionTable;
  /** The network whose section counts; undefined while it is not chosen yet: only the part above the sections counts. */
  readonly network: string | undefined;
}

/**
 * The settings for one network: those of its section, then those above the first section. The first of
 * several values of an option holds, as in Core, so a section's goes before the common one.
 * @throws StartError where an option that two networks can't share stands above the sections and another
 *   network than the file's default one runs
 */
export function fileSettings(file: ConfigFile, context: FileContext): ConfigFileSettings {
  const settings: Setting[] = [];
  const notes = [...(file.notes ?? [])];
  const mine = file.entries.filter(
    (entry) => entry.section !== undefined && entry.section === context.network,
  );
  const common = file.entries.filter((entry) => entry.section === undefined);
  for (const entry of [...mine, ...common]) {
    const read = readEntry(entry, file.path, context);
    if (typeof read === 'string') notes.push(read);
    else if (read) settings.push(read);
  }
  return { settings, notes };
}

/** @returns the setting, or a note on why the line is ignored, or undefined for a compatibility option */
function readEntry(
  entry: ConfigEntry,
  path: string,
  { table, network }: FileContext,
): Setting | string | undefined {
  const at = `${entry.from ?? path} line ${entry.line}`;
  const found = findOption(table, entry.name);
  if (found.kind === 'compatibility') return undefined;
  if (found.kind !== 'option' || found.spec.flagOnly) {
    return `${at}: unknown option ${entry.name} is ignored${didYouMean(entry.name, optionNames(table))}`;
  }
  const { key, spec } = found;
  if (key === 'conf') throw new StartError(`${at}: conf can be given on the command line only`);
  if (entry.section !== undefined && Object.hasOwn(START_OPTIONS, key)) {
    return `${at}: ${entry.name} is ignored in a section; it belongs above the first one`;
  }
  if (
    spec.networkBound &&
    entry.section === undefined &&
    network !== undefined &&
    network !== defaultNetworkOf(path)
  ) {
    throw new StartError(
      `${at}: ${entry.name} holds for one network only; to use it on ${network}, put it below a line [${network}]`,
    );
  }
  const shown = `${entry.name}=${spec.secret ? '…' : entry.value} (${at})`;
  const meaning = found.negated ? negation(spec, entry.value) : { negated: false, text: entry.value };
  if (meaning === undefined) throw new StartError(`${shown}: give ${optionName(key)}= or ${entry.name}=1`);
  return { key, source: 'file', shown, folder: dirname(entry.from ?? path), ...meaning };
}

/** The network that a file without the name of one means, and for which its network-bound lines above the sections hold: main in a file of Core's. */
export function defaultNetworkOf(path: string): ShippedNetwork {
  return basename(path) === 'bitcoin.conf' ? 'main' : DEFAULT_NETWORK;
}

/** A line for each section that is almost the name of a known network. */
export function sectionNotes(file: ConfigFile, networks: readonly string[]): readonly string[] {
  const sections = new Set(file.entries.flatMap(({ section }) => (section === undefined ? [] : [section])));
  return [...sections].flatMap((section) => {
    const hint = networks.includes(section) ? '' : didYouMean(section, networks);
    return hint === ''
      ? []
      : [`${file.path}: no network is called ${section}, its section is ignored${hint}`];
  });
}

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SHIPPED_NETWORKS } from '../../chainparams/network-names.ts';
import { type DataPaths, dataPaths } from '../datadir.ts';
import { StartError } from '../start-error.ts';
import { CALL_OPTIONS } from './call-options.ts';
import { parseCommandLine, unexpectedOperand } from './command-line.ts';
import {
  type ConfigFile,
  defaultNetworkOf,
  fileSettings,
  parseConfigFile,
  sectionNotes,
} from './config-file.ts';
import { type Environment, environmentNotes, environmentSettings } from './environment.ts';
import { withIncludedFiles } from './included-files.ts';
import { NODE_OPTIONS } from './node-options.ts';
import type { NetworkFacts, OptionTable, OptionValues } from './option-spec.ts';
import { absolutePath, type ResolvedOptions, resolveOptions, strongestSetting } from './resolve.ts';
import { type NetworkSelection, selectNetwork } from './select-network.ts';
import type { Setting } from './settings.ts';
import { INFORMATION_OPTIONS, START_OPTIONS } from './start-options.ts';

/**
 * From flags, environment and file to checked values. The order matters: the flags and the environment say
 * where the file is, all three say which network runs, and the network decides which section of the file
 * counts and what the defaults are.
 */

/** What the configuration is read from. */
export interface ConfigSources<N extends NetworkFacts> {
  /** Arguments after the program's name and command. */
  readonly args: readonly string[];
  readonly environment: Environment;
  readonly workingDirectory: string;
  readonly home: string;
  readonly cores: number;
  readonly stdoutIsTerminal: boolean;
  /** Finds and checks the network. @throws StartError where the file is missing or wrong */
  readonly loadNetwork: (selection: NetworkSelection) => N;
}

/** The command whose configuration it is. */
export interface CommandOptions<T extends OptionTable> {
  /** Its own options, beside those of start-options.ts. */
  readonly table: T;
  /**
   * What an argument that is no option means: it is refused; it ends the options; or options may stand behind it, too.
   */
  readonly operands: 'none' | 'last' | 'anywhere';
}

export interface Configuration<T extends OptionTable, N extends NetworkFacts> extends ResolvedOptions<T> {
  readonly network: N;
  readonly selection: NetworkSelection;
  readonly paths: DataPaths;
  /** The configuration file that was read. */
  readonly configFile: string | undefined;
  readonly operands: readonly string[];
  /** What the operator should know, e.g. which lines were ignored: for the log. */
  readonly notes: readonly string[];
}

/** Flags that print something and end the program. */
export type InformationFlags = OptionValues<typeof INFORMATION_OPTIONS>;

/** What every command needs to know before the network: settings without the file's section, and the file. */
interface FirstPass {
  readonly given: readonly Setting[];
  readonly operands: readonly string[];
  readonly datadir: string;
  readonly file: ConfigFile | undefined;
  readonly known: OptionTable;
}

/**
 * Reads the configuration of a command.
 * @throws StartError for anything in it that is wrong
 */
export function readConfiguration<T extends OptionTable, N extends NetworkFacts>(
  command: CommandOptions<T>,
  sources: ConfigSources<N>,
): Configuration<T, N> {
  const first = readGiven(command, sources);
  const common = first.file
    ? fileSettings(first.file, { table: first.known, network: undefined }).settings
    : [];
  const fallback = first.file && defaultNetworkOf(first.file.path);
  const selection = selectNetwork([...first.given, ...common], sources.home, fallback);
  const network = sources.loadNetwork(selection);
  const fromFile = first.file
    ? fileSettings(first.file, { table: first.known, network: network.name })
    : { settings: [], notes: [] };
  const settings = [...first.given, ...fromFile.settings];
  const paths = dataPaths(datadirOf(settings, sources), network.name);
  const { home, cores, stdoutIsTerminal } = sources;
  const resolved = resolveOptions(command.table, settings, {
    defaults: { network, cores, stdoutIsTerminal, given: (key) => givenTexts(settings, key) },
    folders: { home, datadir: paths.datadir, networkFolder: paths.networkFolder },
  });
  return {
    ...resolved,
    network,
    selection,
    paths,
    configFile: first.file?.path,
    operands: first.operands,
    notes: [
      ...environmentNotes(sources.environment, first.known),
      ...fromFile.notes,
      ...sectionsOf(first.file, network),
    ],
  };
}

function givenTexts(settings: readonly Setting[], key: string): readonly string[] {
  const strongest = strongestSetting(settings, key);
  if (!strongest) return [];
  const others = settings.filter((setting) => setting.key === key && setting !== strongest);
  return [strongest, ...others].map(({ negated, text }) => (negated ? '0' : text));
}

/**
 * The flags that ask for information only; they are looked at first, so that `--help` works with a broken
 * configuration too.
 * @throws StartError for an unknown flag
 */
export function readInformationFlags(
  command: CommandOptions<OptionTable>,
  sources: Pick<ConfigSources<NetworkFacts>, 'args' | 'workingDirectory'>,
): InformationFlags {
  return informationFlags(parseFlags(command, sources).settings);
}

/** What a command line asks to be told. */
export function informationFlags(settings: readonly Setting[]): InformationFlags {
  const isGiven = (key: keyof InformationFlags) => {
    const setting = strongestSetting(settings, key);
    return setting !== undefined && !setting.negated && setting.text !== '0';
  };
  return { help: isGiven('help'), 'help-debug': isGiven('help-debug'), version: isGiven('version') };
}

function readGiven<N extends NetworkFacts>(
  command: CommandOptions<OptionTable>,
  sources: ConfigSources<N>,
): FirstPass {
  const known = {
    ...INFORMATION_OPTIONS,
    ...START_OPTIONS,
    ...CALL_OPTIONS,
    ...NODE_OPTIONS,
    ...command.table,
  };
  const { settings, operands } = parseFlags(command, sources);
  const environment = environmentSettings(sources.environment, known, sources.workingDirectory);
  const given = [...settings, ...environment];
  const datadir = datadirOf(given, sources);
  return { given, operands, datadir, file: readConfigFile(given, datadir, sources.home), known };
}

function parseFlags(
  command: CommandOptions<OptionTable>,
  { args, workingDirectory }: { readonly args: readonly string[]; readonly workingDirectory: string },
) {
  const table = { ...INFORMATION_OPTIONS, ...START_OPTIONS, ...command.table };
  const parsed = parseCommandLine(args, {
    table,
    workingDirectory,
    stopAtOperand: command.operands === 'last',
  });
  const [operand] = parsed.operands;
  if (operand !== undefined && command.operands === 'none') throw unexpectedOperand(operand, parsed.settings);
  return parsed;
}

function datadirOf(
  settings: readonly Setting[],
  { home, workingDirectory }: { home: string; workingDirectory: string },
): string {
  const setting = strongestSetting(settings, 'datadir');
  if (setting === undefined || setting.text === '')
    return absolutePath(START_OPTIONS.datadir.default, workingDirectory, home);
  return absolutePath(setting.text, setting.folder, home);
}

/** The file that `-conf` names, else the first of the two usual ones that is there. */
function readConfigFile(given: readonly Setting[], datadir: string, home: string): ConfigFile | undefined {
  const setting = strongestSetting(given, 'conf');
  if (setting?.negated || setting?.text === '0') return undefined;
  const asked =
    setting !== undefined && setting.text !== '' ? absolutePath(setting.text, datadir, home) : undefined;
  const path =
    asked ??
    ['nonced.conf', 'bitcoin.conf']
      .map((name) => join(datadir, name))
      .find((candidate) => existsSync(candidate));
  if (path === undefined) return undefined;
  try {
    return withIncludedFiles(parseConfigFile(readFileSync(path, 'utf8'), path), datadir);
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new StartError(
      `the configuration file ${path} can't be read (${(error as Error).message}); see -conf`,
    );
  }
}

function sectionsOf(file: ConfigFile | undefined, network: NetworkFacts): readonly string[] {
  return file ? sectionNotes(file, [...SHIPPED_NETWORKS, network.name]) : [];
}

import { didYouMean } from '../../util/nearest-name.ts';
import { StartError } from '../start-error.ts';
import { type OptionSpec, type OptionTable, optionName } from './option-spec.ts';
import { parseOptionValue } from './parse-value.ts';
import { findOption, negation, optionNames, type Setting } from './settings.ts';

/** What stood on a command line. */
export interface CommandLine {
  readonly settings: readonly Setting[];
  /** The arguments that are no options, in order. */
  readonly operands: readonly string[];
}

export interface CommandLineRules {
  /** The options that may stand there. */
  readonly table: OptionTable;
  /** Where relative paths start. */
  readonly workingDirectory: string;
  /** True where everything from the first operand on is operands, even if it begins with a dash. */
  readonly stopAtOperand: boolean;
}

/**
 * Splits arguments into options and operands. An option is `-name`, `-name=value` or `-noname`, with one
 * dash or two; a value always follows an equals sign, as in Core.
 * @throws StartError for an unknown option, or one whose value is missing
 */
export function parseCommandLine(args: readonly string[], rules: CommandLineRules): CommandLine {
  const settings: Setting[] = [];
  const operands: string[] = [];
  for (const [index, arg] of args.entries()) {
    if (!/^-[^-]|^--[^-]/.test(arg)) {
      if (rules.stopAtOperand) return { settings, operands: args.slice(index) };
      operands.push(arg);
      continue;
    }
    const setting = parseFlag(arg, args[index + 1], rules);
    if (setting) settings.push(setting);
  }
  return { settings, operands };
}

/**
 * The arguments with `-name value` made `-name=value`, for commands that take no operands: with these alone it is
 * certain that a word behind an option is its value.
 */
export function joinSpacedValues(args: readonly string[], table: OptionTable): readonly string[] {
  const joined: string[] = [];
  let waiting: string | undefined;
  for (const arg of args) {
    if (waiting !== undefined && !arg.startsWith('-')) joined[joined.length - 1] = `${waiting}=${arg}`;
    else joined.push(arg);
    const found = findOption(table, arg.replace(/^--?/, ''));
    const wantsValue = found.kind === 'option' && !found.negated && found.spec.kind !== 'bool';
    waiting = arg.startsWith('-') && wantsValue ? arg : undefined;
  }
  return joined;
}

/** @returns undefined for an option that is accepted for compatibility only */
function parseFlag(arg: string, next: string | undefined, rules: CommandLineRules): Setting | undefined {
  const { name, value } = splitAtEquals(arg.replace(/^--?/, ''));
  refuseInclude(name, value);
  const found = findOption(rules.table, name);
  if (found.kind === 'compatibility') return undefined;
  if (found.kind === 'unknown') {
    const hint = didYouMean(name, optionNames(rules.table), '-');
    throw new StartError(`unknown option -${name}${hint || '; nonced --help lists the options'}`);
  }
  if (found.kind === 'not negatable')
    throw new StartError(`-${name}: -${found.name} can't be negated; leave it out instead`);
  const { key, spec } = found;
  const shown = spec.secret && value !== undefined ? `-${name}=…` : arg;
  const meaning = found.negated
    ? negation(spec, value)
    : { negated: false, text: value ?? bareText(name, spec, next) };
  if (meaning === undefined) throw new StartError(`${shown}: give -${name} without a value`);
  return { key, source: 'flag', shown, folder: rules.workingDirectory, ...meaning };
}

/** @throws StartError, as files are included by files alone @source Bitcoin Core src/common/args.cpp ParseParameters */
function refuseInclude(name: string, value = ''): void {
  if (name !== 'includeconf' && name !== 'noincludeconf') return;
  const shown = name === 'includeconf' ? JSON.stringify(value) : value === '0';
  throw new StartError(
    `Error parsing command line arguments: -includeconf cannot be used from commandline; -includeconf=${shown}`,
  );
}

/** What an option without a value stands for. @throws StartError where it needs one */
function bareText(name: string, spec: OptionSpec, next: string | undefined): string {
  if (spec.kind === 'bool') return '1';
  if (spec.kind === 'list' && spec.bare !== undefined) return spec.bare;
  const example =
    next !== undefined && !next.startsWith('-') && !spec.secret ? next : (spec.placeholder ?? 'N');
  throw new StartError(`-${name} needs a value after an equals sign: -${name}=${example}`);
}

function splitAtEquals(text: string): { name: string; value: string | undefined } {
  const equals = text.indexOf('=');
  if (equals < 0) return { name: text, value: undefined };
  return { name: text.slice(0, equals), value: text.slice(equals + 1) };
}

/** The error for an operand of the daemon, which takes none. @param settings - what was given beside it */
export function unexpectedOperand(operand: string, settings: readonly Setting[]): StartError {
  const last = settings.findLast(({ source }) => source === 'flag');
  const isSwitch = parseOptionValue(
    { kind: 'bool', category: 'general', help: '', default: false },
    operand,
  ).ok;
  const hint =
    last && isSwitch
      ? `a value is joined to its option: -${optionName(last.key)}=${operand}`
      : `nonced call ${operand} would ask a running daemon, nonced --help shows all commands`;
  return new StartError(`unexpected argument '${operand}'; ${hint}`);
}

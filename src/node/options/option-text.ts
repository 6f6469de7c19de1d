import { COIN } from '../../primitives/amount.ts';
import {
  isComputedDefault,
  OPTION_CATEGORIES,
  type OptionCategory,
  type OptionSpec,
  type OptionTable,
  optionName,
} from './option-spec.ts';

/** The words about an option that `--help` and nonced.conf share. */

/** An option as help lists it, e.g. `-rpcport=PORT`. */
export function optionUsage(key: string, spec: OptionSpec): string {
  const name = `-${optionName(key)}`;
  return spec.kind === 'bool' ? name : `${name}=${placeholder(spec)}`;
}

/** The help sentence with the values that are allowed and the default, e.g. `(4 to 16384 MiB; default: 100)`. */
export function optionDescription(spec: OptionSpec): string {
  const facts = [allowedValues(spec), defaultText(spec), spec.only && `on ${spec.only.where} only`].filter(
    Boolean,
  );
  return facts.length === 0 ? spec.help : `${spec.help} (${facts.join('; ')})`;
}

/** The default as it would be written in the file; undefined where there is none or it is computed. */
export function fixedDefault(spec: OptionSpec): string | undefined {
  const { default: value } = spec;
  if (value === undefined || isComputedDefault(value)) return undefined;
  if (spec.kind === 'bool') return value === true ? '1' : '0';
  if (spec.kind === 'amount') return formatAmount(Number(value));
  return Array.isArray(value) ? value[0] : String(value);
}

/** Satoshis as coins with as many decimals as they need, e.g. `1.25`. */
export function formatAmount(satoshis: number): string {
  return (satoshis / COIN).toFixed(8).replace(/\.?0+$/, '');
}

/** What stands for the value in a text about the option, e.g. `PORT`. */
export function placeholder(spec: OptionSpec): string {
  if (spec.placeholder !== undefined) return spec.placeholder;
  return spec.kind === 'bool' ? '1' : 'N';
}

/** The table's options under their headings, in the order of OPTION_CATEGORIES and of the table. */
export function optionsByCategory(
  table: OptionTable,
): readonly (readonly [string, readonly [string, OptionSpec][]])[] {
  const categories = Object.keys(OPTION_CATEGORIES) as OptionCategory[];
  return categories.flatMap((category) => {
    const options = Object.entries(table).filter(([, spec]) => spec.category === category);
    return options.length === 0 ? [] : [[OPTION_CATEGORIES[category], options] as const];
  });
}

/** Lines of at most `width` characters; a longer word gets a line of its own. */
export function wrapWords(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}

function allowedValues(spec: OptionSpec): string | undefined {
  if (spec.kind === 'choice') return spec.choices.join(', ');
  if (spec.kind === 'list') return 'can be repeated';
  if (spec.kind !== 'int') return undefined;
  return `${spec.min} to ${spec.max}${spec.unit === undefined ? '' : ` ${spec.unit}`}`;
}

function defaultText(spec: OptionSpec): string | undefined {
  // That a switch is off unless it is given needs no words.
  if (spec.default === undefined || (spec.kind === 'bool' && spec.default === false)) return undefined;
  const value = isComputedDefault(spec.default) ? spec.default.text : fixedDefault(spec);
  return value === undefined ? undefined : `default: ${value}`;
}

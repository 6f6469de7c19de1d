import { COMPATIBILITY_OPTIONS } from './compatibility.ts';
import { isNegatable, type OptionSpec, type OptionTable, optionName } from './option-spec.ts';

/** Settings: what flags, environment and file say, before it is checked. */

/** Where a setting stands, strongest first. */
export const SETTING_SOURCES = ['flag', 'environment', 'file'] as const;
export type SettingSource = (typeof SETTING_SOURCES)[number];

/** One option given once. */
export interface Setting {
  /** The option's key in its table. */
  readonly key: string;
  readonly source: SettingSource;
  /** As it was given, for messages: `-rpcport=1`, `rpcport=1 (/x/nonced.conf line 3)`. Never holds a secret's value. */
  readonly shown: string;
  /** Given as `-noX`; `text` is then empty. */
  readonly negated: boolean;
  readonly text: string;
  /** Where a relative path in it starts: the working directory, or the folder of the configuration file. */
  readonly folder: string;
}

/** What a name on the command line or in the file means. */
export type NamedOption =
  | { readonly kind: 'option'; readonly key: string; readonly spec: OptionSpec; readonly negated: boolean }
  | { readonly kind: 'compatibility' }
  | { readonly kind: 'not negatable'; readonly name: string }
  | { readonly kind: 'unknown' };

/** Looks up a name as it was written, with or without a leading `no`. */
export function findOption(table: OptionTable, name: string): NamedOption {
  const plain = findExactly(table, name);
  if (plain) return { kind: 'option', ...plain, negated: false };
  if (isCompatibilityOption(name)) return { kind: 'compatibility' };
  if (!name.startsWith('no')) return { kind: 'unknown' };
  const negated = findExactly(table, name.slice(2));
  if (negated === undefined)
    return { kind: isCompatibilityOption(name.slice(2)) ? 'compatibility' : 'unknown' };
  if (!isNegatable(negated.spec)) return { kind: 'not negatable', name: name.slice(2) };
  return { kind: 'option', ...negated, negated: true };
}

/** Every name that is worth proposing for a misspelt one. */
export function optionNames(table: OptionTable): readonly string[] {
  const shown = Object.entries(table).filter(([, spec]) => spec.hidden !== true);
  return shown.map(([key]) => optionName(key));
}

/**
 * What `-noX` with a value means: `-noX=1` is `-noX`, and `-noX=0` is `-X=1`, as in Core.
 * @returns whether X is negated, and its text; undefined where the value is neither 1 nor 0
 */
export function negation(
  spec: OptionSpec,
  value: string | undefined,
): Pick<Setting, 'negated' | 'text'> | undefined {
  if (value === undefined || value === '' || value === '1') return { negated: true, text: '' };
  if (value === '0' && spec.kind === 'bool') return { negated: false, text: '1' };
  return undefined;
}

function findExactly(table: OptionTable, name: string): { key: string; spec: OptionSpec } | undefined {
  for (const [key, spec] of Object.entries(table)) {
    if (optionName(key) === name || spec.aliases?.includes(name)) return { key, spec };
  }
  return undefined;
}

function isCompatibilityOption(name: string): boolean {
  return Object.hasOwn(COMPATIBILITY_OPTIONS, name);
}

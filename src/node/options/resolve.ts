import { join, resolve } from 'node:path';
import { StartError } from '../start-error.ts';
import {
  type DefaultContext,
  isComputedDefault,
  type OptionSpec,
  type OptionTable,
  type OptionValues,
  optionName,
  type PathBase,
} from './option-spec.ts';
import { type ParsedValue, parseOptionValue, wholeNumber } from './parse-value.ts';
import { SETTING_SOURCES, type Setting, type SettingSource } from './settings.ts';

/** From settings to values: the strongest source wins, what is given is checked, what is not gets its default. */

/** Where relative paths start. */
export interface PathFolders {
  readonly home: string;
  readonly datadir: string;
  readonly networkFolder: string;
}

export interface ResolveContext {
  readonly defaults: DefaultContext;
  readonly folders: PathFolders;
}

/** Where a value came from. */
export interface Origin {
  readonly source: SettingSource | 'default';
  /** As it was given; empty for a default. */
  readonly shown: string;
}

export interface ResolvedOptions<T extends OptionTable> {
  readonly values: OptionValues<T>;
  readonly origins: { readonly [K in keyof T]: Origin };
}

type ResolvedValue = ParsedValue | readonly string[] | undefined;

/**
 * A value for every option of the table.
 * @throws StartError for a value that the option can't have, or an option that the network doesn't know
 */
export function resolveOptions<T extends OptionTable>(
  table: T,
  settings: readonly Setting[],
  context: ResolveContext,
): ResolvedOptions<T> {
  const values: Record<string, ResolvedValue> = {};
  const origins: Record<string, Origin> = {};
  for (const [key, spec] of Object.entries(table)) {
    values[key] = resolveOption(key, spec, { settings, context });
    const strongest = strongestSetting(settings, key);
    origins[key] = strongest
      ? { source: strongest.source, shown: strongest.shown }
      : { source: 'default', shown: '' };
  }
  checkCompanions(table, values, settings);
  // The loop has put a value of the spec's own kind under every key of the table.
  return { values, origins } as ResolvedOptions<T>;
}

/** The setting that decides about an option that has one value: the last flag, the variable, the file's first. */
export function strongestSetting(settings: readonly Setting[], key: string): Setting | undefined {
  const given = settings.filter((setting) => setting.key === key);
  return (
    given.findLast(({ source }) => source === 'flag') ??
    given.find(({ source }) => source === 'environment') ??
    given.find(({ source }) => source === 'file')
  );
}

/** `text` as an absolute path; a leading `~/` is the home folder. */
export function absolutePath(text: string, base: string, home: string): string {
  return text === '~' || text.startsWith('~/') ? join(home, text.slice(1)) : resolve(base, text);
}

interface Given {
  readonly settings: readonly Setting[];
  readonly context: ResolveContext;
}

function resolveOption(key: string, spec: OptionSpec, given: Given): ResolvedValue {
  const value = spec.kind === 'list' ? resolveList(key, spec, given) : resolveSingle(key, spec, given);
  checkNetwork(key, spec, { value, ...given });
  return value;
}

function resolveSingle(key: string, spec: OptionSpec, { settings, context }: Given): ResolvedValue {
  const setting = strongestSetting(settings, key);
  if (setting?.negated) return spec.kind === 'bool' ? false : undefined;
  const isText = spec.kind === 'string' || spec.kind === 'path';
  // An empty text takes a weaker source's value back, as in Core.
  if (setting === undefined || (isText && setting.text === '')) return defaultValue(spec, context);
  const value = settingValue(spec, setting);
  if (spec.kind !== 'path') return value;
  return spec.negatable && value === '0'
    ? undefined
    : anchoredPath(spec, String(value), { setting, context });
}

/** Items of all sources, strongest first; a negation drops those before it and those of weaker sources. */
function resolveList(
  key: string,
  spec: OptionSpec & { kind: 'list' },
  { settings, context }: Given,
): readonly string[] {
  const given = settings.filter((setting) => setting.key === key);
  if (given.length === 0) return spec.default;
  const { relativeTo } = spec;
  const items: string[] = [];
  const itemOf = (setting: Setting) => {
    const text = String(settingValue(spec, setting));
    return relativeTo ? anchoredPath({ relativeTo }, text, { setting, context }) : text;
  };
  for (const source of SETTING_SOURCES) {
    const here = given.filter((setting) => setting.source === source);
    const lastNegation = here.findLastIndex(({ negated }) => negated);
    items.push(...here.slice(lastNegation + 1).map(itemOf));
    if (lastNegation < 0) continue;
    if (items.length === 0 && spec.whenNegated !== undefined) items.push(spec.whenNegated);
    break;
  }
  return items;
}

/** The value that one setting gives; a list's is one item. @throws StartError where the option can't have it */
export function settingValue(spec: OptionSpec, setting: Setting): ParsedValue {
  const verdict = parseOptionValue(spec, setting.text);
  if (verdict.ok) return verdict.value;
  throw new StartError(
    refusalOf(spec, setting.text) ?? `${setting.shown} is not valid: give ${verdict.debug}`,
  );
}

/** Core's words for a value that can't be, where clients know them. */
function refusalOf(spec: OptionSpec, text: string): string | undefined {
  if (spec.kind === 'bool' || spec.kind === 'string' || spec.kind === 'list') return spec.refusal?.(text);
  const value = wholeNumber(text);
  return spec.kind === 'int' && !Number.isNaN(value) ? spec.refusal?.(value) : undefined;
}

function defaultValue(spec: OptionSpec, context: ResolveContext): ResolvedValue {
  const value = isComputedDefault(spec.default) ? spec.default.of(context.defaults) : spec.default;
  return spec.kind === 'path' && value !== undefined ? anchoredPath(spec, String(value), { context }) : value;
}

function anchoredPath(
  { relativeTo }: { readonly relativeTo: PathBase },
  text: string,
  { setting, context }: { readonly setting?: Setting; readonly context: ResolveContext },
): string {
  const { home, datadir, networkFolder } = context.folders;
  const bases = { 'working directory': setting?.folder ?? datadir, datadir, 'network folder': networkFolder };
  return absolutePath(text, bases[relativeTo], home);
}

/** Refuses an option that makes no sense without another one, which has no value. */
function checkCompanions(
  table: OptionTable,
  values: Readonly<Record<string, ResolvedValue>>,
  settings: readonly Setting[],
): void {
  for (const [key, { togetherWith }] of Object.entries(table)) {
    if (togetherWith === undefined || values[key] === undefined || values[togetherWith] !== undefined)
      continue;
    const shown = strongestSetting(settings, key)?.shown ?? optionName(key);
    throw new StartError(`${shown} is given without -${optionName(togetherWith)}: give both or neither`);
  }
}

/** Refuses an option on a network that doesn't know it, unless what is given is its default anyway. */
function checkNetwork(
  key: string,
  spec: OptionSpec,
  { value, settings, context }: Given & { value: ResolvedValue },
): void {
  const { network } = context.defaults;
  if (spec.only === undefined || spec.only.holds(network) || value === defaultValue(spec, context)) return;
  const shown = strongestSetting(settings, key)?.shown ?? optionName(key);
  throw new StartError(
    spec.only.refusal?.(network) ?? `${shown} can't be used on ${network.name}, only on ${spec.only.where}`,
  );
}

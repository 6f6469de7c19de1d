import { nearestName } from '../../util/nearest-name.ts';
import { environmentName, type ListSpec, type OptionTable } from './option-spec.ts';
import type { Setting } from './settings.ts';

/** Options from the environment: `NONCED_RPCPORT=1` is `-rpcport=1`. */

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The settings in the environment. An empty variable counts as not there, since that is how container
 * set-ups leave one out; a list's items are separated by commas, or by line ends where they may have commas themselves.
 */
export function environmentSettings(
  environment: Environment,
  table: OptionTable,
  folder: string,
): readonly Setting[] {
  return Object.entries(table).flatMap(([key, spec]) => {
    const name = environmentName(key);
    const value = environment[name]?.trim() ?? '';
    if (value === '' || spec.flagOnly) return [];
    const shown = spec.secret ? `${name}=…` : `${name}=${value}`;
    const texts = spec.kind === 'list' ? splitItems(value, spec) : [value];
    return texts.map(
      (text): Setting => ({ key, source: 'environment', shown, negated: false, text, folder }),
    );
  });
}

function splitItems(value: string, { hasCommas }: ListSpec): readonly string[] {
  return value.split(hasCommas ? /\r?\n/ : ',').map((item) => item.trim());
}

/** A line for each variable that is almost an option's, since a slip there would go unnoticed. */
export function environmentNotes(environment: Environment, table: OptionTable): readonly string[] {
  const names = Object.entries(table).flatMap(([key, spec]) => (spec.flagOnly ? [] : [environmentName(key)]));
  return Object.keys(environment).flatMap((name) => {
    if (!name.startsWith('NONCED_') || names.includes(name)) return [];
    const nearest = nearestName(
      name.slice(7),
      names.map((known) => known.slice(7)),
    );
    return nearest === undefined
      ? []
      : [`the environment variable ${name} is ignored; did you mean NONCED_${nearest}?`];
  });
}

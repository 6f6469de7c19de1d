import type { OptionSpec, OptionTable } from './option-spec.ts';
import { optionName } from './option-spec.ts';
import { formatAmount, optionsByCategory } from './option-text.ts';
import type { Origin, ResolvedOptions } from './resolve.ts';

/**
 * What every option is set to and who said so, in the form of nonced.conf: an option without a value is commented out,
 * a secret is not shown.
 */
export function configText<T extends OptionTable>(table: T, { values, origins }: ResolvedOptions<T>): string {
  const sections = optionsByCategory(table).map(([heading, options]) => {
    const lines = options
      .filter(([, spec]) => !spec.flagOnly)
      .flatMap(([key, spec]) =>
        optionLines(optionName(key), spec, { value: values[key], origin: origins[key] }),
      );
    return lines.length === 0 ? '' : `# --- ${heading} ---\n${lines.join('\n')}\n`;
  });
  return sections.filter((section) => section !== '').join('\n');
}

/** Where what it says is put beside the values. */
const ORIGIN_COLUMN = 40;

interface Resolved {
  readonly value: unknown;
  readonly origin: Origin | undefined;
}

function optionLines(name: string, spec: OptionSpec, { value, origin }: Resolved): readonly string[] {
  const said = `# ${originText(origin)}`;
  const items = Array.isArray(value) ? (value as readonly unknown[]) : value === undefined ? [] : [value];
  if (items.length === 0) return [`#${name}=`.padEnd(ORIGIN_COLUMN) + said];
  return items.map((item) => `${`${name}=${itemText(item, spec)}`.padEnd(ORIGIN_COLUMN - 1)} ${said}`);
}

function itemText(item: unknown, spec: OptionSpec): string {
  if (spec.secret) return '***';
  if (typeof item === 'boolean') return item ? '1' : '0';
  return spec.kind === 'amount' ? formatAmount(Number(item)) : String(item);
}

/** A flag or variable as it was given, a line of the file by its number. */
function originText(origin: Origin | undefined): string {
  if (!origin || origin.source === 'default') return 'default';
  return `${origin.source}: ${origin.shown}`;
}

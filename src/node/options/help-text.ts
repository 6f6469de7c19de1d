import { COMPATIBILITY_OPTIONS } from './compatibility.ts';
import type { OptionSpec, OptionTable } from './option-spec.ts';
import { optionDescription, optionsByCategory, optionUsage, wrapWords } from './option-text.ts';

/** `--help`, made from the option table. */

const WIDTH = 96;
const INDENT = '      ';

export interface HelpParts {
  /** Lines above the options: what the command does, how it is called, examples. */
  readonly introduction: readonly string[];
  readonly table: OptionTable;
  /** True to list the hidden options too, and those accepted for compatibility. */
  readonly withDebug: boolean;
}

/** The help of a command: its introduction, then every option under its heading. */
export function helpText({ introduction, table, withDebug }: HelpParts): string {
  const sections = optionsByCategory(table).flatMap(([heading, options]) => {
    const shown = options.filter(([, spec]) => withDebug || !spec.hidden);
    return shown.length === 0
      ? []
      : ['', `${heading}:`, ...shown.flatMap(([key, spec]) => optionHelp(key, spec))];
  });
  return [...introduction, ...sections, ...(withDebug ? compatibilityHelp() : [])].join('\n');
}

function optionHelp(key: string, spec: OptionSpec): readonly string[] {
  const aliases = (spec.aliases ?? []).map((alias) => `, -${alias}`).join('');
  return [`  ${optionUsage(key, spec)}${aliases}`, ...indented(optionDescription(spec))];
}

function compatibilityHelp(): readonly string[] {
  const options = Object.entries(COMPATIBILITY_OPTIONS).map(
    ([name, why]) => `  ${`-${name}`.padEnd(30)}${why}`,
  );
  return ['', "Bitcoin Core's, accepted without effect:", ...options];
}

function indented(text: string): readonly string[] {
  return wrapWords(text, WIDTH - INDENT.length).map((line) => `${INDENT}${line}`);
}

import { type OptionSpec, type OptionTable, optionName } from './option-spec.ts';
import { fixedDefault, optionDescription, optionsByCategory, placeholder, wrapWords } from './option-text.ts';

/** config/nonced.conf, made from the option table: every option, commented out, with its help. */

const WIDTH = 96;

const INTRODUCTION = [
  'nonced.conf: every option of nonced. Copy this file to the datadir (~/.nonced) and take the # away',
  'from what you want to change.',
  '',
  'A flag (-rpcport=1) is stronger than the environment (NONCED_RPCPORT=1), which is stronger than this',
  'file; what none of them says has the default shown. An option that can be repeated takes one value a line.',
  '',
  'Lines above the first [section] hold for every network, but for those marked "per network", which hold',
  'for cpunet. Lines below [NAME] hold for the network of that name alone and go first there.',
];

const SECTIONS = `# Options for one network only, for example:
#[regtest]
#rpcport=18443
#mine=1
`;

/** The whole text of the sample file. */
export function sampleConfig(table: OptionTable): string {
  const categories = optionsByCategory(table).map(([heading, options]) => {
    const shown = options.filter(([key, spec]) => !spec.flagOnly && key !== 'conf');
    return shown.length === 0 ? '' : `${commented([`--- ${heading} ---`])}\n${shown.map(entry).join('\n')}\n`;
  });
  return `${commented(INTRODUCTION)}\n${categories.join('')}${SECTIONS}`;
}

function entry([key, spec]: readonly [string, OptionSpec]): string {
  const help = wrapWords(`${optionDescription(spec)}${spec.networkBound ? ' Per network.' : ''}`, WIDTH);
  const reason = spec.why === undefined ? [] : wrapWords(`Why this default: ${spec.why}.`, WIDTH);
  return `${commented([...help, ...reason])}#${optionName(key)}=${fixedDefault(spec) ?? placeholder(spec)}\n`;
}

function commented(lines: readonly string[]): string {
  return lines
    .map((line) => `# ${line}`.trimEnd())
    .join('\n')
    .concat('\n');
}

import { KERNEL_NAMES, type KernelName } from '../../kernel/kernel.ts';
import type { OptionTable } from './option-spec.ts';
import { absolutePath, settingValue, strongestSetting } from './resolve.ts';
import type { Setting } from './settings.ts';

/** The options of `nonced bench`. It reads no configuration file: it measures the machine, not a node. */

const own = { category: 'bench', flagOnly: true } as const;

const KERNEL_NAME = {
  matches: (text: string) => KERNEL_NAMES.some((name) => name === text),
  expected: `one of ${KERNEL_NAMES.join(', ')}`,
};

export const BENCH_OPTIONS = {
  seconds: {
    kind: 'int',
    ...own,
    unit: 's',
    min: 1,
    max: 3600,
    placeholder: 'SECONDS',
    help: 'How long each measurement takes.',
    default: 1,
    why: 'a rate is steady within some percent after a second; take 5 or more to compare machines',
  },
  threads: {
    kind: 'int',
    ...own,
    min: 1,
    max: 1024,
    help: 'The most threads that are measured; each kernel is measured on one, and on more up to these.',
    default: { text: 'one per core', of: ({ cores }) => cores },
  },
  kernel: {
    kind: 'list',
    ...own,
    placeholder: 'NAME',
    rule: KERNEL_NAME,
    help: `Measure this kernel alone, ${KERNEL_NAME.expected}; can be repeated.`,
    default: [],
    why: 'all that run here are measured',
  },
  json: { kind: 'bool', ...own, help: 'Print one JSON object instead of tables.', default: false },
  svg: {
    kind: 'path',
    ...own,
    relativeTo: 'working directory',
    placeholder: 'FILE',
    help: 'Draw the hash rate by threads into this file, as an SVG picture.',
  },
} as const satisfies OptionTable;

export interface BenchValues {
  readonly seconds: number;
  readonly threads: number;
  /** Empty for all that run here. */
  readonly kernels: readonly KernelName[];
  readonly json: boolean;
  /** An absolute path. */
  readonly svg: string | undefined;
}

/**
 * What the command line asks for.
 * @param cores - threads that the machine runs at once
 * @param home - what `~` is in a path
 * @throws StartError for a value that an option can't have
 */
export function benchValues(settings: readonly Setting[], cores: number, home: string): BenchValues {
  const given = <T>(key: keyof typeof BENCH_OPTIONS, read: (setting: Setting) => T): T | undefined => {
    const setting = strongestSetting(settings, key);
    return setting && read(setting);
  };
  const wholeNumber = (key: 'seconds' | 'threads') =>
    given(key, (setting) => settingValue(BENCH_OPTIONS[key], setting) as number);
  const lastNegation = settings.findLastIndex(({ key, negated }) => key === 'kernel' && negated);
  return {
    seconds: wholeNumber('seconds') ?? BENCH_OPTIONS.seconds.default,
    threads: wholeNumber('threads') ?? cores,
    kernels: settings
      .slice(lastNegation + 1)
      .filter(({ key }) => key === 'kernel')
      .map((setting) => settingValue(BENCH_OPTIONS.kernel, setting) as KernelName),
    json:
      given('json', (setting) => !setting.negated && settingValue(BENCH_OPTIONS.json, setting) === true) ??
      false,
    svg: given('svg', ({ text, folder }) => (text === '' ? undefined : absolutePath(text, folder, home))),
  };
}

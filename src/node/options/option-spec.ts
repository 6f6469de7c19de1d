import type { Network } from '../../chainparams/network.ts';

/**
 * What one option is, as data. A table of these makes the parser, `--help`, config/nonced.conf and the
 * checks; the types of the values follow from it. This file knows no option by name.
 */

/** Headings of `--help` and nonced.conf, in their order there. */
export const OPTION_CATEGORIES = {
  network: 'Network',
  files: 'Files',
  mining: 'Mining',
  rpc: 'JSON-RPC',
  mempool: 'Mempool',
  peers: 'Peers',
  chain: 'Chain',
  log: 'Log',
  pay: 'Payments',
  call: 'Calls',
  newnetwork: 'The new network',
  bench: 'The bench',
  net: 'The network of nodes',
  general: 'General',
} as const;
export type OptionCategory = keyof typeof OPTION_CATEGORIES;

/** What an option may need to know of the chosen network. */
export type NetworkFacts = Pick<
  Network,
  'name' | 'rpcPort' | 'p2pPort' | 'testChain' | 'mineByDefault' | 'versionRolling'
>;

/** The circumstances from which defaults are computed. */
export interface DefaultContext {
  readonly network: NetworkFacts;
  /** Threads that the machine runs at once. */
  readonly cores: number;
  readonly stdoutIsTerminal: boolean;
  /** What another option of the same table was given, the strongest first: `0` where it is negated, empty for a bare flag. */
  readonly given: (key: string) => readonly string[];
}

/** A default that depends on the circumstances; `text` says in words what it is. */
export interface ComputedDefault<T> {
  readonly text: string;
  readonly of: (context: DefaultContext) => T;
}
export type Default<T> = T | ComputedDefault<T>;

/** A check of a text, with the words that complete "give …" in its error message. */
export interface TextRule {
  readonly matches: (text: string) => boolean;
  readonly expected: string;
}

interface SpecBase {
  readonly category: OptionCategory;
  /** What the option does, in a sentence for the operator. */
  readonly help: string;
  /** Why the default is what it is. */
  readonly why?: string;
  /** What `--help` writes after the equals sign, e.g. `PORT`. */
  readonly placeholder?: string;
  /** Other names of the flag, e.g. `h` and `?` for help. */
  readonly aliases?: readonly string[];
  /**
   * Above the file's first section a value holds for that file's default network only, since two networks
   * can't share it (Core's NETWORK_ONLY options).
   */
  readonly networkBound?: true;
  /** The networks that know the option; given on any other it is refused. */
  readonly only?: {
    readonly holds: (network: NetworkFacts) => boolean;
    readonly where: string;
    /** What is said then, where clients know Core's words. */
    readonly refusal?: (network: NetworkFacts) => string;
  };
  /** The key of the option without which this one makes no sense. */
  readonly togetherWith?: string;
  /** Never repeated in messages, never logged. */
  readonly secret?: true;
  /** Shown by `-help-debug` alone. */
  readonly hidden?: true;
  /** For the command line alone: no environment variable, no line in the file. */
  readonly flagOnly?: true;
}

/** On or off; `-noX` is off. */
export interface BoolSpec extends SpecBase {
  readonly kind: 'bool';
  /** Another word for on, where clients know one from Core. */
  readonly word?: string;
  /** What is said of a value that is none, where clients know Core's words. */
  readonly refusal?: (text: string) => string;
  /** Left out where the meaning of an absent option depends on others. */
  readonly default?: Default<boolean>;
}

/** A whole number of `unit`, min … max. */
export interface IntSpec extends SpecBase {
  readonly kind: 'int';
  readonly unit?: string;
  readonly min: number;
  readonly max: number;
  /** What is said of a whole number out of these bounds, where clients know Core's words. */
  readonly refusal?: (value: number) => string | undefined;
  readonly default?: Default<number>;
}

/** An amount of coins; its value is in satoshis. */
export interface AmountSpec extends SpecBase {
  readonly kind: 'amount';
  readonly default?: Default<number>;
}

export interface StringSpec extends SpecBase {
  readonly kind: 'string';
  readonly rule?: TextRule;
  /** What is said of a text that breaks the rule, where clients know Core's words. */
  readonly refusal?: (text: string) => string;
  readonly default?: Default<string>;
}

/** One of a few words. */
export interface ChoiceSpec extends SpecBase {
  readonly kind: 'choice';
  readonly choices: readonly string[];
  readonly default?: Default<string>;
}

/** A file or folder; `-noX` is none, where `negatable`. */
export interface PathSpec extends SpecBase {
  readonly kind: 'path';
  /** Where a relative path starts; a file's own options start at the datadir instead of the working directory. */
  readonly relativeTo: PathBase;
  readonly negatable?: true;
  readonly default?: Default<string>;
}
export type PathBase = 'working directory' | 'datadir' | 'network folder';

/** Any number of texts: the option can be repeated. `-noX` drops those given before it and by weaker sources. */
export interface ListSpec extends SpecBase {
  readonly kind: 'list';
  readonly rule?: TextRule;
  /** What is said of an item that breaks the rule, where clients know Core's words. */
  readonly refusal?: (text: string) => string;
  /** Its items are files or folders: where a relative path starts. */
  readonly relativeTo?: PathBase;
  /** What the flag alone, without a value, stands for; without this it is refused. */
  readonly bare?: string;
  /** An item may have commas in it: in the environment each is on a line of its own. */
  readonly hasCommas?: true;
  /** The one item of `-noX`, where that says something else than silence. */
  readonly whenNegated?: string;
  readonly default: readonly string[];
}

export type OptionSpec = BoolSpec | IntSpec | AmountSpec | StringSpec | ChoiceSpec | PathSpec | ListSpec;

/** Options by key. An option's name is its key in lower case: `rpcPort` is `-rpcport`. */
export type OptionTable = Readonly<Record<string, OptionSpec>>;

/** The type of an option's value once it is resolved. */
export type OptionValue<S extends OptionSpec> = SpecValue<S> | Absence<S>;

type SpecValue<S> = S extends { kind: 'bool' }
  ? boolean
  : S extends { kind: 'int' | 'amount' }
    ? number
    : S extends { kind: 'choice'; choices: readonly (infer Choice)[] }
      ? Choice
      : S extends { kind: 'list' }
        ? readonly string[]
        : string;

type Absence<S> = S extends { default: unknown }
  ? S extends { negatable: true }
    ? undefined
    : never
  : undefined;

/** The resolved values of a table: every option has one, or undefined where it has no default. */
export type OptionValues<T extends OptionTable> = { readonly [K in keyof T]: OptionValue<T[K]> };

/** The option's name on the command line and in the file. @param key - its key in the table */
export function optionName(key: string): string {
  return key.toLowerCase();
}

/** The option's name in the environment, e.g. `NONCED_RPCPORT`. */
export function environmentName(key: string): string {
  return `NONCED_${key.toUpperCase()}`;
}

/** True where `-noX` is a form of the option. */
export function isNegatable(spec: OptionSpec): boolean {
  return spec.kind === 'bool' || spec.kind === 'list' || (spec.kind === 'path' && spec.negatable === true);
}

/** True where the default depends on the circumstances. */
export function isComputedDefault(
  value: OptionSpec['default'],
): value is Extract<OptionSpec['default'], { of: unknown }> {
  return typeof value === 'object' && 'of' in value;
}

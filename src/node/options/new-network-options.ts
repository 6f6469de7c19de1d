import type { OptionSpec, OptionTable, OptionValues, TextRule } from './option-spec.ts';
import { settingValue, strongestSetting } from './resolve.ts';
import type { Setting } from './settings.ts';

/**
 * What `nonced newnetwork` asks, by the names that the fields have in the network file. None has a default here:
 * they depend on each other (see chainparams/new-network.ts).
 */

const HALF_AN_INTEGER = 0x7fff_ffff;

const fourBytes = (what: string): TextRule => ({
  matches: (text) => /^[0-9a-f]{8}$/i.test(text),
  expected: `${what} as 8 hex digits`,
});

const BECH32_PREFIX: TextRule = {
  matches: (text) => /^[a-z][a-z0-9]{0,15}$/.test(text),
  expected: '1 to 16 lower-case letters and digits, the first a letter',
};

const seconds = { kind: 'int', unit: 's', min: 1, max: HALF_AN_INTEGER, placeholder: 'SECONDS' } as const;
const port = { kind: 'int', min: 1, max: 65_535, placeholder: 'PORT' } as const;
const versionByte = { kind: 'int', min: 0, max: 255, placeholder: 'BYTE' } as const;
const own = { category: 'newnetwork', flagOnly: true } as const;

/** The fields, in the order in which they are asked. */
export const NEW_NETWORK_FIELDS = {
  targetSpacing: { ...seconds, ...own, help: 'Seconds that one block should take.' },
  retarget: {
    kind: 'choice',
    ...own,
    choices: ['asert-relative', 'asert', 'bitcoin'],
    placeholder: 'RULE',
    help: 'How the difficulty follows the miners: at every block, from its parent or from a schedule, or every 2016 blocks.',
  },
  halfLife: {
    ...seconds,
    ...own,
    help: 'Seconds behind the schedule that halve the difficulty; the bitcoin rule has none.',
  },
  bits: {
    kind: 'string',
    ...own,
    rule: fourBytes('a compact target'),
    placeholder: 'NBITS',
    help: 'The easiest target, also that of the genesis block: 1e0fffff takes a million hashes, 1d00ffff four billion.',
  },
  initialSubsidy: { kind: 'amount', ...own, placeholder: 'COINS', help: 'The reward of the first blocks.' },
  subsidyHalvingInterval: {
    kind: 'int',
    ...own,
    min: 1,
    max: HALF_AN_INTEGER,
    placeholder: 'BLOCKS',
    help: 'Blocks after which the reward halves.',
  },
  coinbaseMaturity: {
    kind: 'int',
    ...own,
    min: 1,
    max: HALF_AN_INTEGER,
    placeholder: 'BLOCKS',
    help: 'A reward can be spent so many blocks later.',
  },
  maxFutureBlockTime: {
    ...seconds,
    ...own,
    help: "How far a block's time may be ahead of a node's clock.",
  },
  magic: {
    kind: 'string',
    ...own,
    rule: fourBytes('4 bytes'),
    placeholder: 'HEX',
    help: 'The 4 bytes that start each message between peers.',
  },
  rpcPort: { ...port, ...own, help: 'The TCP port for JSON-RPC.' },
  p2pPort: { ...port, ...own, help: 'The TCP port for peers.' },
  bech32Hrp: {
    kind: 'string',
    ...own,
    rule: BECH32_PREFIX,
    placeholder: 'PREFIX',
    help: 'What segwit addresses start with.',
  },
  pubkeyHash: { ...versionByte, ...own, help: 'The base58 version byte of P2PKH addresses.' },
  scriptHash: { ...versionByte, ...own, help: 'The base58 version byte of P2SH addresses.' },
  secretKey: { ...versionByte, ...own, help: 'The base58 version byte of private keys.' },
  message: {
    kind: 'string',
    ...own,
    placeholder: 'TEXT',
    help: 'A text in the genesis block; one with a date shows that nobody mined before it.',
  },
} as const satisfies OptionTable;

/** All flags of `nonced newnetwork`. */
export const NEW_NETWORK_OPTIONS = {
  ...NEW_NETWORK_FIELDS,
  force: { kind: 'bool', ...own, help: 'Replace a file of that name.', default: false },
} as const satisfies OptionTable;

/** The fields that are known so far; undefined are those that are not. */
export type NewNetworkFields = OptionValues<typeof NEW_NETWORK_FIELDS>;

/** The fields that flags give. @throws StartError for a value that a field can't have */
export function givenFields(settings: readonly Setting[]): Partial<NewNetworkFields> {
  const given = Object.entries(NEW_NETWORK_FIELDS).flatMap(([key, spec]: [string, OptionSpec]) => {
    const setting = strongestSetting(settings, key);
    return setting === undefined ? [] : [[key, settingValue(spec, setting)]];
  });
  // Each value is of its own spec's kind.
  return Object.fromEntries(given) as Partial<NewNetworkFields>;
}

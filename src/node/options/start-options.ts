import { SHIPPED_NETWORKS } from '../../chainparams/network-names.ts';
import type { OptionTable } from './option-spec.ts';

/** The network of a start that names none. */
export const DEFAULT_NETWORK = SHIPPED_NETWORKS[0];

/**
 * The options that are read first: they say where the configuration file is and which network runs, on
 * which the defaults of all others depend.
 */
export const START_OPTIONS = {
  network: {
    kind: 'string',
    category: 'network',
    placeholder: 'NAME|FILE',
    help: `Use this network: ${SHIPPED_NETWORKS.join(', ')}, or the path of a network file (see nonced newnetwork).`,
    default: DEFAULT_NETWORK,
    why: 'a network of its own whose proof of work suits a CPU',
  },
  chain: {
    kind: 'choice',
    category: 'network',
    choices: SHIPPED_NETWORKS,
    placeholder: 'NAME',
    help: "Bitcoin Core's name for -network; takes the names of shipped networks only.",
  },
  cpunet: { kind: 'bool', category: 'network', help: 'Short for -network=cpunet.', default: false },
  regtest: {
    kind: 'bool',
    category: 'network',
    help: "Short for -network=regtest: Bitcoin's regression test network, blocks on demand.",
    default: false,
  },
  signet: { kind: 'bool', category: 'network', help: 'Short for -network=signet.', default: false },
  testnet4: { kind: 'bool', category: 'network', help: 'Short for -network=testnet4.', default: false },
  main: {
    kind: 'bool',
    category: 'network',
    help: 'Short for -network=main, Bitcoin itself.',
    default: false,
  },
  datadir: {
    kind: 'path',
    category: 'files',
    relativeTo: 'working directory',
    placeholder: 'DIR',
    help: 'Keep all data in this folder; it is made if it is not there.',
    default: '~/.nonced',
  },
  conf: {
    kind: 'path',
    category: 'files',
    relativeTo: 'datadir',
    placeholder: 'FILE',
    negatable: true,
    help:
      'Read this configuration file instead of nonced.conf in the datadir (or bitcoin.conf there, if there is no ' +
      'nonced.conf, which means main unless it names a network); -noconf reads none.',
  },
} as const satisfies OptionTable;

/** The options that print something and end the program; every command knows them. */
export const INFORMATION_OPTIONS = {
  help: {
    kind: 'bool',
    category: 'general',
    aliases: ['h', '?'],
    flagOnly: true,
    help: 'Print this text and exit.',
    default: false,
  },
  'help-debug': {
    kind: 'bool',
    category: 'general',
    flagOnly: true,
    help: 'Print this text with the options for debugging and those accepted for compatibility, and exit.',
    default: false,
  },
  version: {
    kind: 'bool',
    category: 'general',
    flagOnly: true,
    help: 'Print the version and exit.',
    default: false,
  },
} as const satisfies OptionTable;

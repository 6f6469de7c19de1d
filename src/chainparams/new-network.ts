import { decodeCompact } from '../consensus/compact-target.ts';
import { sha256d } from '../crypto/sha256d.ts';
import type { BlockHeader } from '../primitives/block-header.ts';
import { displayHash } from '../primitives/hash256.ts';
import { toHex } from '../util/bytes.ts';
import { accept, reject, type Verdict } from '../util/verdict.ts';
import { networkProblems, rulesProblems } from './check-network.ts';
import { buildGenesis, parseBits } from './genesis.ts';
import type { NetworkFile } from './network-file.ts';

/**
 * Making a network of one's own: answers → a file whose genesis block isn't solved → the search for its nonce
 * (not here: it takes the hashing threads) → the file. cpunet's file was made so.
 *
 * What is not asked is as on cpunet: the asert-relative rule, every soft fork from block 1, Bitcoin's test
 * prefixes of base58. With those, existing tools for test networks read the addresses and keys, and no address
 * can be taken for one where real bitcoins are; the bech32 prefix, which people see, is the network's own.
 *
 * Such a network is no testChain: its blocks cost real work under a real clock, and under a frozen one a node would
 * make blocks that no other accepts. Mock time stays with regtest.
 */

/** What a person decides about a new network. */
export interface NewNetworkAnswers {
  readonly name: string;
  /** Time of the genesis block, seconds since 1970: now, or a moment ago. */
  readonly genesisTime: number;
  /** A text for the genesis block; one with a date shows that nobody mined on it before. */
  readonly message: string;
  /** The easiest target, which is also that of the genesis block, as 8 hex digits (nBits). */
  readonly bits: string;
  /** 8 hex digits. */
  readonly magic: string;
  readonly rpcPort: number;
  readonly p2pPort: number;
  readonly bech32Hrp: string;
  /** Seconds. */
  readonly targetSpacing: number;
  /** Seconds. */
  readonly halfLife: number;
  /** Seconds. */
  readonly maxFutureBlockTime: number;
  /** Satoshis. */
  readonly initialSubsidy: number;
  /** Blocks. */
  readonly subsidyHalvingInterval: number;
  /** Blocks. */
  readonly coinbaseMaturity: number;
  readonly mine: boolean;
}

/** 2^20 hashes a block on average: seconds of one core. */
const DEFAULT_BITS = '1e0fffff';
const DEFAULT_SPACING = 15;
/** Of the spacing: quick enough to follow a miner who comes or goes, slow enough not to follow mere luck. */
const HALF_LIFE_SPACINGS = 20;
/** Of the spacing: what clocks may be off, and well below a half-life. */
const FUTURE_SPACINGS = 8;
/** 1.25 coins halving every 8,400,000 blocks (four years of 15 s): 21 million in all. */
const DEFAULT_SUBSIDY = { initialSubsidy: 125_000_000, subsidyHalvingInterval: 8_400_000 };
const DEFAULT_MATURITY = 20;

/** Derived ports are pairs from 20000 up to 31999, below those that systems hand out for outgoing connections. */
const FIRST_PORT = 20_000;
const PORT_PAIRS = 6_000;

const MAX_HRP_LENGTH = 10;

/** Nobody can ever spend an output with this script: nobody earned the genesis block's. (OP_RETURN) */
const UNSPENDABLE_SCRIPT = '6a';

const TEST_PREFIXES = {
  pubkeyHash: 111,
  scriptHash: 196,
  secretKey: 239,
  extPublicKey: '043587cf',
  extSecretKey: '04358394',
};

/** The given answers, and for the others defaults that suit them. */
export function completeAnswers(
  given: Partial<NewNetworkAnswers> & Pick<NewNetworkAnswers, 'name' | 'genesisTime'>,
): NewNetworkAnswers {
  const { name, genesisTime, targetSpacing = DEFAULT_SPACING } = given;
  const rpcPort = FIRST_PORT + 2 * (digestWord(name) % PORT_PAIRS);
  return {
    message: `${new Date(genesisTime * 1000).toISOString().slice(0, 10)} ${name}`,
    bits: DEFAULT_BITS,
    magic: defaultMagic(`${name} ${genesisTime}`),
    rpcPort,
    p2pPort: (given.rpcPort ?? rpcPort) + 1,
    bech32Hrp: defaultHrp(name),
    targetSpacing,
    halfLife: HALF_LIFE_SPACINGS * targetSpacing,
    maxFutureBlockTime: FUTURE_SPACINGS * targetSpacing,
    ...DEFAULT_SUBSIDY,
    coinbaseMaturity: DEFAULT_MATURITY,
    mine: true,
    ...given,
  };
}

/**
 * The network file that the answers make, its genesis block not solved yet (nonce 0 and the hash that it makes).
 * @param answers - each of the form that NetworkFileSchema asks; the name isn't compared with taken ones here, see
 *   checkOwnNetworkName
 * @rejects bad-network-file with every problem found, each with the path of its field
 */
export function buildNetworkFile(answers: NewNetworkAnswers): Verdict<NetworkFile, 'bad-network-file'> {
  const file = draft(answers);
  const problems = rulesProblems(file);
  if (problems.length > 0) return reject('bad-network-file', problems.join('; '));
  return accept(withGenesisSolution(file, { time: answers.genesisTime, nonce: 0 }));
}

/**
 * The file with its genesis block solved.
 * @param file - of buildNetworkFile; the header to search is that of buildGenesis(file.genesis)
 * @param solution - the header found; its time may have moved where the nonces were used up
 * @rejects bad-network-file where it solves nothing
 */
export function withSolvedGenesis(
  file: NetworkFile,
  solution: Pick<BlockHeader, 'time' | 'nonce'>,
): Verdict<NetworkFile, 'bad-network-file'> {
  const solved = withGenesisSolution(file, solution);
  const problems = networkProblems(solved);
  return problems.length > 0 ? reject('bad-network-file', problems.join('; ')) : accept(solved);
}

/** The file as text: JSON with two spaces of indentation and a newline at the end. */
export function formatNetworkFile(file: NetworkFile): string {
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

function withGenesisSolution(
  file: NetworkFile,
  { time, nonce }: Pick<BlockHeader, 'time' | 'nonce'>,
): NetworkFile {
  const genesis = { ...file.genesis, time, nonce };
  return { ...file, genesis: { ...genesis, hash: displayHash(buildGenesis(genesis).hash) } };
}

function draft(answers: NewNetworkAnswers): NetworkFile {
  const { bits, targetSpacing, halfLife } = answers;
  return {
    name: answers.name,
    magic: answers.magic,
    rpcPort: answers.rpcPort,
    p2pPort: answers.p2pPort,
    addresses: { ...TEST_PREFIXES, bech32Hrp: answers.bech32Hrp },
    genesis: {
      version: 1,
      time: answers.genesisTime,
      bits,
      nonce: 0,
      message: answers.message,
      outputScript: UNSPENDABLE_SCRIPT,
      reward: answers.initialSubsidy,
      hash: '',
    },
    powLimit: decodeCompact(parseBits(bits)).target.toString(16).padStart(64, '0'),
    retarget: { rule: 'asert-relative', targetSpacing, halfLife },
    initialSubsidy: answers.initialSubsidy,
    subsidyHalvingInterval: answers.subsidyHalvingInterval,
    coinbaseMaturity: answers.coinbaseMaturity,
    maxFutureBlockTime: answers.maxFutureBlockTime,
    activationHeights: { bip34: 1, bip65: 1, bip66: 1, csv: 1, segwit: 1 },
    testChain: false,
    mine: answers.mine,
  };
}

/** 4 bytes that are rare in text: each has its highest bit set, as Bitcoin's own have. */
function defaultMagic(seed: string): string {
  const digest = sha256d(new TextEncoder().encode(seed));
  return toHex(digest.slice(0, 4).map((byte) => byte | 0x80));
}

/** The letters and digits of the name, from the first letter on. */
function defaultHrp(name: string): string {
  const letters = name.replaceAll('-', '').replace(/^[0-9]+/, '');
  return letters.slice(0, MAX_HRP_LENGTH) || 'net';
}

function digestWord(text: string): number {
  const digest = sha256d(new TextEncoder().encode(text));
  return new DataView(digest.buffer, digest.byteOffset).getUint32(0);
}

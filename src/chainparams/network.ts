import type {
  Bip9Deployment,
  ConsensusParams,
  RetargetRule,
  ScriptFlagException,
  UnknownRules,
} from '../consensus/params.ts';
import { ALWAYS_ACTIVE, NEVER_ACTIVE, NO_TIMEOUT } from '../consensus/versionbits.ts';
import { sha256d } from '../crypto/sha256d.ts';
import type { Block } from '../primitives/block.ts';
import { type Hash256, parseDisplayHash } from '../primitives/hash256.ts';
import { encode, writeVarBytes } from '../primitives/writer.ts';
import type { AddressPrefixes } from '../script/address.ts';
import { SCRIPT_VERIFY } from '../script/flags.ts';
import { expectDefined } from '../util/invariant.ts';
import { accept, reject, type Verdict } from '../util/verdict.ts';
import { networkProblems } from './check-network.ts';
import { buildGenesis, hexToBytes, parseBits } from './genesis.ts';
import type { NetworkFile } from './network-file.ts';

/** A network: its rules, its first block, and what its nodes and users must agree on besides. */
export interface Network {
  /** Also its section in the configuration file and its folder below the datadir. */
  readonly name: string;
  /** 4 bytes that start each message between peers. */
  readonly magic: Uint8Array;
  readonly rpcPort: number;
  readonly p2pPort: number;
  /** Names by which addresses of nodes are found. */
  readonly dnsSeeds: readonly string[];
  readonly addresses: NetworkPrefixes;
  readonly genesis: Block;
  readonly consensus: ConsensusParams;
  /** Blocks are pruned only once the chain is higher. */
  readonly pruneAfterHeight: number;
  /** Made for tests: mock time is allowed, and mining that takes no work. */
  readonly testChain: boolean;
  /** Whether miners may roll bits of the blocks' versions (BIP320). */
  readonly versionRolling: boolean;
  /** A node mines from its start unless told otherwise. */
  readonly mineByDefault: boolean;
}

/** What tells one network's addresses and keys from another's. */
export interface NetworkPrefixes extends AddressPrefixes {
  /** The base58check version byte of private keys, e.g. 128 or 239. */
  readonly secretKey: number;
  /** The version of extended public keys, 32 bits, e.g. 0x043587cf (tpub). */
  readonly extPublicKey: number;
  /** The version of extended private keys, 32 bits, e.g. 0x04358394 (tprv). */
  readonly extSecretKey: number;
}

/**
 * The network that a file describes.
 * @param file - checked against NetworkFileSchema
 * @rejects bad-network-file with every problem found, each with the path of its field
 */
export function networkFromFile(file: NetworkFile): Verdict<Network, 'bad-network-file'> {
  const problems = networkProblems(file);
  if (problems.length > 0) return reject('bad-network-file', problems.join('; '));
  const { name, rpcPort, p2pPort, testChain, mine, versionRolling = true, pruneAfterHeight = 1000 } = file;
  return accept({
    name,
    magic: networkMagic(file),
    rpcPort,
    p2pPort,
    dnsSeeds: file.dnsSeeds ?? [],
    addresses: networkPrefixes(file),
    genesis: buildGenesis(file.genesis),
    consensus: consensusParams(file),
    pruneAfterHeight,
    testChain,
    versionRolling,
    mineByDefault: mine,
  });
}

/** The file's magic, or else the one that follows from its signet challenge. */
function networkMagic({ magic, signetChallenge = '' }: NetworkFile): Uint8Array {
  return magic === undefined ? signetMagic(hexToBytes(signetChallenge)) : hexToBytes(magic);
}

/**
 * The magic of a signet: the first 4 bytes of SHA-256d of its challenge behind its compact size.
 * @source Bitcoin Core src/kernel/chainparams.cpp SigNetParams; BIP325
 */
export function signetMagic(challenge: Uint8Array): Uint8Array {
  return sha256d(encode((writer) => writeVarBytes(writer, challenge))).slice(0, 4);
}

function networkPrefixes({ addresses }: NetworkFile): NetworkPrefixes {
  return {
    ...addresses,
    extPublicKey: Number.parseInt(addresses.extPublicKey, 16),
    extSecretKey: Number.parseInt(addresses.extSecretKey, 16),
  };
}

function consensusParams(file: NetworkFile): ConsensusParams {
  const { initialSubsidy, subsidyHalvingInterval, coinbaseMaturity, maxFutureBlockTime } = file;
  const { bip34, bip65, bip66, csv, segwit } = file.activationHeights;
  return {
    powLimit: BigInt(`0x${file.powLimit}`),
    retarget: retargetRule(file.retarget),
    initialSubsidy,
    subsidyHalvingInterval,
    coinbaseMaturity,
    maxFutureBlockTime,
    activationHeights: { bip34, bip65, bip66, csv, segwit },
    minimumChainWork: BigInt(`0x${file.minimumChainWork ?? '0'}`),
    ...(file.assumeValid !== undefined && { assumeValid: blockHash(file.assumeValid) }),
    deployments: (file.deployments ?? []).map(bip9Deployment),
    unknownRules: file.unknownRules ?? DEFAULT_UNKNOWN_RULES,
    ...(file.bip34Hash !== undefined && { bip34Hash: blockHash(file.bip34Hash) }),
    bip30Exceptions: (file.bip30Exceptions ?? []).map(({ repeat, overwritten }) => ({
      repeat: blockHash(repeat),
      overwritten: blockHash(overwritten),
    })),
    scriptFlagExceptions: (file.scriptFlagExceptions ?? []).map(scriptFlagException),
    ...(file.signetChallenge !== undefined && { signetChallenge: hexToBytes(file.signetChallenge) }),
  };
}

/** Three quarters of Bitcoin's period, as BIP9 suggests for test networks. */
const DEFAULT_UNKNOWN_RULES: UnknownRules = { period: 2016, threshold: 1512, fromHeight: 0 };

const SPECIAL_STARTS = { always: ALWAYS_ACTIVE, never: NEVER_ACTIVE };

function bip9Deployment({
  start,
  timeout,
  ...rest
}: NonNullable<NetworkFile['deployments']>[number]): Bip9Deployment {
  return {
    ...rest,
    startTime: typeof start === 'number' ? BigInt(start) : SPECIAL_STARTS[start],
    timeout: timeout === 'none' ? NO_TIMEOUT : BigInt(timeout),
  };
}

function scriptFlagException({
  block,
  flags,
}: NonNullable<NetworkFile['scriptFlagExceptions']>[number]): ScriptFlagException {
  return { hash: blockHash(block), flags: flags.reduce((sum, name) => sum | SCRIPT_VERIFY[name], 0) };
}

/** The hash behind the digits that the schema has let through. */
function blockHash(hex: string): Hash256 {
  return expectDefined(parseDisplayHash(hex), `"${hex}" is no hash, but the schema lets only hashes through`);
}

function retargetRule(retarget: NetworkFile['retarget']): RetargetRule {
  if (retarget.rule !== 'asert') return retarget;
  return { ...retarget, anchor: { ...retarget.anchor, bits: parseBits(retarget.anchor.bits) } };
}

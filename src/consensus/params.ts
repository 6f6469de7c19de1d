import type { Satoshis } from '../primitives/amount.ts';
import type { Hash256 } from '../primitives/hash256.ts';
import type { ScriptFlags } from '../script/flags.ts';

/**
 * The rules of a network as data. Consensus functions take what they need of it as arguments and read
 * nothing else. A network file (src/chainparams) is where the values come from.
 */
export interface ConsensusParams {
  /** The easiest target allowed. */
  readonly powLimit: bigint;
  readonly retarget: RetargetRule;
  /** The reward of the first blocks. */
  readonly initialSubsidy: Satoshis;
  /** Blocks from one halving of the subsidy to the next. */
  readonly subsidyHalvingInterval: number;
  /** A coinbase output can be spent by a block this many heights above it. */
  readonly coinbaseMaturity: number;
  /** A block's time may be at most this many seconds ahead of the node's clock. */
  readonly maxFutureBlockTime: number;
  readonly activationHeights: ActivationHeights;
  /** Soft forks that miners signal (BIP9). */
  readonly deployments: readonly Bip9Deployment[];
  /** What shows that miners activated a soft fork that this version doesn't know. */
  readonly unknownRules: UnknownRules;
  /** Blocks of the past that are known to be valid though their scripts break rules that hold for all others. */
  readonly scriptFlagExceptions: readonly ScriptFlagException[];
  /** The block at the height of BIP34 on the chain that everybody follows; see bip30.ts. Absent: BIP30 is always checked. */
  readonly bip34Hash?: Hash256;
  /** Blocks of the past that are known to be valid though they break BIP30. */
  readonly bip30Exceptions: readonly Bip30Exception[];
  /** The best chain is known to have at least this much work, in expected hashes: one with less is not it. */
  readonly minimumChainWork: bigint;
  /** A block that was checked with all below it: their scripts need not be run; see chain/script-policy.ts. */
  readonly assumeValid?: Hash256 | undefined;
  /** The script that a signet block's solution must satisfy (BIP325); absent on other networks. */
  readonly signetChallenge?: Uint8Array;
}

/** A block for whose scripts P2SH, WITNESS and TAPROOT count only as far as they are in `flags`. */
export interface ScriptFlagException {
  readonly hash: Hash256;
  readonly flags: ScriptFlags;
}

/** A soft fork that miners signal; see versionbits.ts. */
export interface Bip9Deployment {
  readonly name: string;
  /** Of the version, 0 … 28. */
  readonly bit: number;
  /** Median time past from which a signal counts, seconds; or ALWAYS_ACTIVE, NEVER_ACTIVE. Core has 64 bits for it. */
  readonly startTime: bigint;
  /** Median time past from which it has failed where it isn't locked in, seconds; NO_TIMEOUT: never. */
  readonly timeout: bigint;
  /** The rules hold from no lower height on. */
  readonly minActivationHeight: number;
  /** Blocks in which signals are counted together. */
  readonly period: number;
  /** Signals in one period that lock it in. */
  readonly threshold: number;
  /** Whether a client of getblocktemplate that doesn't know it can still make good blocks. */
  readonly optional: boolean;
}

export interface UnknownRules {
  /** Blocks in which signals are counted together, and how many of them tell. */
  readonly period: number;
  readonly threshold: number;
  /** Blocks below signalled forks of the past. */
  readonly fromHeight: number;
}

/** A block that makes the coinbase of another again, and that other one. */
export interface Bip30Exception {
  readonly repeat: Hash256;
  readonly overwritten: Hash256;
}

/** The first height at which each soft fork's rules hold. Those of BIP16 and taproot hold from the first block on. */
export interface ActivationHeights {
  readonly bip34: number;
  readonly bip65: number;
  readonly bip66: number;
  readonly csv: number;
  readonly segwit: number;
}

export type RetargetRule = BitcoinRetarget | AsertRetarget | AsertRelativeRetarget;

/** Bitcoin's own: every 2016 blocks (timespan / spacing), by at most a factor of four. */
export interface BitcoinRetarget {
  readonly rule: 'bitcoin';
  /** Seconds between blocks that the rule aims at. */
  readonly targetSpacing: number;
  /** Seconds that a whole period should take. */
  readonly targetTimespan: number;
  /** Testnet's: a block 2 spacings after its parent may have the easiest target. */
  readonly allowMinDifficultyBlocks: boolean;
  /** Regtest's: the target never changes. */
  readonly noRetargeting: boolean;
  /** Testnet4's: a period is computed from its first block's target, and may not start before its parent by much (BIP94). */
  readonly enforceBip94: boolean;
}

/** aserti3-2d: an exponential schedule from an anchor block. @source Bitcoin Cash Node, ASERT specification (2020-11) */
export interface AsertRetarget {
  readonly rule: 'asert';
  readonly targetSpacing: number;
  /** Seconds ahead of or behind the schedule that double or halve the difficulty. */
  readonly halfLife: number;
  readonly anchor: { readonly height: number; readonly bits: number; readonly parentTime: number };
}

/**
 * The same exponential with each block's parent as its anchor, its time difference limited to one half-life
 * either way, so that a network that slept owes nothing. pow.ts has the exact definition.
 */
export interface AsertRelativeRetarget {
  readonly rule: 'asert-relative';
  readonly targetSpacing: number;
  readonly halfLife: number;
}

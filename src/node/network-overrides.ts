import { type Network, signetMagic } from '../chainparams/network.ts';
import type { ActivationHeights, Bip9Deployment, ConsensusParams } from '../consensus/params.ts';
import { parseDisplayHash } from '../primitives/hash256.ts';
import { fromHex, toHex } from '../util/bytes.ts';
import { expectDefined } from '../util/invariant.ts';
import type { OptionValues } from './options/option-spec.ts';
import type { RULE_OPTIONS } from './options/rule-options.ts';
import { StartError } from './start-error.ts';

/**
 * The network that a node runs: the one of its file, changed by options. The words of what is wrong are Core's.
 * @source Bitcoin Core src/chainparams.cpp, src/node/chainstatemanager_args.cpp
 */

export type RuleOptions = OptionValues<typeof RULE_OPTIONS>;

export interface OverriddenNetwork {
  readonly network: Network;
  /** What the log should say of it. */
  readonly remarks: readonly string[];
}

/** The network with what the options change. @throws StartError where an option can't be understood */
export function overrideNetwork(file: Network, options: RuleOptions): OverriddenNetwork {
  const signet = overrideSignet(file, options.signetChallenge);
  const { consensus } = signet;
  const deployments = overrideDeployments(consensus.deployments, options.vbParams);
  const network: Network = {
    ...signet,
    consensus: {
      ...consensus,
      ...workOptions(consensus, options),
      deployments,
      activationHeights: overrideHeights(consensus.activationHeights, options.testActivationHeight),
      retarget: overrideRetarget(consensus.retarget, options.test),
    },
  };
  return { network, remarks: remarksOn(network, options) };
}

function overrideSignet(network: Network, values: readonly string[]): Network {
  const [text, ...more] = values;
  if (text === undefined) return network;
  if (more.length > 0) throw new StartError('-signetchallenge cannot be multiple values.');
  const signetChallenge = fromHex(text);
  if (!signetChallenge) throw new StartError(`-signetchallenge must be hex, not '${text}'.`);
  // What is known of the public signet's chain says nothing of another's.
  const { assumeValid: _, ...consensus } = network.consensus;
  return {
    ...network,
    magic: signetMagic(signetChallenge),
    consensus: { ...consensus, signetChallenge, minimumChainWork: 0n },
  };
}

function workOptions(
  consensus: ConsensusParams,
  { minimumChainWork, assumeValid }: RuleOptions,
): Pick<ConsensusParams, 'minimumChainWork' | 'assumeValid'> {
  const work = minimumChainWork === undefined ? consensus.minimumChainWork : readWork(minimumChainWork);
  const hash = assumeValid === undefined ? consensus.assumeValid : readAssumeValid(assumeValid);
  return { minimumChainWork: work, assumeValid: hash };
}

function readWork(text: string): bigint {
  const hex = userHex(text);
  if (hex !== undefined) return BigInt(`0x${hex}`);
  throw new StartError(`Invalid minimum work specified (${text}), must be up to 64 hex digits`);
}

function readAssumeValid(text: string): ConsensusParams['assumeValid'] {
  const hex = userHex(text);
  if (hex === undefined) {
    throw new StartError(
      `Invalid assumevalid block hash specified (${text}), must be up to 64 hex digits (or 0 to disable)`,
    );
  }
  return /^0*$/.test(hex) ? undefined : parseDisplayHash(hex);
}

/** 64 hex digits; fewer are filled up with zeros in front. @source Bitcoin Core src/uint256.h FromUserHex */
function userHex(text: string): string | undefined {
  const digits = text.replace(/^0x/, '');
  return /^[0-9a-fA-F]{0,64}$/.test(digits) ? digits.padStart(64, '0') : undefined;
}

/** Core's names of the forks. @source Bitcoin Core src/deploymentinfo.cpp GetBuriedDeployment */
const FORKS: Readonly<Record<string, keyof ActivationHeights>> = {
  segwit: 'segwit',
  bip34: 'bip34',
  dersig: 'bip66',
  cltv: 'bip65',
  csv: 'csv',
};

function overrideHeights(heights: ActivationHeights, values: readonly string[]): ActivationHeights {
  return Object.assign({}, heights, ...values.map(readActivationHeight)) as ActivationHeights;
}

const INT32_MAX = 2 ** 31 - 1;

function readActivationHeight(text: string): Partial<ActivationHeights> {
  const wrong = (what: string) =>
    new StartError(`Invalid ${what} (${text}) for -testactivationheight=name@height.`);
  const at = text.indexOf('@');
  if (at < 0) throw wrong('format');
  const height = wholeNumber(text.slice(at + 1));
  if (height === undefined || height < 0n || height >= INT32_MAX) throw wrong('height value');
  const fork = Object.hasOwn(FORKS, text.slice(0, at)) ? FORKS[text.slice(0, at)] : undefined;
  if (!fork) throw wrong('name');
  return { [fork]: Number(height) };
}

function overrideDeployments(
  deployments: readonly Bip9Deployment[],
  values: readonly string[],
): readonly Bip9Deployment[] {
  return values.map(readVersionBits).reduce(
    (changed, { name, ...times }) => {
      if (!changed.some((one) => one.name === name)) throw new StartError(`Invalid deployment (${name})`);
      return changed.map((one) => (one.name === name ? { ...one, ...times } : one));
    },
    [...deployments],
  );
}

type VersionBitsTimes = Pick<Bip9Deployment, 'name' | 'startTime' | 'timeout' | 'minActivationHeight'>;

function readVersionBits(text: string): VersionBitsTimes {
  const [name = '', start, end, height = '0', ...more] = text.split(':');
  if (start === undefined || end === undefined || more.length > 0) {
    throw new StartError(
      'Version bits parameters malformed, expecting deployment:start:end[:min_activation_height]',
    );
  }
  const read = (what: string, value: string): bigint => {
    const number = wholeNumber(value);
    if (number === undefined) throw new StartError(`Invalid ${what} (${value})`);
    return number;
  };
  return {
    name,
    startTime: read('nStartTime', start),
    timeout: read('nTimeout', end),
    minActivationHeight: Number(read('min_activation_height', height)),
  };
}

/** What the text spells in decimal digits, as far as 64 bits go. @source Bitcoin Core src/util/strencodings.h ToIntegral */
function wholeNumber(text: string): bigint | undefined {
  if (!/^-?\d+$/.test(text)) return undefined;
  const value = BigInt(text);
  return BigInt.asIntN(64, value) === value ? value : undefined;
}

const BIP94 = 'bip94';

/** What `-test` can switch on, here or in the address book. */
const KNOWN_TESTS = [BIP94, 'addrman'];

function overrideRetarget(
  retarget: ConsensusParams['retarget'],
  tests: readonly string[],
): ConsensusParams['retarget'] {
  const hasPeriods = retarget.rule === 'bitcoin';
  return hasPeriods && tests.includes(BIP94) ? { ...retarget, enforceBip94: true } : retarget;
}

function remarksOn({ magic, consensus }: Network, options: RuleOptions): readonly string[] {
  const { signetChallenge, deployments } = consensus;
  const set = options.vbParams.map((text) => {
    const { name } = readVersionBits(text);
    const { startTime, timeout, minActivationHeight } = expectDefined(
      deployments.find((deployment) => deployment.name === name),
      'a deployment that was found before',
    );
    return `Setting version bits activation parameters for ${name} to start=${startTime}, timeout=${timeout}, min_activation_height=${minActivationHeight}`;
  });
  const unknown = options.test.filter((name) => !KNOWN_TESTS.includes(name));
  return [
    ...(signetChallenge ? [`Signet with challenge ${toHex(signetChallenge)}`] : []),
    ...(signetChallenge ? [`Signet derived magic (message start): ${toHex(magic)}`] : []),
    ...set,
    ...unknown.map((name) => `Unrecognised option "${name}" provided in -test=<option>.`),
  ];
}

import { checkProofOfWork, deriveTarget } from '../consensus/compact-target.ts';
import type { AsertRelativeRetarget, AsertRetarget, BitcoinRetarget } from '../consensus/params.ts';
import { getTotalSupply } from '../consensus/subsidy.ts';
import { MAX_MONEY } from '../primitives/amount.ts';
import { displayHash } from '../primitives/hash256.ts';
import { buildGenesis, genesisScriptSig, parseBits } from './genesis.ts';
import type { NetworkFile } from './network-file.ts';

/**
 * Whether the fields of a network file fit each other. Each problem starts with the field's path and says what
 * was wrong and what would be right.
 */

type Check = (file: NetworkFile) => readonly string[];

/** A coinbase's scriptSig must be this long. @source Bitcoin Core src/consensus/tx_check.cpp bad-cb-length */
const COINBASE_SCRIPT_SIZE = { min: 2, max: 100 };

/**
 * Half-lives between which asert-relative keeps the spacing within 2 %. Shorter ones cut off the late blocks
 * (one in e^(halfLife/spacing) is later than that), so the mean drifts up; with longer ones the steps get so small
 * that rounding bends them.
 */
const RELATIVE_HALF_LIFE = { minSpacings: 4, maxSpacings: 1000 };

/** All that is wrong with the network's rules; the genesis block need not be solved yet. */
export function rulesProblems(file: NetworkFile): readonly string[] {
  return [
    checkMagic,
    checkPorts,
    checkPrefixes,
    checkPowLimit,
    checkSupply,
    checkRetarget,
    checkDeployments,
    checkGenesisFields,
  ].flatMap((check: Check) => check(file));
}

/** All that is wrong with the file. The genesis block is looked at once the rules that it is judged by are right. */
export function networkProblems(file: NetworkFile): readonly string[] {
  const problems = rulesProblems(file);
  return problems.length > 0 ? problems : checkGenesisHash(file);
}

function checkMagic({ magic, signetChallenge }: NetworkFile): readonly string[] {
  if (magic !== undefined || signetChallenge !== undefined) return [];
  return [
    'magic: missing; give 4 bytes as 8 hex digits (only a network with a signetChallenge can do without)',
  ];
}

function checkPorts({ rpcPort, p2pPort }: NetworkFile): readonly string[] {
  return rpcPort === p2pPort ? [`p2pPort: ${p2pPort} is also the rpcPort; give two different ports`] : [];
}

function checkPrefixes({ addresses }: NetworkFile): readonly string[] {
  const { pubkeyHash, scriptHash, secretKey, extPublicKey, extSecretKey } = addresses;
  const problems: string[] = [];
  if (new Set([pubkeyHash, scriptHash, secretKey]).size < 3) {
    problems.push('addresses: pubkeyHash, scriptHash and secretKey must be three different numbers');
  }
  if (extPublicKey.toLowerCase() === extSecretKey.toLowerCase()) {
    problems.push('addresses: extPublicKey and extSecretKey must be different');
  }
  return problems;
}

function checkPowLimit({ powLimit }: NetworkFile): readonly string[] {
  return BigInt(`0x${powLimit}`) === 0n
    ? ['powLimit: no hash is ever at or below 0; give a larger number']
    : [];
}

function checkSupply(file: NetworkFile): readonly string[] {
  const total = getTotalSupply(file);
  if (total <= MAX_MONEY) return [];
  return [
    `initialSubsidy: with a halving every ${file.subsidyHalvingInterval} blocks it would pay out ${total} satoshis in all, ` +
      `at most ${MAX_MONEY} (21 million coins) are possible; lower it, or halve more often`,
  ];
}

function checkRetarget(file: NetworkFile): readonly string[] {
  switch (file.retarget.rule) {
    case 'bitcoin':
      return checkBitcoinRetarget(file.retarget);
    case 'asert':
      return checkAsert(file, file.retarget.anchor);
    case 'asert-relative':
      return checkAsertRelative(file.retarget);
  }
}

/** Names that getDeploymentInfo gives to the forks of activationHeights. */
const BURIED_NAMES = ['bip34', 'bip65', 'bip66', 'csv', 'segwit'];

function checkDeployments({ deployments = [], unknownRules }: NetworkFile): readonly string[] {
  const problems = deployments.flatMap((deployment, i) => {
    const path = `deployments/${i}`;
    const isTaken = deployments
      .slice(0, i)
      .some(({ name, bit }) => name === deployment.name || bit === deployment.bit);
    return [
      ...(isTaken || BURIED_NAMES.includes(deployment.name)
        ? [`${path}: its name or its bit is another fork's`]
        : []),
      ...quorumProblems(path, deployment),
    ];
  });
  return [...problems, ...(unknownRules ? quorumProblems('unknownRules', unknownRules) : [])];
}

function quorumProblems(
  path: string,
  { period, threshold }: { period: number; threshold: number },
): readonly string[] {
  if (threshold <= period) return [];
  return [`${path}.threshold: ${threshold} signals never come in a period of ${period} blocks`];
}

function checkBitcoinRetarget({ targetSpacing, targetTimespan }: BitcoinRetarget): readonly string[] {
  const blocks = targetTimespan / targetSpacing;
  if (Number.isInteger(blocks) && blocks >= 2) return [];
  return [
    `retarget.targetTimespan: ${targetTimespan} is not a multiple of targetSpacing (${targetSpacing}) by 2 or more; ` +
      'a period has a whole number of blocks, at least 2',
  ];
}

type AnchorFields = Omit<AsertRetarget['anchor'], 'bits'> & { readonly bits: string };

function checkAsert({ genesis, powLimit }: NetworkFile, anchor: AnchorFields): readonly string[] {
  const problems: string[] = [];
  if (deriveTarget(parseBits(anchor.bits), BigInt(`0x${powLimit}`)) === undefined) {
    problems.push(`retarget.anchor.bits: ${anchor.bits} is no target from 1 to powLimit`);
  }
  const isGenesis = anchor.height === 0;
  if (isGenesis && parseBits(anchor.bits) !== parseBits(genesis.bits)) {
    problems.push(`retarget.anchor.bits: the anchor is the genesis block, whose bits are ${genesis.bits}`);
  }
  if (isGenesis ? anchor.parentTime > genesis.time : anchor.parentTime < genesis.time) {
    const right = isGenesis ? 'at most' : 'at least';
    problems.push(
      `retarget.anchor.parentTime: ${anchor.parentTime} should be ${right} genesis.time (${genesis.time})`,
    );
  }
  return problems;
}

function checkAsertRelative({ targetSpacing, halfLife }: AsertRelativeRetarget): readonly string[] {
  const shortest = RELATIVE_HALF_LIFE.minSpacings * targetSpacing;
  const longest = RELATIVE_HALF_LIFE.maxSpacings * targetSpacing;
  if (halfLife >= shortest && halfLife <= longest) return [];
  return [
    `retarget.halfLife: ${halfLife} is not between ${RELATIVE_HALF_LIFE.minSpacings} and ` +
      `${RELATIVE_HALF_LIFE.maxSpacings} times targetSpacing (${shortest} to ${longest})`,
  ];
}

function checkGenesisFields({ genesis, powLimit }: NetworkFile): readonly string[] {
  const problems: string[] = [];
  if ((genesis.message === undefined) === (genesis.coinbaseScriptSig === undefined)) {
    problems.push('genesis: give either message or coinbaseScriptSig');
  }
  const size = genesisScriptSig(genesis).length;
  if (size < COINBASE_SCRIPT_SIZE.min || size > COINBASE_SCRIPT_SIZE.max) {
    const field = genesis.coinbaseScriptSig === undefined ? 'message' : 'coinbaseScriptSig';
    problems.push(
      `genesis.${field}: it makes a coinbase script of ${size} bytes, ` +
        `${COINBASE_SCRIPT_SIZE.min} to ${COINBASE_SCRIPT_SIZE.max} are allowed`,
    );
  }
  if (deriveTarget(parseBits(genesis.bits), BigInt(`0x${powLimit}`)) === undefined) {
    problems.push(`genesis.bits: ${genesis.bits} is no target from 1 to powLimit`);
  }
  return problems;
}

function checkGenesisHash({ genesis, powLimit }: NetworkFile): readonly string[] {
  const { hash, header } = buildGenesis(genesis);
  const got = displayHash(hash);
  if (got !== genesis.hash.toLowerCase()) {
    return [
      `genesis.hash: the fields make a block with the hash ${got}, the file says ${genesis.hash.toLowerCase()}`,
    ];
  }
  if (!checkProofOfWork(hash, header.bits, BigInt(`0x${powLimit}`))) {
    return [
      `genesis.nonce: the hash ${got} is above the target of genesis.bits (${genesis.bits}); solve the block first`,
    ];
  }
  return [];
}

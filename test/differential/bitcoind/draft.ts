import { hash256 } from '../../../src/primitives/hash256.ts';
import {
  makeTransaction,
  type Transaction,
  type TxInput,
  type TxOutput,
} from '../../../src/primitives/tx.ts';
import {
  multisigScript,
  payToPubkeyHash,
  payToScriptHash,
  payToWitnessProgram,
} from '../../../src/script/output-scripts.ts';
import { concatBytes } from '../../../src/util/bytes.ts';
import {
  ANCHOR_LOCK,
  nested,
  PUBKEY,
  p2shLock,
  p2wshLock,
  pubkeyHashLock,
  pubkeyLock,
  scriptOf,
  times,
} from '../../blocks/locks.ts';
import { signedTapscriptLock, tapscriptLock } from '../../blocks/taproot-locks.ts';
import {
  keyLock,
  type Lock,
  OPEN_LOCK,
  outputAt,
  payTo,
  type Spendable,
  spend,
  taprootLock,
} from '../../helpers/spending.ts';
import type { Random } from '../random.ts';

/** Random transactions: good ones, and such as break one rule or several. */

/** How outputs are locked that a later transaction may spend: each can stand in one transaction with the others. */
export const DRAFT_LOCKS: readonly Lock[] = [
  OPEN_LOCK,
  keyLock(1),
  keyLock(2),
  taprootLock(1),
  pubkeyLock(),
  pubkeyHashLock(),
  nested(keyLock(3)),
  p2shLock('1'),
  p2wshLock('1'),
  tapscriptLock('1'),
  ANCHOR_LOCK,
  p2shLock(`${times(16, 'CHECKSIG')}2DROP 1`),
  p2wshLock('DROP 1', [new Uint8Array(80)]),
  p2wshLock('DROP 1', [new Uint8Array(81)]),
];

export interface DraftWorld {
  /** Coins that some transaction of the chain or of the mempool has made, spent ones too. */
  readonly coins: Spendable[];
  readonly height: number;
  /** Median time of the tip. */
  readonly time: number;
}

const DUST = [0, 1, 100, 239, 240, 241, 293, 294, 295, 329, 330, 331, 545, 546, 547, 577];
const FEE_RATES = [0, 0.05, 0.099, 0.1, 0.11, 0.2, 0.5, 1, 1, 1, 2, 3, 5, 20, 99, 101, 5_000];

export function draftTransaction(
  random: Random,
  world: DraftWorld,
  coins = draftCoins(random, world),
): Transaction {
  const value = coins.reduce((sum, coin) => sum + coin.value, 0);
  const outputs = draftOutputs(random);
  const options = {
    version: random.chance(0.8) ? random.pick([2, 2, 3]) : random.pick([0, 1, 4, -1, 2 ** 31 - 1]),
    lockTime: random.chance(0.8)
      ? 0
      : random.pick([
          1,
          world.height,
          world.height + 1,
          world.height + 2,
          world.time - 1,
          world.time,
          world.time + 1,
          2 ** 32 - 1,
          499_999_999,
          500_000_000,
        ]),
    sequence: random.chance(0.7)
      ? 0xfffffffd
      : random.pick([0, 1, 5, 200, 0x400000, 0x400001, 0x40ffff, 0x80000000, 0xfffffffe, 0xffffffff]),
  };
  const rest = Math.max(0, value - outputs.reduce((sum, output) => sum + output.value, 0));
  const lock = random.pick(DRAFT_LOCKS);
  const tx = spend(coins, [payTo(lock, rest), ...outputs], options);
  const fee = Math.floor(random.pick(FEE_RATES) * Math.ceil(tx.size * 0.8));
  const paying = spend(coins, [payTo(lock, rest - fee), ...outputs], options);
  return random.chance(0.25) ? mutate(random, paying) : paying;
}

function draftCoins(random: Random, { coins }: DraftWorld): readonly Spendable[] {
  const count = random.chance(0.7) ? 1 : 1 + random.int(4);
  const recent = coins.slice(-40);
  const chosen = random.list(count, () => random.pick(random.chance(0.5) ? recent : coins));
  return random.chance(0.97) ? [...new Set(chosen)] : chosen;
}

function draftOutputs(random: Random): readonly TxOutput[] {
  const count = random.chance(0.5) ? 0 : random.int(4);
  const outputs = random.list(count, () => draftOutput(random));
  if (random.chance(0.03))
    return [...outputs, ...random.list(random.pick([500, 2_400]), () => payTo(OPEN_LOCK, 1_000))];
  return outputs;
}

function draftOutput(random: Random): TxOutput {
  const scriptPubKey = draftScript(random);
  const value = random.chance(0.5) ? random.pick(DUST) : 1_000 + random.int(100_000);
  return { value: random.chance(0.02) ? random.pick([-1, 21e14, 21e14 + 1]) : value, scriptPubKey };
}

function draftScript(random: Random): Uint8Array {
  const keys = (count: number): readonly Uint8Array[] => Array(count).fill(PUBKEY);
  return random.pick<() => Uint8Array>([
    () => random.pick(DRAFT_LOCKS).scriptPubKey,
    () => random.pick(DRAFT_LOCKS).scriptPubKey,
    () => scriptOf('RETURN'),
    () => concatBytes(scriptOf('RETURN'), pushes(random)),
    () => multisigScript(1 + random.int(3), keys(1 + random.int(4))),
    () => multisigScript(1, keys(3)),
    () => payToWitnessProgram(random.int(17), random.bytes(2 + random.int(39))),
    () => payToWitnessProgram(1, random.bytes(32)),
    () => payToPubkeyHash(random.bytes(20)),
    () => payToScriptHash(random.bytes(20)),
    () => random.bytes(random.int(60)),
    () =>
      scriptOf(
        random.pick(['1', '0', 'DUP DROP 1', 'CHECKSIG', times(30, 'CHECKSIG'), times(21, 'CHECKMULTISIG')]),
      ),
    () => new Uint8Array(random.pick([9_999, 10_000, 10_001])).fill(0x61),
    () => signedTapscriptLock('1').scriptPubKey,
  ])();
}

function pushes(random: Random): Uint8Array {
  const size = random.pick([1, 40, 75, 80, 83, 200, 520, 600, 99_000]);
  if (random.chance(0.2)) return random.bytes(random.int(50));
  const head = size < 76 ? [size] : size < 256 ? [0x4c, size] : [0x4d, size & 0xff, size >>> 8];
  return size > 65_535
    ? concatBytes(Uint8Array.of(0x4e, size & 0xff, (size >>> 8) & 0xff, size >>> 16, 0), new Uint8Array(size))
    : concatBytes(Uint8Array.from(head), random.bytes(size));
}

function mutate(random: Random, tx: Transaction): Transaction {
  const at = random.int(tx.inputs.length);
  const input = (change: (input: TxInput) => Partial<TxInput>): Transaction =>
    makeTransaction({
      ...tx,
      inputs: tx.inputs.map((one, i) => (i === at ? { ...one, ...change(one) } : one)),
    });
  return random.pick<() => Transaction>([
    () => input(() => ({ witness: [] })),
    () => input(() => ({ scriptSig: new Uint8Array(), witness: [] })),
    () => input(({ witness }) => ({ witness: witness.map((item) => flipped(random, item)) })),
    () => input(({ scriptSig }) => ({ scriptSig: flipped(random, scriptSig) })),
    () =>
      input(({ witness }) => ({
        witness: [random.bytes(random.pick([0, 1, 80, 81, 520, 521])), ...witness],
      })),
    () => input(({ witness }) => ({ witness: [...witness, Uint8Array.of(0x50, 1, 2)] })),
    () => input(({ witness }) => ({ witness: [...random.list(110, () => new Uint8Array(1)), ...witness] })),
    () => input(({ scriptSig }) => ({ scriptSig: concatBytes(scriptOf('0'), scriptSig) })),
    () => input(({ scriptSig }) => ({ scriptSig: concatBytes(scriptOf('NOP'), scriptSig) })),
    () => input(({ scriptSig }) => ({ scriptSig: concatBytes(new Uint8Array(1_700), scriptSig) })),
    () => input(() => ({ prevout: { txid: hash256(random.bytes(4)), index: 0 } })),
    () => input(({ prevout }) => ({ prevout: { ...prevout, index: prevout.index + 50 } })),
    () => input(() => ({ sequence: random.int(2 ** 32) })),
    () => makeTransaction({ ...tx, outputs: [] }),
    () =>
      makeTransaction({
        ...tx,
        outputs: tx.outputs.map((output) => ({ ...output, value: output.value + 1_000_000 })),
      }),
    () => makeTransaction({ ...tx, outputs: [{ value: 0, scriptPubKey: Uint8Array.of(0x6a) }] }),
    () => makeTransaction({ ...tx, inputs: [...tx.inputs, ...tx.inputs.slice(0, 1)] }),
    () => makeTransaction({ ...tx, version: random.pick([0, 1, 3, 4]) }),
    () => makeTransaction({ ...tx, lockTime: random.int(2 ** 32) }),
    () =>
      makeTransaction({
        ...tx,
        inputs: [
          {
            prevout: { txid: new Uint8Array(32) as Transaction['txid'], index: 0xffffffff },
            scriptSig: random.bytes(random.pick([1, 2, 100, 101])),
            sequence: 0,
            witness: [],
          },
        ],
      }),
  ])();
}

function flipped(random: Random, bytes: Uint8Array): Uint8Array {
  if (bytes.length === 0) return Uint8Array.of(random.int(256));
  const changed = bytes.slice();
  const at = random.int(changed.length);
  changed[at] = (changed[at] ?? 0) ^ (1 << random.int(8));
  return changed;
}

/** What of the transaction a later one may spend. */
export function spendables(tx: Transaction): readonly Spendable[] {
  return tx.outputs.flatMap((output, index) => {
    const lock = DRAFT_LOCKS.find(({ scriptPubKey }) =>
      Buffer.from(scriptPubKey).equals(output.scriptPubKey),
    );
    return lock && output.value >= 0 && output.value <= 21e14 ? [outputAt(tx, index, lock)] : [];
  });
}

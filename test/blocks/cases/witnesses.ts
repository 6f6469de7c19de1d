import { computeMerkleRoot, witnessCommitment } from '../../../src/consensus/merkle.ts';
import { witnessCommitmentScript } from '../../../src/consensus/witness-commitment.ts';
import { type Block, makeBlock } from '../../../src/primitives/block.ts';
import { ZERO_HASH } from '../../../src/primitives/hash256.ts';
import { NULL_OUTPOINT } from '../../../src/primitives/outpoint.ts';
import { makeTransaction, type Transaction } from '../../../src/primitives/tx.ts';
import { pushInt } from '../../../src/script/push.ts';
import { concatBytes } from '../../../src/util/bytes.ts';
import { payOn } from '../../helpers/spending.ts';
import { inputOf, outputOf } from '../../helpers/transactions.ts';
import { type Ground, type GroundPlan, regtestWith } from '../ground.ts';
import { p2wshLock, through, withFirstInput } from '../locks.ts';
import { accepted, type BlockCase, type CaseTable, refused, refuses, story, takes } from '../table.ts';

/** The coinbase's commitment to the witnesses (BIP141), and witnesses that were changed on the way. */

const NONCE = new Uint8Array(32);

interface CommitmentPlan {
  /** The coinbase's witness. */
  readonly nonce?: readonly Uint8Array[];
  /** The scripts of the coinbase's outputs after the first, of the one that commits rightly. */
  readonly scripts?: (right: Uint8Array) => readonly Uint8Array[];
  readonly transactions?: readonly Transaction[];
}

/** Two transactions, of which the second has a witness. */
const withWitness = ({ coin }: Ground): readonly Transaction[] => through(coin(1), p2wshLock('1'));

/** A block with such a commitment and such a nonce. */
function committing(ground: Ground, plan: CommitmentPlan = {}): Block {
  const { nonce = [NONCE], scripts = (right) => [right], transactions = withWitness(ground) } = plan;
  const scriptSig = concatBytes(pushInt(ground.tip.height + 1), Uint8Array.of(0, 0));
  const right = witnessCommitmentScript([...ground.block().transactions, ...transactions]);
  // Made without a witness, so that the builder adds no commitment of its own; the root has no witness in it.
  const coinbase = {
    inputs: [inputOf(NULL_OUTPOINT, { scriptSig })],
    outputs: [outputOf(50_0000_0000), ...scripts(right).map((script) => outputOf(0, script))],
  };
  return replacing(ground.block({ coinbase, transactions }), 0, nonce);
}

/** The same block with another witness for the first input of one of its transactions. */
function replacing({ header, transactions }: Block, at: number, witness: readonly Uint8Array[]): Block {
  return makeBlock(
    header,
    transactions.map((tx, i) => (i === at ? makeTransaction(withFirstInput(tx, { witness })) : tx)),
  );
}

const committed = (plan: CommitmentPlan, network?: GroundPlan): BlockCase =>
  accepted((ground) => committing(ground, plan), network);

const refusedAs = (
  code: Parameters<typeof refused>[0],
  plan: CommitmentPlan,
  network?: GroundPlan,
): BlockCase => refused(code, (ground) => committing(ground, plan), network);

/** A script that is like the right commitment but for the byte at one place. */
const changed = (right: Uint8Array, at: number): Uint8Array =>
  right.map((byte, i) => (i === at ? byte ^ 1 : byte));

/** The block whose witnesses are in order, and what was made of it; that must not speak against the first. */
const changedThenGood = (code: Parameters<typeof refused>[0], change: (good: Block) => Block): BlockCase =>
  story((ground) => {
    const good = committing(ground);
    return [refuses(change(good), code), takes(good)];
  });

const BEFORE_SEGWIT = regtestWith({ activationHeights: { segwit: 1000 }, coinbaseMaturity: 1 }, 3);
const NO_WITNESS: CommitmentPlan = { nonce: [], transactions: [] };

export const WITNESS_CASES: CaseTable = {
  'a commitment to the witnesses': committed({}),
  'a commitment with more bytes behind it': committed({
    scripts: (right) => [concatBytes(right, Uint8Array.of(1, 2))],
  }),
  'a commitment to no witnesses': committed({ transactions: [] }),
  'a wrong commitment': refusedAs('bad-witness-merkle-match', { scripts: (right) => [changed(right, 37)] }),
  'a wrong commitment where no transaction has a witness': refusedAs('bad-witness-merkle-match', {
    scripts: (right) => [changed(right, 6)],
    transactions: [],
  }),
  'a wrong commitment before the right one': committed({ scripts: (right) => [changed(right, 6), right] }),
  'a wrong commitment behind the right one': refusedAs('bad-witness-merkle-match', {
    scripts: (right) => [right, changed(right, 6)],
  }),
  'no commitment': refusedAs('unexpected-witness', { scripts: () => [] }),
  "no commitment, and no witness but the coinbase's": refusedAs('unexpected-witness', {
    scripts: () => [],
    transactions: [],
  }),
  'no commitment, and no witness but of a transaction': refusedAs('unexpected-witness', {
    scripts: () => [],
    nonce: [],
  }),
  'neither commitment nor witness': committed({ ...NO_WITNESS, scripts: () => [] }),
  'what has a byte less than a commitment is none': refusedAs('unexpected-witness', {
    scripts: (right) => [right.subarray(0, -1)],
  }),
  'what starts otherwise than a commitment is none': refusedAs('unexpected-witness', {
    scripts: (right) => [changed(right, 5)],
  }),
  'what is pushed otherwise than a commitment is none': refusedAs('unexpected-witness', {
    scripts: (right) => [changed(right, 1)],
  }),
  'a commitment in another transaction is none': refused('unexpected-witness', (ground) => {
    const transactions = withWitness(ground);
    const right = witnessCommitmentScript([...ground.block().transactions, ...transactions]);
    const other = payOn([ground.coin(2)], 0);
    const outputs = [outputOf(0, right)];
    return committing(ground, {
      scripts: () => [],
      transactions: [...transactions, makeTransaction({ ...other, outputs })],
    });
  }),

  'no nonce': refusedAs('bad-witness-nonce-size', { nonce: [] }),
  'no nonce where no transaction has a witness': refusedAs('bad-witness-nonce-size', NO_WITNESS),
  'an empty nonce': refusedAs('bad-witness-nonce-size', { nonce: [new Uint8Array()] }),
  'a nonce of 31 bytes': refusedAs('bad-witness-nonce-size', { nonce: [new Uint8Array(31)] }),
  'a nonce of 33 bytes': refusedAs('bad-witness-nonce-size', { nonce: [new Uint8Array(33)] }),
  'two nonces': refusedAs('bad-witness-nonce-size', { nonce: [NONCE, NONCE] }),
  'another nonce than the commitment has': refusedAs('bad-witness-merkle-match', {
    nonce: [new Uint8Array(32).fill(1)],
  }),
  'a nonce other than zero': accepted((ground) => {
    const nonce = new Uint8Array(32).fill(7);
    const transactions = withWitness(ground);
    const { root } = computeMerkleRoot([ZERO_HASH, ...transactions.map((tx) => tx.wtxid)]);
    const commitment = witnessCommitment(root, nonce);
    const scripts = (right: Uint8Array) => [concatBytes(right.subarray(0, 6), commitment)];
    return committing(ground, { nonce: [nonce], scripts, transactions });
  }),

  'a witness taken away, then the good block': changedThenGood('bad-witness-merkle-match', (good) =>
    replacing(good, 2, []),
  ),
  'a witness changed, then the good block': changedThenGood('bad-witness-merkle-match', (good) =>
    replacing(good, 2, [Uint8Array.of(0x52)]),
  ),
  'a witness given to one that needs none, then the good block': changedThenGood(
    'bad-witness-merkle-match',
    (good) => replacing(good, 1, [Uint8Array.of(1)]),
  ),
  'all witnesses taken away, then the good block': changedThenGood('bad-witness-nonce-size', (good) =>
    replacing(replacing(good, 2, []), 0, []),
  ),
  'a longer nonce, then the good block': changedThenGood('bad-witness-nonce-size', (good) =>
    replacing(good, 0, [new Uint8Array(64)]),
  ),
  'a witness given to a block without any, then the good block': story((ground) => {
    const transactions = [payOn([ground.coin(1)], 0)];
    const good = committing(ground, { nonce: [], scripts: () => [], transactions });
    return [refuses(replacing(good, 1, [NONCE]), 'unexpected-witness'), takes(good)];
  }),

  'a witness before segwit': refusedAs('unexpected-witness', {}, BEFORE_SEGWIT),
  'a nonce and a commitment before segwit': refusedAs(
    'unexpected-witness',
    { transactions: [] },
    BEFORE_SEGWIT,
  ),
  'a wrong commitment before segwit, without a nonce': committed(
    { ...NO_WITNESS, scripts: (right) => [changed(right, 6)] },
    BEFORE_SEGWIT,
  ),
  'the first block of segwit': story(
    (ground) => {
      const good = committing(ground);
      return [refuses(replacing(good, 0, []), 'bad-witness-nonce-size'), takes(good)];
    },
    regtestWith({ activationHeights: { segwit: 4 }, coinbaseMaturity: 1 }, 3),
  ),
};

import { NULL_OUTPOINT } from '../../../src/primitives/outpoint.ts';
import { SCRIPT_ERROR_TEXTS, type ScriptError } from '../../../src/script/errors.ts';
import { SCRIPT_VERIFY, type ScriptFlags } from '../../../src/script/flags.ts';
import { pushInt } from '../../../src/script/push.ts';
import { concatBytes } from '../../../src/util/bytes.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import type { BlockOptions, BuiltBlock } from '../../helpers/chain-builder.ts';
import { signBlock } from '../../helpers/signet.ts';
import { BARE_LOCK, keyLock, type Lock, outputAt, payOn, type SpendOptions } from '../../helpers/spending.ts';
import { inputOf, outputOf } from '../../helpers/transactions.ts';
import { type Ground, groundOf, regtestWith, type Variation } from '../ground.ts';
import { bareLock, p2shLock, pubkeyLock, through } from '../locks.ts';
import {
  accepted,
  type BlockCase,
  type CaseTable,
  invalidates,
  keeps,
  reconsiders,
  refused,
  refuses,
  story,
  takes,
} from '../table.ts';

/** Rules that begin at a height: the last block without, the first with. And blocks that make a transaction again. */

const FORK_HEIGHT = 10;

/** A spend that the last block below the fork may have, and the first block of the fork may not. */
function scriptFork(
  forks: Variation['activationHeights'] & object,
  lock: Lock,
  [error, options]: readonly [ScriptError, SpendOptions?],
): BlockCase {
  const plan = regtestWith({ activationHeights: forks, coinbaseMaturity: 1 }, FORK_HEIGHT - 2);
  return story(({ holding, on, coin }) => {
    const below = holding(...through(coin(1), lock, options));
    const above = on(below, { transactions: through(coin(2), lock, options) });
    return [
      takes(below),
      refuses(above, `block-script-verify-flag-failed (${SCRIPT_ERROR_TEXTS[error]})`),
      takes(on(below)),
    ];
  }, plan);
}

export const ACTIVATION_CASES: CaseTable = {
  'BIP66: a signature that is not DER': scriptFork(
    { bip66: FORK_HEIGHT },
    pubkeyLock((signature) => concatBytes(signature, signature.subarray(-1))),
    ['SIG_DER'],
  ),
  'BIP65: a lock time that is not reached': scriptFork(
    { bip65: FORK_HEIGHT },
    bareLock('100 CHECKLOCKTIMEVERIFY'),
    ['UNSATISFIED_LOCKTIME', { sequence: 0 }],
  ),
  'BIP112: a sequence that is not reached': scriptFork(
    { csv: FORK_HEIGHT },
    bareLock('100 CHECKSEQUENCEVERIFY'),
    ['UNSATISFIED_LOCKTIME', { sequence: 0 }],
  ),
  'BIP147: a dummy that is not empty': scriptFork({ segwit: FORK_HEIGHT }, bareLock('1 0 0 CHECKMULTISIG'), [
    'SIG_NULLDUMMY',
  ]),
  'BIP68: a sequence that is not reached': story(
    ({ holding, on, coin }) => {
      const below = holding(payOn([coin(1)], 0, { sequence: 100 }));
      const above = on(below, { transactions: [payOn([coin(2)], 0, { sequence: 100 })] });
      return [takes(below), refuses(above, 'bad-txns-nonfinal'), takes(on(below))];
    },
    regtestWith({ activationHeights: { csv: FORK_HEIGHT }, coinbaseMaturity: 1 }, FORK_HEIGHT - 2),
  ),
  'BIP113: a lock time between the median time past and the time of the block': story(
    ({ holding, on, coin, tip }) => {
      const lockTime = tip.header.time + 100;
      const below = holding(payOn([coin(1)], 0, { lockTime, sequence: 0 }));
      const above = on(below, { transactions: [payOn([coin(2)], 0, { lockTime, sequence: 0 })] });
      return [takes(below), refuses(above, 'bad-txns-nonfinal'), takes(on(below))];
    },
    regtestWith({ activationHeights: { csv: FORK_HEIGHT }, coinbaseMaturity: 1 }, FORK_HEIGHT - 2),
  ),
};

/** A block with a spend that breaks a rule, on a network that knows the block to be an exception to these rules. */
function exceptional(lock: Lock, flags: ScriptFlags, error: ScriptError): BlockCase {
  const plain = regtestWith({ coinbaseMaturity: 1 }, 3);
  const build = once(() => {
    const ground = groundOf(plain);
    const block = ground.holding(...through(ground.coin(1), lock));
    const params = { ...plain.params, scriptFlagExceptions: [{ hash: block.hash, flags }] };
    return { block, plan: { ...plain, params } };
  });
  return {
    plan: build().plan,
    steps: ({ holding, coin }) => [
      // The same spend in any other block.
      refuses(
        holding(...through(coin(2), lock)),
        `block-script-verify-flag-failed (${SCRIPT_ERROR_TEXTS[error]})`,
      ),
      takes(build().block),
    ],
  };
}

/** Blocks of the past whose scripts break what holds for all others. */
export const EXCEPTION_CASES: CaseTable = {
  'a block that breaks BIP16': exceptional(p2shLock('0'), SCRIPT_VERIFY.NONE, 'EVAL_FALSE'),
  'a block that breaks BIP341': exceptional(
    bareLock(`1 0x20 0x${'02'.repeat(32)}`, { witness: [Uint8Array.of(1)] }),
    SCRIPT_VERIFY.P2SH | SCRIPT_VERIFY.WITNESS,
    'SCHNORR_SIG_SIZE',
  ),
};

const SIGNER = keyLock(1);

/** The work of blocks that anyone makes is not enough on a signet: somebody must have signed them. */
export const SIGNET_CASES: CaseTable = {
  'a block without a solution': refused(
    'bad-signet-blksig',
    ({ block }) => block(),
    regtestWith({ signetChallenge: SIGNER.scriptPubKey }),
  ),
  'a block that another signed': refused(
    'bad-signet-blksig',
    ({ block }) => signBlock(block(), keyLock(2)),
    regtestWith({ signetChallenge: SIGNER.scriptPubKey }),
  ),
  'a block with the signature of the key in the challenge': accepted(
    ({ block }) => signBlock(block(), SIGNER),
    regtestWith({ signetChallenge: SIGNER.scriptPubKey }),
  ),
  'a block without a solution where anyone may make blocks': accepted(
    ({ block }) => block(),
    regtestWith({ signetChallenge: BARE_LOCK.scriptPubKey }),
  ),
};

/** A network without BIP34: coinbases of two heights may be the same, and so may all that spends them. */
const WITHOUT_BIP34 = regtestWith(
  { activationHeights: { bip34: 1000, segwit: 1000 }, coinbaseMaturity: 1 },
  3,
);

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** The coinbase that comes twice. */
const TWIN: BlockOptions = {
  coinbase: { inputs: [inputOf(NULL_OUTPOINT, { scriptSig: Uint8Array.of(1, 2, 3) })] },
};

/** A block with the twin, what spends it, and a block of each on the other. */
function twins({ block, on }: Ground) {
  const first = block(TWIN);
  const coin = outputAt(expectDefined(first.transactions[0], 'a coinbase'), 0, BARE_LOCK);
  const spent = payOn([coin], 0, { lock: BARE_LOCK });
  const second = on(first, { transactions: [spent] });
  const again = (below: BuiltBlock, options: BlockOptions = {}) => on(below, { ...TWIN, ...options });
  return { first, second, spent, again };
}

/** A block that makes the coinbase of another again, and is known to be an exception. */
const excepted = once(() => {
  const { first: overwritten, again } = twins(groundOf(WITHOUT_BIP34));
  const repeat = again(overwritten);
  const bip30Exceptions = [{ repeat: repeat.hash, overwritten: overwritten.hash }];
  const params = { ...WITHOUT_BIP34.params, bip30Exceptions };
  return { overwritten, repeat, plan: { ...WITHOUT_BIP34, params } };
});

/** Before BIP34 a coinbase claims the height of a later block, which makes it again; between them is BIP34's block. */
const claimed = once(() => {
  const { block, on, params, tip } = groundOf(WITHOUT_BIP34);
  const bip34 = tip.height + 2;
  const scriptSig = concatBytes(pushInt(bip34 + 1), pushInt(0));
  const claim: BlockOptions = { coinbase: { inputs: [inputOf(NULL_OUTPOINT, { scriptSig })] } };
  const claiming = block(claim);
  const known = on(claiming);
  const activationHeights = { ...params.activationHeights, bip34 };
  const plan = { ...WITHOUT_BIP34, params: { ...params, activationHeights, bip34Hash: known.hash } };
  return { claiming, claim, known, repeat: on(known, claim), plan };
});

export const OVERWRITE_CASES: CaseTable = {
  'a coinbase again, while its output is unspent': story((ground) => {
    const { first, again } = twins(ground);
    return [takes(first), refuses(again(first), 'bad-txns-BIP30')];
  }, WITHOUT_BIP34),
  'a coinbase again, once its output is spent': story((ground) => {
    const { first, second, again } = twins(ground);
    return [takes(first), takes(second), takes(again(second))];
  }, WITHOUT_BIP34),
  'a coinbase again in the block that spends the first': story((ground) => {
    const { first, spent, again } = twins(ground);
    return [takes(first), refuses(again(first, { transactions: [spent] }), 'bad-txns-BIP30')];
  }, WITHOUT_BIP34),
  'a coinbase again, one of whose two outputs is spent': story(({ block, on }) => {
    const outputs = [outputOf(1), outputOf(2)];
    const twin = { coinbase: { ...TWIN.coinbase, outputs } };
    const first = block(twin);
    const coin = outputAt(expectDefined(first.transactions[0], 'a coinbase'), 0, BARE_LOCK);
    const second = on(first, { transactions: [payOn([coin], 0)] });
    return [takes(first), takes(second), refuses(on(second, twin), 'bad-txns-BIP30')];
  }, WITHOUT_BIP34),
  'a coinbase again in a block that is a known exception, there and back': {
    plan: excepted().plan,
    steps: ({ on, tip }) => {
      const { overwritten, repeat } = excepted();
      return [
        takes(overwritten),
        takes(repeat),
        invalidates(repeat, overwritten),
        reconsiders(repeat, repeat),
        takes(on(repeat)),
        invalidates(overwritten, tip as BuiltBlock),
        takes(on(tip, { tag: 1 })),
      ];
    },
  },
  'a coinbase again that an old one claimed the height of, where BIP34 is known to rule it out': {
    plan: claimed().plan,
    steps: () => {
      const { claiming, known, repeat } = claimed();
      return [takes(claiming), takes(known), takes(repeat)];
    },
  },
  'a coinbase again that an old one claimed the height of, on another chain': {
    plan: claimed().plan,
    steps: ({ on }) => {
      const { claiming, claim } = claimed();
      const unknown = on(claiming, { tag: 1 });
      return [takes(claiming), takes(unknown), refuses(on(unknown, claim), 'bad-txns-BIP30')];
    },
  },
  'a coinbase again that has nothing to spend': story(({ block, on }) => {
    const twin = { coinbase: { ...TWIN.coinbase, outputs: [outputOf(1, Uint8Array.of(0x6a))] } };
    const first = block(twin);
    return [takes(first), takes(on(first, twin))];
  }, WITHOUT_BIP34),
  'a transaction again, while its output is unspent': story((ground) => {
    const { first, second, spent, again } = twins(ground);
    const third = again(second);
    const fourth = ground.on(third, { transactions: [spent] });
    return [takes(first), takes(second), takes(third), refuses(fourth, 'bad-txns-BIP30')];
  }, WITHOUT_BIP34),
  'a transaction again, once its output is spent': story((ground) => {
    const { first, second, spent, again } = twins(ground);
    const third = again(second, { transactions: [payOn([outputAt(spent, 0, BARE_LOCK)], 0)] });
    const fourth = ground.on(third, { transactions: [spent] });
    return [takes(first), takes(second), takes(third), takes(fourth)];
  }, WITHOUT_BIP34),
  'a coinbase again, in a chain that is left': story((ground) => {
    const { first, second, again } = twins(ground);
    const third = again(second);
    const other = ground.on(second, { tag: 1 });
    return [takes(first), takes(second), takes(third), keeps(other), takes(ground.on(other))];
  }, WITHOUT_BIP34),
  'the same coinbase in two chains': story((ground) => {
    const { first, second } = twins(ground);
    const other = ground.block({ ...TWIN, header: { version: 0x20000001 } });
    const above = ground.on(other);
    return [takes(first), keeps(other), takes(second), keeps(above), takes(ground.on(above))];
  }, WITHOUT_BIP34),
};

import type { Block } from '../../../src/primitives/block.ts';
import { makeBlock } from '../../../src/primitives/block.ts';
import { ZERO_HASH } from '../../../src/primitives/hash256.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import { type BuiltBlock, buildCoinbase, solveBlock, solveHeader } from '../../helpers/chain-builder.ts';
import { TEST_TIME } from '../../helpers/test-chain.ts';
import { numberedHash } from '../../helpers/transactions.ts';
import { type Ground, type GroundPlan, NEW_REGTEST, regtestWith } from '../ground.ts';
import {
  accepted,
  type BlockCase,
  type CaseTable,
  clockShows,
  header,
  RESTARTS,
  refused,
  refuses,
  story,
  strangeHeader,
  takes,
} from '../table.ts';

/** Proof of work, its target, times and versions. */

/** The block with the first nonce that does not solve it. */
function unsolved(block: BuiltBlock): Block {
  return makeBlock(solveHeader(block.header, false), block.transactions);
}

/** A block that claims these bits, whose work is not looked at. */
function claiming({ block }: Ground, bits: number): Block {
  const { header, transactions } = block();
  return makeBlock({ ...header, bits }, transactions);
}

/** A height at which a period starts. */
const PERIOD_START = 20;
const EASY_BITS = 0x200fffff;
/** Regtest's limit as bits. */
const LIMIT_BITS = 0x207fffff;

/** A network that retargets every ten blocks, with 19: the next is the first of a period. */
function retargeting(
  rule: {
    readonly enforceBip94?: boolean;
    readonly allowMinDifficultyBlocks?: boolean;
  },
  height = PERIOD_START - 1,
): GroundPlan {
  const genesis = solveBlock({ version: 1, prevBlockHash: ZERO_HASH, time: 1_500_000_000, bits: EASY_BITS }, [
    buildCoinbase(0),
  ]);
  const retarget = {
    rule: 'bitcoin',
    targetSpacing: 600,
    targetTimespan: 6000,
    allowMinDifficultyBlocks: false,
    noRetargeting: false,
    enforceBip94: false,
    ...rule,
  } as const;
  return regtestWith({ retarget }, height, genesis);
}

const RETARGETING = retargeting({});
const TESTNET = retargeting({ allowMinDifficultyBlocks: true });
const TESTNET4 = retargeting({ allowMinDifficultyBlocks: true, enforceBip94: true });

/** The last block of a period is late, and the next one claims the target that follows from the easiest or from the real one. */
const afterLateEnd = (isRight: 'by BIP94' | 'before BIP94'): BlockCase =>
  story(
    ({ block, on, tip, params }) => {
      const late = block({ time: tip.header.time + 1201 });
      const other = { ...params.retarget, enforceBip94: isRight !== 'by BIP94' } as typeof params.retarget;
      const otherBits = on(late, { params: { ...params, retarget: other } }).header.bits;
      return [
        takes(late),
        refuses(on(late, { header: { bits: otherBits } }), 'bad-diffbits'),
        takes(on(late)),
      ];
    },
    retargeting({ allowMinDifficultyBlocks: true, enforceBip94: isRight === 'by BIP94' }, PERIOD_START - 2),
  );

/** The last time that is too old for a block on the tip. */
function medianTime({ blocks }: Ground): number {
  const times = blocks.slice(-11).map((block) => block.header.time);
  return times.sort((a, b) => a - b)[5] ?? 0;
}

export const WORK_CASES: CaseTable = {
  'a hash above the target': refused('high-hash', ({ block }) => unsolved(block())),
  'a target of zero': refused('high-hash', (ground) => claiming(ground, 0)),
  'a negative target': refused('high-hash', (ground) => claiming(ground, 0x20ffffff)),
  'a target above the limit': refused('high-hash', (ground) => claiming(ground, 0x21008000)),
  'a target of more than 256 bits': refused('high-hash', (ground) => claiming(ground, 0x23000100)),
  'a header whose hash is above the target': story(({ block }) => [
    header(unsolved(block()), 'high-hash'),
    takes(block()),
  ]),
  'a harder target than the rule asks': refused('bad-diffbits', ({ block }) =>
    block({ header: { bits: 0x207ffffe } }),
  ),
  'a far harder target than the rule asks': refused('bad-diffbits', ({ block }) =>
    block({ header: { bits: 0x1f7fffff } }),
  ),
  'the new target at the start of a period': accepted(({ block }) => block(), RETARGETING),
  'the old target at the start of a period': refused(
    'bad-diffbits',
    ({ block }) => block({ header: { bits: EASY_BITS } }),
    RETARGETING,
  ),
  'the easiest target for a block that is late, where no rule allows it': story(({ on, block }) => {
    const first = block();
    const late = on(first, { time: first.header.time + 1201, header: { bits: LIMIT_BITS } });
    return [takes(first), refuses(late, 'bad-diffbits')];
  }, RETARGETING),
  'the easiest target for a block of a test network that is late': story(({ on, block }) => {
    const first = block();
    const late = on(first, { time: first.header.time + 1201, header: { bits: LIMIT_BITS } });
    return [takes(first), takes(late)];
  }, TESTNET),
  'the easiest target for a block of a test network that is not yet late': story(({ on, block }) => {
    const first = block();
    const early = on(first, { time: first.header.time + 1200, header: { bits: LIMIT_BITS } });
    return [takes(first), refuses(early, 'bad-diffbits')];
  }, TESTNET),
  'the real target again after a late block of a test network': story(({ on, block }) => {
    const first = block();
    const late = on(first, { time: first.header.time + 1201 });
    const again = on(late, { header: { bits: LIMIT_BITS } });
    return [takes(first), takes(late), refuses(again, 'bad-diffbits'), takes(on(late))];
  }, TESTNET),
  'the target after a late end of a period': afterLateEnd('before BIP94'),
  'the target after a late end of a period, by BIP94': afterLateEnd('by BIP94'),
};

export const TIME_CASES: CaseTable = {
  'the median time past': refused('time-too-old', (ground) => ground.block({ time: medianTime(ground) })),
  'a second after the median time past': accepted((ground) => ground.block({ time: medianTime(ground) + 1 })),
  'the time of the genesis block, right after it': refused(
    'time-too-old',
    ({ block, genesis }) => block({ time: genesis.header.time }),
    NEW_REGTEST,
  ),
  'a header with the median time past': story((ground) => [
    header(ground.block({ time: medianTime(ground) }), 'time-too-old'),
  ]),
  'two hours ahead of the clock': accepted(({ block }) => block({ time: TEST_TIME + 7200 })),
  'two hours and a second ahead of the clock, then not any more': story(({ block }) => {
    const ahead = block({ time: TEST_TIME + 7201 });
    return [refuses(ahead, 'time-too-new'), clockShows(TEST_TIME + 1), takes(ahead)];
  }),
  'a header from the future, then not any more': story(({ block }) => {
    const ahead = block({ time: TEST_TIME + 7201 });
    return [header(ahead, 'time-too-new'), RESTARTS, clockShows(TEST_TIME + 1), header(ahead), takes(ahead)];
  }),
  'a block on one from the future': story(({ block, on }) => {
    const ahead = block({ time: TEST_TIME + 7201 });
    const above = on(ahead, { time: TEST_TIME });
    return [refuses(ahead, 'time-too-new'), refuses(above, 'prev-blk-not-found')];
  }),
  'a period that starts ten minutes before its parent, by BIP94': accepted(
    ({ block, tip }) => block({ time: tip.header.time - 600 }),
    TESTNET4,
  ),
  'a period that starts more than ten minutes before its parent, by BIP94': refused(
    'time-timewarp-attack',
    ({ block, tip }) => block({ time: tip.header.time - 601 }),
    TESTNET4,
  ),
  'a period that starts more than ten minutes before its parent, without BIP94': accepted(
    ({ block, tip }) => block({ time: tip.header.time - 601 }),
    TESTNET,
  ),
  'any other block more than ten minutes before its parent, by BIP94': story(({ block, on }) => {
    const first = block();
    return [takes(first), takes(on(first, { time: first.header.time - 601 }))];
  }, TESTNET4),
};

/** Regtest where these forks come at heights of their own: the tip is at 1. */
const versioned = (heights: Parameters<typeof regtestWith>[0]['activationHeights'] & object) =>
  regtestWith({ activationHeights: heights }, 1);
const FORKS_LATER = versioned({ bip34: 3, bip66: 4, bip65: 5 });

export const VERSION_CASES: CaseTable = {
  'version 1': refused('bad-version(0x00000001)', ({ block }) => block({ header: { version: 1 } })),
  'version 2': refused('bad-version(0x00000002)', ({ block }) => block({ header: { version: 2 } })),
  'version 3': refused('bad-version(0x00000003)', ({ block }) => block({ header: { version: 3 } })),
  'version 4': accepted(({ block }) => block({ header: { version: 4 } })),
  'version 0': refused('bad-version(0x00000000)', ({ block }) => block({ header: { version: 0 } })),
  'a negative version': refused('bad-version(0x80000000)', ({ block }) =>
    block({ header: { version: -(2 ** 31) } }),
  ),
  'version -1': refused('bad-version(0xffffffff)', ({ block }) => block({ header: { version: -1 } })),
  'the highest version': accepted(({ block }) => block({ header: { version: 2 ** 31 - 1 } })),
  'a header of version 1': story(({ block }) => [
    header(block({ header: { version: 1 } }), 'bad-version(0x00000001)'),
  ]),
  'each version up to the fork that ends it': story(({ block, on }) => {
    const v1 = block({ header: { version: 1 } });
    const v2 = on(v1, { header: { version: 2 } });
    const v3 = on(v2, { header: { version: 3 } });
    const v4 = on(v3, { header: { version: 4 } });
    return [
      takes(v1),
      refuses(on(v1, { header: { version: 1 } }), 'bad-version(0x00000001)'),
      takes(v2),
      refuses(on(v2, { header: { version: 2 } }), 'bad-version(0x00000002)'),
      takes(v3),
      refuses(on(v3, { header: { version: 3 } }), 'bad-version(0x00000003)'),
      takes(v4),
    ];
  }, FORKS_LATER),
};

export const PLACE_CASES: CaseTable = {
  'a parent that nobody knows': refused('prev-blk-not-found', ({ block }) =>
    block({ header: { prevBlockHash: numberedHash(1) } }),
  ),
  'a parent of zero, as the genesis block has': refused('prev-blk-not-found', ({ block }) =>
    block({ header: { prevBlockHash: ZERO_HASH } }),
  ),
  'a stranger’s header of a chain with less work than the best is known to have': story(
    ({ block, on }) => {
      const first = block();
      const second = on(first);
      return [
        strangeHeader(first, 'too-little-chainwork'),
        header(first),
        strangeHeader(first),
        strangeHeader(second),
      ];
    },
    // Each block proves two hashes.
    regtestWith({ minimumChainWork: 6n }),
  ),
  'a stranger’s header of a chain that ends 144 blocks below the tip': story(
    ({ on, blocks, tip }) => [
      strangeHeader(on(placeAt(blocks, 4), { tag: 1 }), 'too-little-chainwork'),
      strangeHeader(on(placeAt(blocks, 5), { tag: 1 })),
      strangeHeader(on(tip)),
    ],
    regtestWith({}, 150),
  ),
};

const placeAt = (blocks: readonly BuiltBlock[], height: number): BuiltBlock =>
  expectDefined(blocks[height - 1], 'a block of that height');

import { Opcode } from '../../src/script/opcodes.ts';
import { pushData, pushInt } from '../../src/script/push.ts';
import { decodeScriptNum } from '../../src/script/script-num.ts';
import { concatBytes, equalBytes } from '../../src/util/bytes.ts';
import { parseScript } from '../helpers/script.ts';
import { hybrid, KEYS, type Key, uncompressed } from './keys.ts';
import type { Random } from './random.ts';
import type { Draft } from './script-draft.ts';
import type { PlannedSignature } from './signatures.ts';

/** The steps by which a script grows. */

type Step = (draft: Draft) => void;

const NUMBERS = [
  0,
  1,
  -1,
  2,
  16,
  17,
  127,
  128,
  255,
  256,
  -255,
  32_767,
  32_768,
  2 ** 31 - 1,
  -(2 ** 31) + 1,
  2 ** 31,
];

/** Each with how many items it needs. */
const STACK_WORDS: readonly (readonly [needs: number, word: string])[] = [
  [0, 'DEPTH'],
  [1, 'DROP'],
  [1, 'DUP'],
  [1, 'IFDUP'],
  [1, 'SIZE'],
  [1, 'TOALTSTACK'],
  [2, '2DROP'],
  [2, '2DUP'],
  [2, 'NIP'],
  [2, 'OVER'],
  [2, 'SWAP'],
  [2, 'TUCK'],
  [3, '3DUP'],
  [3, 'ROT'],
  [4, '2OVER'],
  [4, '2SWAP'],
  [6, '2ROT'],
];

/** Each with how many numbers it takes. */
const NUMBER_WORDS: readonly (readonly [takes: number, word: string])[] = [
  ...'1ADD 1SUB NEGATE ABS NOT 0NOTEQUAL'.split(' ').map((word) => [1, word] as const),
  ...'ADD SUB BOOLAND BOOLOR NUMEQUAL NUMNOTEQUAL LESSTHAN GREATERTHAN LESSTHANOREQUAL GREATERTHANOREQUAL MIN MAX'
    .split(' ')
    .map((word) => [2, word] as const),
  [3, 'WITHIN'],
];

const HASH_WORDS = 'RIPEMD160 SHA1 SHA256 HASH160 HASH256'.split(' ');
const NOTHING_WORDS = 'NOP NOP NOP1 NOP4 NOP10 CODESEPARATOR CODESEPARATOR'.split(' ');

/** What may stand in a branch that is not run: as good as anything that is well-formed. */
const SKIPPED_WORDS =
  'DUP ADD VERIFY RETURN RESERVED VER 1 0 CHECKSIG CHECKMULTISIG HASH160 0x02ffff 0xff 0xba CODESEPARATOR IF_1_ELSE_2_ENDIF'
    .split(' ')
    .map((word) => word.replaceAll('_', ' '));

const word = (text: string): Uint8Array => parseScript(text);

function pushNumber({ random }: Draft): Uint8Array {
  return pushInt(random.chance(0.8) ? random.pick(NUMBERS) : random.int(2 ** 31) - 2 ** 30);
}

/** A push, sometimes longer than it needs to be. */
function pushBytes({ random }: Draft): Uint8Array {
  const bytes = random.bytes(random.chance(0.1) ? random.pick([75, 76, 255, 256, 520]) : random.int(34));
  if (random.chance(0.9) || bytes.length > 255) return pushData(bytes);
  return concatBytes(Uint8Array.of(Opcode.OP_PUSHDATA1, bytes.length), bytes);
}

const push: Step = (draft) => {
  draft.add(draft.random.chance(0.6) ? pushNumber(draft) : pushBytes(draft));
};

const shuffle: Step = (draft) => {
  const depth = draft.stack().length;
  const fitting = STACK_WORDS.filter(([needs]) => needs <= depth || draft.random.chance(0.01));
  draft.add(word(draft.random.pick(fitting)[1]));
};

const takeBack: Step = (draft) => {
  if (draft.altDepth() > 0) draft.add(word('FROMALTSTACK'));
};

const pickOrRoll: Step = (draft) => {
  const depth = draft.stack().length;
  if (depth === 0) return;
  draft.add(pushInt(draft.random.int(depth)), word(draft.random.pick(['PICK', 'ROLL'])));
};

const compute: Step = (draft) => {
  const [takes, name] = draft.random.pick(NUMBER_WORDS);
  const there = countNumbers(draft);
  const missing = draft.random.list(Math.max(0, takes - there), () => pushNumber(draft));
  draft.add(...missing, word(name));
};

/** How many of the items on top can be taken for numbers. */
function countNumbers(draft: Draft): number {
  const rules = { requireMinimal: true };
  const firstOther = draft
    .stack()
    .toReversed()
    .findIndex((item) => decodeScriptNum(item, rules) === undefined);
  return firstOther < 0 ? draft.stack().length : firstOther;
}

const hash: Step = (draft) => {
  if (draft.stack().length > 0) draft.add(word(draft.random.pick(HASH_WORDS)));
};

const compareEqual: Step = (draft) => {
  if (draft.random.chance(0.5)) draft.add(word('DUP'), word(draft.random.pick(['EQUAL', 'EQUALVERIFY'])));
  else if (draft.stack().length > 1) draft.add(word('EQUAL'));
};

/** What is on top decides something. */
const decide: Step = (draft) => {
  if (draft.stack().length === 0) return;
  draft.add(word(draft.random.pick(['VERIFY', 'IFDUP', 'IF 2 ELSE 3 ENDIF', 'NOTIF 2 ELSE 3 ENDIF'])));
};

const doNothing: Step = (draft) => {
  draft.add(word(draft.random.pick(NOTHING_WORDS)));
};

/** What is on top is as it was when the script was made. */
export const expectTop: Step = (draft) => {
  const top = draft.stack().at(-1);
  // A stand-in is not there any more when the script runs.
  if (top === undefined || draft.plans.some(({ standIn }) => equalBytes(standIn, top))) return;
  if (top.length > 0 && top.length < 5 && draft.random.chance(0.3)) {
    const number = decodeScriptNum(top, { requireMinimal: true });
    if (number !== undefined && draft.add(pushInt(number), word('NUMEQUALVERIFY'))) return;
  }
  draft.add(pushMinimal(top), word('EQUALVERIFY'));
};

/** A push that MINIMALDATA allows. */
function pushMinimal(bytes: Uint8Array): Uint8Array {
  const number = bytes.length <= 1 ? decodeScriptNum(bytes, { requireMinimal: true }) : undefined;
  return number !== undefined && number <= 16 && number >= -1 ? pushInt(number) : pushData(bytes);
}

const waitForTime: Step = (draft) => {
  const { random } = draft;
  const numbers = [
    0,
    1,
    10,
    499_999_999,
    500_000_000,
    0x400000,
    0x400001,
    0xffff,
    2 ** 31,
    2 ** 32 - 1,
    2 ** 33,
  ];
  const name = random.pick(['CHECKLOCKTIMEVERIFY', 'CHECKSEQUENCEVERIFY']);
  draft.add(pushInt(random.chance(0.05) ? -1 : random.pick(numbers)), word(name), word('DROP'));
};

const branch: Step = (draft) => {
  const { random } = draft;
  const skipped = () => concatBytes(...random.list(random.int(4), () => word(random.pick(SKIPPED_WORDS))));
  const condition = random.chance(0.9) ? random.pick(['0', '1']) : '0x01 0x02';
  const takesFirst = random.chance(0.5);
  const opener = (condition !== '0') === takesFirst ? 'IF' : 'NOTIF';
  if (!draft.add(word(condition), word(opener))) return;
  if (!takesFirst) draft.add(skipped(), word('ELSE'));
  for (let left = random.int(4); left > 0; left--) growOnce(draft);
  if (takesFirst && random.chance(0.7)) draft.add(word('ELSE'), skipped());
  draft.add(word('ENDIF'));
};

/** The key in a form that scripts of this kind know, and now and then in another. */
function showKey({ random, rules }: Draft, key: Key): Uint8Array {
  if (random.chance(0.04)) return random.pick([new Uint8Array(), random.bytes(random.pick([1, 20, 33, 32]))]);
  if (rules.sigVersion === 'tapscript') return key.xOnly;
  const kind = random.int(12);
  if (kind === 0) return hybrid(key);
  return kind < 3 ? uncompressed(key) : key.compressed;
}

/**
 * Brings a stand-in, or a copy of it, to the top; an empty item where it is not on the stack any more.
 * @param above - items that will be on the stack beside those that are there
 */
function fetchSignature(
  draft: Draft,
  plan: PlannedSignature | undefined,
  { above = 0, by = 'PICK' } = {},
): Uint8Array {
  const at = draft.stack().findLastIndex((item) => plan !== undefined && equalBytes(item, plan.standIn));
  return at < 0 ? word('0') : concatBytes(pushInt(draft.stack().length - 1 - at + above), word(by));
}

const checkSignature: Step = (draft) => {
  const { random, rules, plans } = draft;
  const plan = plans.length > 0 ? random.pick(plans) : undefined;
  const pubkey = pushData(showKey(draft, random.chance(0.9) && plan ? plan.key : random.pick(KEYS)));
  const signature = fetchSignature(draft, plan, { by: random.pick(['PICK', 'ROLL']) });
  if (rules.sigVersion === 'tapscript' && random.chance(0.4)) {
    draft.add(signature, pushNumber(draft), pubkey, word('CHECKSIGADD'));
    return;
  }
  if (rules.sigVersion === 'base' && plan && random.chance(0.03))
    draft.add(pushData(plan.standIn), word('DROP'));
  draft.add(signature, pubkey, word(random.chance(0.6) ? 'CHECKSIG' : 'CHECKSIGVERIFY'));
};

/** One signature again and again, so that a tapscript may come to cost more than its witness pays for. */
const checkOften: Step = (draft) => {
  const { random, rules, plans } = draft;
  const [plan] = plans;
  if (rules.sigVersion !== 'tapscript' || !plan) return;
  const again = random.list(random.int(7), () => word('2DUP CHECKSIGVERIFY'));
  draft.add(fetchSignature(draft, plan), pushData(plan.key.xOnly), ...again, word('CHECKSIGVERIFY'));
};

const checkMultisig: Step = (draft) => {
  const { random, rules, plans } = draft;
  if (rules.sigVersion === 'tapscript' && random.chance(0.9)) return;
  const signers = plans.slice(0, random.int(plans.length + 1));
  const others = random.list(random.chance(0.1) ? 15 : random.int(3), () => random.pick(KEYS));
  const keys = inAnyPlaces(
    signers.map(({ key }) => key),
    others,
    random,
  );
  const dummy = random.chance(0.8) ? '0' : '1';
  draft.add(
    word(dummy),
    ...signers.map((plan, i) => fetchSignature(draft, plan, { above: i + 1 })),
    pushInt(signers.length),
    ...keys.map((key) => pushData(showKey(draft, key))),
    pushInt(keys.length),
    word(random.chance(0.6) ? 'CHECKMULTISIG' : 'CHECKMULTISIGVERIFY'),
  );
};

/** The first list in its order, the second strewn into it. */
function inAnyPlaces<T>(ordered: readonly T[], others: readonly T[], random: Random): readonly T[] {
  const all = [...ordered];
  for (const other of others) all.splice(random.int(all.length + 1), 0, other);
  return all;
}

const STEPS: readonly (readonly [weight: number, step: Step])[] = [
  [4, push],
  [5, shuffle],
  [2, pickOrRoll],
  [1, takeBack],
  [5, compute],
  [2, hash],
  [2, compareEqual],
  [2, decide],
  [1, doNothing],
  [2, expectTop],
  [2, waitForTime],
  [2, branch],
  [2, checkSignature],
  [2, checkMultisig],
  [1, checkOften],
];
const WEIGHTED = STEPS.flatMap(([weight, step]) => Array.from({ length: weight }, () => step));

/** Lets the script grow by one step of any kind. */
export function growOnce(draft: Draft): void {
  draft.random.pick(WEIGHTED)(draft);
}

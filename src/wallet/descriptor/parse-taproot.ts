import { skip, type TextCursor, takeExpression } from '../../script/text-cursor.ts';
import { type Choices, choose } from './choices.ts';
import type { Descriptor, ScriptTree } from './model.ts';
import { type ParseContext, type Place, parseKey } from './parse-key.ts';
import { DescriptorProblem, withLabel } from './problem.ts';

/** Hashes that a control block has at most. @source BIP341 */
const MAX_DEPTH = 128;

type ParseScript = (text: string, place: Place, context: ParseContext) => Choices<Descriptor>;

type ChoiceTree = { readonly leaf: Choices<Descriptor> } | readonly [ChoiceTree, ChoiceTree];

/**
 * What stands in `tr(…)`: an inner key, and a tree of scripts where there is one.
 * @param parseScript - parses a leaf
 * @throws DescriptorProblem
 * @source BIP386; Bitcoin Core src/script/descriptor.cpp ParseScript
 */
export function parseTaproot(
  text: string,
  context: ParseContext,
  parseScript: ParseScript,
): Choices<Descriptor> {
  const cursor = { text };
  const keyText = takeExpression(cursor);
  const keys = withLabel('tr(): ', () => parseKey(keyText, 'tr', context));
  const tree = parseTree(cursor, (leaf) => parseScript(leaf, 'tr', context));
  const counts = tree ? countsOf(tree) : [];
  const count = Math.max(keys.length, ...counts);
  if (counts.some((each) => each !== 1 && each !== count)) {
    throw new DescriptorProblem('tr(): Multipath subscripts have mismatched lengths');
  }
  if (keys.length > 1 && keys.length !== count) {
    throw new DescriptorProblem('tr(): Multipath internal key mismatches multipath subscripts lengths');
  }
  return Array.from({ length: count }, (_, i) => ({
    kind: 'tr',
    key: choose(keys, i),
    tree: tree && chooseTree(tree, i),
  }));
}

type ParseLeaf = (text: string) => Choices<Descriptor>;

function parseTree(cursor: TextCursor, parseLeaf: ParseLeaf): ChoiceTree | undefined {
  if (cursor.text === '') return undefined;
  if (!skip(cursor, ',')) throw new DescriptorProblem(`tr: expected ',', got '${cursor.text[0]}'`);
  const tree = parseBranch(cursor, parseLeaf, 0);
  if (cursor.text !== '') throw new DescriptorProblem("tr(): expected ')' after script expression");
  return tree;
}

function parseBranch(cursor: TextCursor, parseLeaf: ParseLeaf, depth: number): ChoiceTree {
  if (!skip(cursor, '{')) return { leaf: parseLeaf(takeExpression(cursor)) };
  if (depth === MAX_DEPTH) {
    throw new DescriptorProblem(`tr() supports at most ${MAX_DEPTH} nesting levels`);
  }
  const left = parseBranch(cursor, parseLeaf, depth + 1);
  if (!skip(cursor, ',')) throw new DescriptorProblem("tr(): expected ',' after script expression");
  const right = parseBranch(cursor, parseLeaf, depth + 1);
  if (!skip(cursor, '}')) throw new DescriptorProblem("tr(): expected '}' after script expression");
  return [left, right];
}

function countsOf(tree: ChoiceTree): readonly number[] {
  return 'leaf' in tree ? [tree.leaf.length] : tree.flatMap(countsOf);
}

function chooseTree(tree: ChoiceTree, i: number): ScriptTree {
  if ('leaf' in tree) return choose(tree.leaf, i);
  const [left, right] = tree;
  return [chooseTree(left, i), chooseTree(right, i)];
}

import { argumentsOf, skip, takeExpression } from '../../script/text-cursor.ts';
import { type Choices, choose } from './choices.ts';
import { HARDENED, isRangedKey, type KeyExpression, type KeyPath, type MusigKey } from './model.ts';
import { parsePaths, wildcardOf } from './parse-path.ts';
import { DescriptorProblem, withLabel } from './problem.ts';

type ParseKey = (text: string) => Choices<KeyExpression>;

const LABEL = 'musig(): ';

/**
 * Keys whose owners sign together, with the path from the key that they have in common.
 * @param parseKey - parses the key of one of them
 * @throws DescriptorProblem
 * @source BIP390; Bitcoin Core src/script/descriptor.cpp ParsePubkey
 */
export function parseMusig(text: string, parseKey: ParseKey): Choices<KeyExpression> {
  const [call = '', tail = '', ...more] = text.split(')');
  if (more.length > 0) throw new DescriptorProblem("Too many ')' in musig() expression");
  const content = text.includes(')') ? argumentsOf('musig', `${call})`) : undefined;
  if (content === undefined) throw new DescriptorProblem('Invalid musig() expression');
  const participants = takeParticipants(content, parseKey);
  const { paths, wildcard } = withLabel(LABEL, () => parseDerivation(tail, participants));
  return combine(participants, paths).map(({ keys, path }) => ({
    kind: 'musig',
    origin: undefined,
    usesApostrophe: false,
    participants: keys,
    path,
    wildcard,
  }));
}

function takeParticipants(content: string, parseKey: ParseKey): readonly Choices<KeyExpression>[] {
  const cursor = { text: content };
  const participants: Choices<KeyExpression>[] = [];
  while (cursor.text !== '') {
    if (participants.length > 0 && !skip(cursor, ',')) {
      throw new DescriptorProblem(`${LABEL}expected ',', got '${cursor.text[0]}'`);
    }
    const text = takeExpression(cursor);
    participants.push(withLabel(LABEL, () => parseKey(text)));
  }
  if (participants.length === 0) throw new DescriptorProblem(`${LABEL}Must contain key expressions`);
  return participants;
}

interface Derivation {
  readonly paths: Choices<KeyPath>;
  readonly wildcard: MusigKey['wildcard'];
}

function parseDerivation(text: string, participants: readonly Choices<KeyExpression>[]): Derivation {
  if (!text.startsWith('/')) return { paths: [[]], wildcard: 'none' };
  const firsts = participants.flatMap((keys) => keys.slice(0, 1));
  if (firsts.some(({ kind }) => kind !== 'extended')) {
    throw new DescriptorProblem('derivation requires all participants to be xpubs or xprvs');
  }
  if (firsts.some(isRangedKey)) {
    throw new DescriptorProblem('Cannot have ranged participant keys if musig() also has derivation');
  }
  const steps = text.slice(1).split('/');
  const wildcard = wildcardOf(steps.at(-1));
  if (wildcard === 'hardened') throw new DescriptorProblem('Cannot have hardened child derivation');
  const fixed = wildcard === 'none' ? steps : steps.slice(0, -1);
  const paths = parsePaths({ steps: fixed, allowsMultipath: true, mark: { usesApostrophe: false } });
  if (paths.some((path) => path.some((step) => step >= HARDENED))) {
    throw new DescriptorProblem('cannot have hardened derivation steps');
  }
  return { paths, wildcard };
}

interface Combination {
  readonly keys: readonly KeyExpression[];
  readonly path: KeyPath;
}

function combine(
  participants: readonly Choices<KeyExpression>[],
  paths: Choices<KeyPath>,
): readonly Combination[] {
  const count = Math.max(...participants.map(({ length }) => length));
  if (count > 1 && paths.length > 1) {
    throw new DescriptorProblem(
      `${LABEL}Cannot have multipath participant keys if musig() is also multipath`,
    );
  }
  if (participants.some(({ length }) => length !== 1 && length !== count)) {
    throw new DescriptorProblem(`${LABEL}Multipath derivation paths have mismatched lengths`);
  }
  return Array.from({ length: Math.max(count, paths.length) }, (_, i) => ({
    keys: participants.map((keys) => choose(keys, i)),
    path: choose(paths, i),
  }));
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hash160 } from '../../src/crypto/hash160.ts';
import { miniscriptFromScript } from '../../src/script/miniscript/from-script.ts';
import { miniscriptFromText } from '../../src/script/miniscript/from-text.ts';
import type { Miniscript, MiniscriptContext } from '../../src/script/miniscript/model.ts';
import { foldNodes } from '../../src/script/miniscript/node.ts';
import { has } from '../../src/script/miniscript/properties.ts';
import { resourcesOf } from '../../src/script/miniscript/resources.ts';
import { isValid } from '../../src/script/miniscript/sanity.ts';
import { miniscriptToScript } from '../../src/script/miniscript/to-script.ts';
import { miniscriptToText } from '../../src/script/miniscript/to-text.ts';
import { fromHex, toHex } from '../../src/util/bytes.ts';
import { expectDefined } from '../../src/util/invariant.ts';
import { countVectors } from '../helpers/vectors.ts';

/** Expressions as Core's miniscript_tests has them. */
interface Vector {
  readonly text: string;
  /** The script's hex, empty where it is not told; null where the expression is invalid there. */
  readonly wsh: string | null;
  readonly tapscript: string | null;
  /** Words of what holds: nonmalleable, signed, mixed (locks of both units on one path). */
  readonly is?: string;
  readonly ops?: number;
  /** Items of the largest witness. */
  readonly stack?: number;
  /** Items on the stack at most. */
  readonly peak?: number;
}

const vectors = JSON.parse(readFileSync(join(import.meta.dirname, 'miniscript.json'), 'utf8')) as Vector[];
const CONTEXTS = ['wsh', 'tapscript'] as const;

function parse(text: string, context: MiniscriptContext) {
  const keys: Uint8Array[] = [];
  const parsed = miniscriptFromText(text, context, (hex) => {
    const key = expectDefined(fromHex(hex), hex);
    return keys.push(context === 'wsh' ? key : key.subarray(1)) - 1;
  });
  return parsed && isValid(parsed.root, context) ? { ...parsed, keys } : undefined;
}

function scriptOf({ root }: Miniscript, keys: readonly Uint8Array[]): Uint8Array {
  return miniscriptToScript(root, (key) => expectDefined(keys[key], 'a key'));
}

describe("Core's miniscripts", () => {
  it.each(CONTEXTS)('are valid or not in %s, and have these scripts and properties', (context) => {
    for (const vector of vectors) {
      const expected = vector[context];
      const parsed = parse(vector.text, context);
      expect(parsed !== undefined, vector.text).toBe(expected !== null);
      if (!parsed || expected === null) continue;
      const { root, keys } = parsed;
      const script = scriptOf(parsed, keys);
      expect(script.length, vector.text).toBe(root.size);
      if (expected !== '') expect(toHex(script), vector.text).toBe(expected);
      const told = [
        has(root.type, 'm') && 'nonmalleable',
        has(root.type, 's') && 'signed',
        !has(root.type, 'k') && 'mixed',
      ];
      expect(told.filter((word) => word !== false).join(' '), vector.text).toBe(vector.is);
    }
  });

  it.each(CONTEXTS)('are found in their scripts in %s', (context) => {
    for (const { text } of vectors) {
      const parsed = parse(text, context);
      if (!parsed) continue;
      const script = scriptOf(parsed, parsed.keys);
      const byHash = new Map(parsed.keys.map((key) => [toHex(hash160(key)), key]));
      const found = miniscriptFromScript(script, context, (hash) => byHash.get(toHex(hash)));
      const { root, keys } = expectDefined(found, text);
      expect(toHex(scriptOf({ root, context }, keys)), text).toBe(toHex(script));
      // What is found is written as it is read.
      const shown = miniscriptToText(
        root,
        (key) => `02${toHex(expectDefined(keys[key], 'a key')).slice(-64)}`,
      );
      const again = expectDefined(parse(shown, context), shown);
      expect(again.root.type).toBe(root.type);
    }
  });

  it('take this much of operations and stack', (context) => {
    const measured = vectors.filter(({ ops }) => ops !== undefined);
    for (const { text, ops, stack, peak } of measured) {
      for (const { root } of CONTEXTS.map((each) => parse(text, each)).filter((each) => each !== undefined)) {
        const { satisfied, ...resources } = foldNodes(root, resourcesOf);
        expect(resources.ops + satisfied.multisigKeys, text).toBe(ops);
        expect([satisfied.net + 1, satisfied.peak + 1], text).toEqual([stack, peak]);
      }
    }
    countVectors(context, vectors.length);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readShippedNetwork } from '../../src/node/network-file-reader.ts';
import { withChecksum } from '../../src/script/descriptor-checksum.ts';
import { toHex } from '../../src/util/bytes.ts';
import { expectDefined } from '../../src/util/invariant.ts';
import { createExpander } from '../../src/wallet/descriptor/expand.ts';
import { type Descriptor, isRanged } from '../../src/wallet/descriptor/model.ts';
import { type ParsedDescriptor, parseDescriptor } from '../../src/wallet/descriptor/parse.ts';
import { descriptorText } from '../../src/wallet/descriptor/text.ts';
import { countVectors } from '../helpers/vectors.ts';

/** The descriptors of BIP379 to BIP390 as Core's descriptor_tests has them: with secrets, without, and what they stand for. */
interface Vectors {
  /** With secrets, without, and the scripts at the first positions. */
  readonly valid: readonly (readonly [string, string, readonly (readonly string[])[]])[];
  /** With secrets (or empty), without, and Core's reason. */
  readonly invalid: readonly (readonly [string, string, string])[];
  /** With secrets, without, and the descriptors that it stands for. */
  readonly multipath: readonly (readonly [string, string, readonly string[]])[];
}

const vectors = JSON.parse(readFileSync(join(import.meta.dirname, 'descriptors.json'), 'utf8')) as Vectors;

const { addresses: prefixes } = readShippedNetwork('main');

function parse(text: string): ParsedDescriptor {
  const parsed = parseDescriptor(text, { prefixes });
  if (!parsed.ok) throw new Error(`${text}: ${parsed.error}`);
  return parsed.value;
}

function scriptsOf(descriptor: Descriptor, secrets: ParsedDescriptor['secrets'], count: number) {
  const expand = createExpander(descriptor, { secrets, prefixes });
  return Array.from({ length: count }, (_, position) =>
    expand(position)?.outputs.map(({ script }) => toHex(script)),
  );
}

describe("Core's descriptors", () => {
  it('stand for these scripts, with and without secrets', (context) => {
    for (const [secret, shown, scripts] of vectors.valid) {
      const { descriptors, secrets } = parse(secret);
      const [descriptor] = descriptors;
      const known = expectDefined(descriptor, secret);
      expect(descriptorText(known)).toBe(withChecksum(shown.replace(/#.*/, '')));
      expect(scriptsOf(known, secrets, scripts.length), secret).toEqual(scripts);
      if (!isRanged(known)) expect(scripts).toHaveLength(1);
      const [alone] = parse(shown).descriptors;
      const found = scriptsOf(expectDefined(alone, shown), new Map(), scripts.length);
      // Hardened steps can't be taken without the secret.
      if (!/[/*][0-9]*['h][/,)]/.test(shown.replace(/\[[^\]]*\]/g, '')))
        expect(found, shown).toEqual(scripts);
    }
    countVectors(context, vectors.valid.length);
  });

  it('are refused for these reasons', (context) => {
    for (const [secret, shown, error] of vectors.invalid) {
      for (const text of [secret, shown].filter((each) => each !== '')) {
        expect(parseDescriptor(text, { prefixes }), text).toMatchObject({ ok: false });
      }
      expect(parseDescriptor(shown, { prefixes }), shown).toEqual({ ok: false, error });
    }
    countVectors(context, vectors.invalid.length);
  });

  it('stand for several where their paths have several numbers', (context) => {
    for (const [secret, shown, expected] of vectors.multipath) {
      const { descriptors } = parse(secret);
      expect(descriptors.map(descriptorText), secret).toEqual(expected.map(withChecksum));
      expect(parse(shown).descriptors.map(descriptorText)).toEqual(expected.map(withChecksum));
    }
    countVectors(context, vectors.multipath.length);
  });
});

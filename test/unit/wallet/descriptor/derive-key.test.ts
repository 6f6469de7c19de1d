import { HDKey } from '@scure/bip32';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { derivePublicChild } from '../../../../src/crypto/child-key.ts';
import { toHex } from '../../../../src/util/bytes.ts';
import { expectDefined } from '../../../../src/util/invariant.ts';
import { createKeyDeriver } from '../../../../src/wallet/descriptor/derive-key.ts';
import type { ExtendedKey } from '../../../../src/wallet/descriptor/model.ts';

const MASTER = HDKey.fromMasterSeed(new Uint8Array(32).fill(7));
const PUBLIC = HDKey.fromExtendedKey(MASTER.publicExtendedKey);

describe('derivePublicChild', () => {
  it("is the library's child", () => {
    fc.assert(
      fc.property(fc.nat(), (index) => {
        const child = derivePublicChild(
          expectDefined(PUBLIC.publicKey, 'a key'),
          expectDefined(PUBLIC.chainCode, 'its chain code'),
          index,
        );
        expect(toHex(child ?? new Uint8Array())).toBe(
          toHex(PUBLIC.deriveChild(index).publicKey ?? new Uint8Array()),
        );
      }),
      { numRuns: 20 },
    );
  });

  it('has no hardened child', () => {
    expect(derivePublicChild(new Uint8Array(33), new Uint8Array(32), 2 ** 31)).toBeUndefined();
  });
});

describe('createKeyDeriver', () => {
  const key: ExtendedKey = {
    kind: 'extended',
    origin: undefined,
    usesApostrophe: false,
    root: PUBLIC,
    path: [1],
    wildcard: 'normal',
  };
  const secrets = new Map([
    [toHex(PUBLIC.publicKey ?? new Uint8Array()), MASTER.privateKey ?? new Uint8Array()],
  ]);

  it('gives key, way and secret of a position', () => {
    const derived = expectDefined(createKeyDeriver(key, secrets)(5), 'a key');
    const expected = MASTER.derive('m/1/5');
    expect(derived.pubkey).toEqual(expected.publicKey);
    expect(derived.secret()).toEqual(expected.privateKey);
    expect(derived.origin.path).toEqual([1, 5]);
    expect(derived.origin.fingerprint).toEqual(MASTER.identifier?.slice(0, 4));
  });

  it('puts the origin before the way', () => {
    const origin = { fingerprint: Uint8Array.of(1, 2, 3, 4), path: [44 + 2 ** 31] };
    const derived = createKeyDeriver({ ...key, origin }, new Map())(0);
    expect(derived?.origin).toEqual({ fingerprint: origin.fingerprint, path: [44 + 2 ** 31, 1, 0] });
    expect(derived?.secret()).toBeUndefined();
  });

  it('has no hardened key without the secret', () => {
    const hardened = { ...key, wildcard: 'hardened' } as const;
    expect(createKeyDeriver(hardened, new Map())(0)).toBeUndefined();
    expect(createKeyDeriver(hardened, secrets)(0)?.pubkey).toEqual(MASTER.derive("m/1/0'").publicKey);
  });
});

import { describe, expect, it } from 'vitest';
import { conditionsOf } from '../../../../src/wallet/psbt/conditions.ts';
import { INPUT, OUTPUT, psbtEntry, psbtMap } from '../../../../src/wallet/psbt/model.ts';
import { NO_SIGNATURES, STAND_IN_SIGNATURES } from '../../../../src/wallet/psbt/signatures.ts';

const [LONG, SHORT, PREIMAGE] = [32, 20, 32].map((size, i) => new Uint8Array(size).fill(i + 1)) as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
];
const map = psbtMap([psbtEntry(INPUT.SHA256, PREIMAGE, LONG), psbtEntry(INPUT.HASH160, PREIMAGE, SHORT)]);

describe('conditionsOf', () => {
  it('finds the preimages of an input by the sort of their hash', () => {
    const { preimageOf } = conditionsOf({ map, types: INPUT, signatures: NO_SIGNATURES });
    expect(preimageOf('sha256', LONG)).toEqual(PREIMAGE);
    expect(preimageOf('hash160', SHORT)).toEqual(PREIMAGE);
    expect(preimageOf('hash256', LONG)).toBeUndefined();
    expect(preimageOf('ripemd160', SHORT)).toBeUndefined();
    expect(preimageOf('sha256', PREIMAGE)).toBeUndefined();
  });

  it('finds none in an output, whose fields of these numbers are others', () => {
    const { preimageOf } = conditionsOf({ map, types: OUTPUT, signatures: NO_SIGNATURES });
    expect(preimageOf('sha256', LONG)).toBeUndefined();
  });

  it('asks about locks who judges the signatures', () => {
    const locked = conditionsOf({ map, types: INPUT, signatures: NO_SIGNATURES });
    const open = conditionsOf({ map, types: INPUT, signatures: STAND_IN_SIGNATURES });
    expect([locked.isAfter(1), locked.isOlder(1)]).toEqual([false, false]);
    expect([open.isAfter(1), open.isOlder(1)]).toEqual([true, true]);
  });
});

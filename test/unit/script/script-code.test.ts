import { describe, expect, it } from 'vitest';
import { findAndDelete, removeCodeSeparators } from '../../../src/script/script-code.ts';
import { toHex } from '../../../src/util/bytes.ts';
import { hex } from '../../helpers/script.ts';

describe('findAndDelete', () => {
  // The cases of Core's src/test/script_tests.cpp script_FindAndDelete.
  it.each([
    ['5152', '03', '5152'],
    ['515253', '52', '5153'],
    ['535153545353', '53', '5154'],
    ['0302ff03', '0302ff03', ''],
    ['0302ff030302ff03', '0302ff03', ''],
    ['0302ff030302ff03', '02', '0302ff030302ff03'],
    ['0302ff030302ff03', 'ff', '0302ff030302ff03'],
    ['0302ff030302ff03', '03', '02ff0302ff03'],
    ['02feed5169', 'feed51', '02feed5169'],
    ['02feed5169', '02feed51', '69'],
    ['516902feed5169', 'feed51', '516902feed5169'],
    ['516902feed5169', '02feed51', '516969'],
    ['00005151', '0051', '0051'],
    ['000051005151', '0051', '0051'],
    ['0003feed', '03feed', '00'],
    ['0003feed', '00', '03feed'],
  ])('of %s without %s leaves "%s"', (script, pattern, rest) => {
    expect(toHex(findAndDelete(hex(script), hex(pattern)))).toBe(rest);
  });

  it('gives back the very same array where it finds nothing', () => {
    const script = hex('515253');
    expect(findAndDelete(script, hex('54'))).toBe(script);
  });
});

describe('removeCodeSeparators', () => {
  it.each([
    ['ab', ''],
    ['51ab52ab', '5152'],
    ['abab51', '51'],
    ['01ab51', '01ab51'],
    ['ab02', '02'],
  ])('of %s leaves "%s"', (script, rest) => {
    expect(toHex(removeCodeSeparators(hex(script)))).toBe(rest);
  });

  it('gives back the very same array where there are none', () => {
    const script = hex('515253');
    expect(removeCodeSeparators(script)).toBe(script);
  });
});

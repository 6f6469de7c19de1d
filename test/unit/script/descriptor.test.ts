import { describe, expect, it } from 'vitest';
import { encodeAddress } from '../../../src/script/address.ts';
import { scriptToAsm } from '../../../src/script/asm.ts';
import { inferDescriptor, inferWitnessScriptDescriptor } from '../../../src/script/descriptor.ts';
import { descriptorChecksum } from '../../../src/script/descriptor-checksum.ts';
import { solve } from '../../../src/script/solver.ts';
import { ADDRESS_PREFIXES } from '../../helpers/networks.ts';
import { hex, parseScript } from '../../helpers/script.ts';
import { countVectors, hasVectors, readVectorJson } from '../../helpers/vectors.ts';

const { regtest, main } = ADDRESS_PREFIXES;
const X = '79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798';
const Y = '483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8';

interface DecodedScript {
  readonly asm: string;
  readonly address?: string;
  readonly desc: string;
  readonly type: string;
}

describe.runIf(hasVectors('core/rpc_decodescript.json'))("Core's decodescript vectors", () => {
  it('have this asm, address, descriptor and type', (context) => {
    const rows = readVectorJson<[string, DecodedScript][]>('core/rpc_decodescript.json');
    for (const [script, expected] of rows) {
      const bytes = hex(script);
      expect(scriptToAsm(bytes)).toBe(expected.asm);
      expect(encodeAddress(bytes, regtest)).toBe(expected.address);
      expect(inferDescriptor(bytes, regtest)).toBe(expected.desc);
      expect(solve(bytes).type).toBe(expected.type);
    }
    countVectors(context, rows.length);
  });
});

describe('inferDescriptor', () => {
  it.each([
    ['pk', `0x21 0x02${X} CHECKSIG`, `pk(02${X})`],
    ['pk of an uncompressed key', `0x41 0x04${X}${Y} CHECKSIG`, `pk(04${X}${Y})`],
    ['raw for a hybrid key', `0x41 0x06${X}${Y} CHECKSIG`, `raw(4106${X}${Y}ac)`],
    ['multi', `1 0x21 0x02${X} 0x21 0x03${X} 2 CHECKMULTISIG`, `multi(1,02${X},03${X})`],
    [
      'raw for a multisig with a hybrid key',
      `1 0x41 0x06${X}${Y} 1 CHECKMULTISIG`,
      `raw(514106${X}${Y}51ae)`,
    ],
    ['rawtr', `1 0x20 0x${X}`, `rawtr(${X})`],
    ['raw for data', 'RETURN 0x01 0x05', 'raw(6a0105)'],
    ['raw for nothing', '', 'raw()'],
    [
      'addr',
      `DUP HASH160 0x14 0x${'00'.repeat(20)} EQUALVERIFY CHECKSIG`,
      'addr(1111111111111111111114oLvT2)',
    ],
    ['addr for an anchor', '1 0x02 0x4e73', 'addr(bc1pfeessrawgf)'],
  ])('is %s', (_name, script, descriptor) => {
    const inferred = inferDescriptor(parseScript(script), main);
    expect(inferred).toBe(`${descriptor}#${descriptorChecksum(descriptor)}`);
  });

  it('is addr where a taproot output key is no point of the curve', () => {
    const outputKey = 'ff'.repeat(32);
    expect(inferDescriptor(hex(`5120${outputKey}`), main)).toMatch(/^addr\(bc1p[a-z0-9]{58}\)#[a-z0-9]{8}$/);
  });
});

describe('inferWitnessScriptDescriptor', () => {
  const wrapped = (text: string) => `${text}#${descriptorChecksum(text)}`;

  it.each([
    ['a key', `0x21 0x02${X} CHECKSIG`, `wsh(pk(02${X}))`],
    ['a multisig', `1 0x21 0x02${X} 0x21 0x03${X} 2 CHECKMULTISIG`, `wsh(multi(1,02${X},03${X}))`],
  ])('is wsh for %s', (_, script, descriptor) => {
    expect(inferWitnessScriptDescriptor(parseScript(script), regtest)).toBe(wrapped(descriptor));
  });

  it.each([
    ['a long key', `0x41 0x04${X}${Y} CHECKSIG`],
    ['a multisig with a long key', `1 0x41 0x04${X}${Y} 1 CHECKMULTISIG`],
    ['a script without keys', '1'],
  ])('is addr for %s', (_, script) => {
    expect(inferWitnessScriptDescriptor(parseScript(script), regtest)).toMatch(
      /^addr\(bcrt1q[a-z0-9]{58}\)#[a-z0-9]{8}$/,
    );
  });
});

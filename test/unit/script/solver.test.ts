import { describe, expect, it } from 'vitest';
import { solve } from '../../../src/script/solver.ts';
import { hex, parseScript } from '../../helpers/script.ts';

const X = '79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798';
const Y = '483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8';
const COMPRESSED = `0x21 0x02${X}`;
const UNCOMPRESSED = `0x41 0x04${X}${Y}`;
const HYBRID = `0x41 0x06${X}${Y}`;
const HASH = '11'.repeat(20);

describe('solve', () => {
  it.each([
    ['pubkey', `${COMPRESSED} CHECKSIG`],
    ['pubkey', `${UNCOMPRESSED} CHECKSIG`],
    ['pubkey', `${HYBRID} CHECKSIG`],
    ['nonstandard', `0x21 0x04${X} CHECKSIG`],
    ['nonstandard', `0x4c21 0x02${X} CHECKSIG`],
    ['nonstandard', `${COMPRESSED} CHECKSIGVERIFY`],
    ['pubkeyhash', `DUP HASH160 0x14 0x${HASH} EQUALVERIFY CHECKSIG`],
    ['nonstandard', `DUP HASH160 0x4c14 0x${HASH} EQUALVERIFY CHECKSIG`],
    ['nonstandard', `DUP HASH160 0x14 0x${HASH} EQUALVERIFY CHECKSIG NOP`],
    ['scripthash', `HASH160 0x14 0x${HASH} EQUAL`],
    ['nonstandard', `HASH160 0x13 0x${'11'.repeat(19)} EQUAL`],
    ['witness_v0_keyhash', `0 0x14 0x${HASH}`],
    ['witness_v0_scripthash', `0 0x20 0x${X}`],
    ['nonstandard', `0 0x13 0x${'11'.repeat(19)}`],
    ['witness_v1_taproot', `1 0x20 0x${X}`],
    ['anchor', '1 0x02 0x4e73'],
    ['witness_unknown', '1 0x02 0x4e74'],
    ['witness_unknown', `1 0x21 0x02${X}`],
    ['witness_unknown', `16 0x20 0x${X}`],
    ['nonstandard', `16 0x29 0x${'22'.repeat(41)}`],
    ['nulldata', 'RETURN'],
    ['nulldata', "RETURN 'hello' 1 0x4f"],
    ['nonstandard', 'RETURN 0x05 0x00'],
    ['nonstandard', 'RETURN NOP'],
    ['multisig', `1 ${COMPRESSED} 1 CHECKMULTISIG`],
    ['multisig', `2 ${COMPRESSED} ${UNCOMPRESSED} ${HYBRID} 3 CHECKMULTISIG`],
    ['multisig', `1 ${`${COMPRESSED} `.repeat(17)} 17 CHECKMULTISIG`],
    ['multisig', `20 ${`${COMPRESSED} `.repeat(20)} 20 CHECKMULTISIG`],
    ['nonstandard', `1 ${`${COMPRESSED} `.repeat(21)} 21 CHECKMULTISIG`],
    ['nonstandard', `0 ${COMPRESSED} 1 CHECKMULTISIG`],
    ['nonstandard', `2 ${COMPRESSED} 1 CHECKMULTISIG`],
    ['nonstandard', `1 ${COMPRESSED} 2 CHECKMULTISIG`],
    ['nonstandard', `0x0101 ${COMPRESSED} 1 CHECKMULTISIG`],
    ['nonstandard', `1 0x01 0x02 1 CHECKMULTISIG`],
    ['nonstandard', `1 ${COMPRESSED} 1 NOP CHECKMULTISIG`],
    ['nonstandard', '1 1 CHECKMULTISIG'],
    ['nonstandard', 'CHECKMULTISIG'],
    ['nonstandard', ''],
    ['nonstandard', '1'],
  ])('knows %s: %s', (type, script) => {
    expect(solve(parseScript(script)).type).toBe(type);
  });

  it('tells what the output commits to', () => {
    expect(solve(parseScript(`${COMPRESSED} CHECKSIG`))).toMatchObject({ pubkey: hex(`02${X}`) });
    expect(solve(parseScript(`DUP HASH160 0x14 0x${HASH} EQUALVERIFY CHECKSIG`))).toMatchObject({
      hash: hex(HASH),
    });
    expect(solve(parseScript(`HASH160 0x14 0x${HASH} EQUAL`))).toMatchObject({ hash: hex(HASH) });
    expect(solve(parseScript(`1 0x20 0x${X}`))).toMatchObject({ outputKey: hex(X) });
    expect(solve(parseScript('2 0x02 0xaabb'))).toMatchObject({ version: 2, program: hex('aabb') });
    expect(solve(parseScript(`1 ${COMPRESSED} ${UNCOMPRESSED} 2 CHECKMULTISIG`))).toEqual({
      type: 'multisig',
      required: 1,
      pubkeys: [hex(`02${X}`), hex(`04${X}${Y}`)],
    });
  });
});

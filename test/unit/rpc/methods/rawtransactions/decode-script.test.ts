import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../../../src/crypto/sha256d.ts';
import { decodeScript } from '../../../../../src/rpc/methods/rawtransactions/decode-script.ts';
import { toHex } from '../../../../../src/util/bytes.ts';
import { REGTEST } from '../../../../helpers/regtest.ts';
import { createRpcCaller } from '../../../../helpers/rpc-node.ts';
import { hex } from '../../../../helpers/script.ts';
import { countVectors, hasVectors, readVectorJson } from '../../../../helpers/vectors.ts';

const { call, refusal } = createRpcCaller([decodeScript], { network: REGTEST });

// Of Core's rpc_decodescript.py.
const KEY = '03b0da749730dc9b4b1f4a14d6902877a92541f5368778853d9c4a0cb7802dcfb2';
const LONG_KEY =
  '04b0da749730dc9b4b1f4a14d6902877a92541f5368778853d9c4a0cb7802dcfb25e01fc8fde47c96c98a4f3a8123e33a38a50cf9025cc8c4494a518f991792bb7';
const KEY_HASH = '5dd1d3a048119c27b28293056724d9522f26d945';

interface Decoded {
  readonly type: string;
  readonly asm: string;
  readonly p2sh?: string;
  readonly segwit?: Decoded & { readonly desc: string; readonly hex: string };
}

describe.runIf(hasVectors('core/rpc_decodescript.json'))("Core's decodescript vectors", () => {
  it('are answered to the letter', async (context) => {
    const rows = readVectorJson<[string, object][]>('core/rpc_decodescript.json');
    for (const [script, expected] of rows) expect(await call('decodescript', script)).toEqual(expected);
    countVectors(context, rows.length);
  });
});

describe('decodeScript', () => {
  it.each([
    ['P2PK', `21${KEY}ac`],
    ['P2PKH', `76a914${KEY_HASH}88ac`],
  ])('wraps %s into the hash of its key', async (_, script) => {
    const { segwit } = await call<Decoded>('decodescript', script);
    expect(segwit).toMatchObject({ type: 'witness_v0_keyhash', asm: `0 ${KEY_HASH}` });
  });

  it('wraps a multisig into the hash of its script, whose descriptor shows the keys', async () => {
    const script = `5221${KEY}21${KEY}52ae`;
    const { type, segwit } = await call<Decoded>('decodescript', script);
    expect(type).toBe('multisig');
    expect(segwit).toMatchObject({ type: 'witness_v0_scripthash', asm: `0 ${toHex(sha256(hex(script)))}` });
    expect(segwit?.desc).toMatch(new RegExp(`^wsh\\(multi\\(2,${KEY},${KEY}\\)\\)#`));
  });

  it('shows the miniscript that a witness script is', async () => {
    const script = '82012088a914ffffffffffffffffffffffffffffffffffffffff8821';
    const key = '0250929b74c1a04954b78b4b6035e97a5e078a5a0f28ec96d547bfee9ace803ac0';
    const { segwit } = await call<Decoded>('decodescript', `${script}${key}ad51b2`);
    expect(segwit?.desc).toBe(
      `wsh(and_v(and_v(v:hash160(ffffffffffffffffffffffffffffffffffffffff),v:pk(${key})),older(1)))#gm8xz4fl`,
    );
  });

  it('shows the address of a script that is no sound miniscript', async () => {
    const script = '82012088a914ffffffffffffffffffffffffffffffffffffffff8821';
    const { segwit } = await call<Decoded>('decodescript', `${script}02${'ff'.repeat(32)}acb2`);
    expect(segwit?.desc).toBe(
      'addr(bcrt1q73qyfypp47hvgnkjqnav0j3k2lq3v76wg22dk8tmwuz5sfgv66xsvxg6uu)#9p3q328s',
    );
    // Spent without a signature.
    expect((await call<Decoded>('decodescript', '60b2')).segwit?.desc).toMatch(/^addr\(/);
  });

  it.each([
    ['P2PK of a long key', `41${LONG_KEY}ac`],
    ['a multisig with a long key', `5221${KEY}41${LONG_KEY}52ae`],
    ['P2WPKH', `0014${KEY_HASH}`],
    ['P2WSH', `0020${'11'.repeat(32)}`],
  ])('has no witness form of %s, but P2SH', async (_, script) => {
    const decoded = await call<Decoded>('decodescript', script);
    expect(decoded.p2sh).toMatch(/^2/);
    expect(decoded).not.toHaveProperty('segwit');
  });

  it.each([
    ['P2SH', `a914${KEY_HASH}87`],
    ['P2TR', `5120${'01'.repeat(32)}`],
    ['an anchor', '51024e73'],
    ['data', '6a0401020304'],
    ['an opcode of tapscript', 'ba'],
    ['an opcode that succeeds in tapscript', '7e'],
    ['an unknown opcode', 'bb'],
    ['a push that runs past its end', '02ff'],
    ['a push of 521 bytes', `4d0902${'00'.repeat(521)}`],
  ])('wraps %s into nothing', async (_, script) => {
    const decoded = await call<Decoded>('decodescript', script);
    expect(decoded).not.toHaveProperty('p2sh');
    expect(decoded).not.toHaveProperty('segwit');
  });

  it('takes the empty script and a push of 520 bytes', async () => {
    expect(await call('decodescript', '')).toMatchObject({ asm: '', type: 'nonstandard' });
    expect(await call('decodescript', `4d0802${'00'.repeat(520)}`)).toHaveProperty('segwit');
  });

  it.each(['foo', 'zz', '5'])('refuses %j', async (text) => {
    expect(await refusal('decodescript', text)).toBe(
      `-8 argument must be hexadecimal string (not '${text}')`,
    );
  });
});

import { createRequire } from 'node:module';
import { base58 } from '@scure/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256d } from '../../../src/crypto/sha256d.ts';
import { decodeAddress, encodeAddress } from '../../../src/script/address.ts';
import { payToPubkeyHash, payToScriptHash, payToWitnessProgram } from '../../../src/script/output-scripts.ts';
import { concatBytes, toHex } from '../../../src/util/bytes.ts';
import { ADDRESS_PREFIXES } from '../../helpers/networks.ts';
import { hex } from '../../helpers/script.ts';
import { countVectors, hasVectors, readVectorJson } from '../../helpers/vectors.ts';

const { main, regtest } = ADDRESS_PREFIXES;
type Chain = keyof typeof ADDRESS_PREFIXES;
const CHAINS = Object.keys(ADDRESS_PREFIXES) as Chain[];

interface KeyIoFlags {
  readonly chain: Chain;
  readonly isPrivkey: boolean;
  readonly tryCaseFlip?: boolean;
}
type KeyIoRow = readonly [address: string, scriptPubKeyOrKey: string, flags: KeyIoFlags];

function base58check(...bytes: number[]): string {
  const payload = Uint8Array.from(bytes);
  return base58.encode(concatBytes(payload, sha256d(payload).subarray(0, 4)));
}

function flipCase(text: string): string {
  const upper = text.toUpperCase();
  return text === upper ? text.toLowerCase() : upper;
}

function errorOf(text: string, prefixes: Parameters<typeof decodeAddress>[1] = main): unknown {
  const result = decodeAddress(text, prefixes);
  return result.ok ? toHex(result.value) : [result.error, result.errorLocations];
}

describe.runIf(hasVectors('core/key_io_valid.json'))("Core's key_io vectors", () => {
  it('are decoded and encoded as they say, private keys not at all', (context) => {
    const rows = readVectorJson<KeyIoRow[]>('core/key_io_valid.json');
    for (const [address, payload, { chain, isPrivkey, tryCaseFlip }] of rows) {
      const prefixes = ADDRESS_PREFIXES[chain];
      const decoded = decodeAddress(address, prefixes);
      expect(decoded.ok).toBe(!isPrivkey);
      if (!decoded.ok) continue;
      expect(toHex(decoded.value)).toBe(payload);
      expect(encodeAddress(decoded.value, prefixes)).toBe(address);
      expect(decodeAddress(flipCase(address), prefixes).ok).toBe(tryCaseFlip ?? false);
    }
    countVectors(context, rows.length);
  });

  it('that are invalid are so on every network', (context) => {
    const rows = readVectorJson<[string][]>('core/key_io_invalid.json');
    for (const [text] of rows) {
      for (const chain of CHAINS) expect(decodeAddress(text, ADDRESS_PREFIXES[chain]).ok).toBe(false);
    }
    countVectors(context, rows.length);
  });

  it('of base58 alone give the same bytes in both directions', (context) => {
    const rows = readVectorJson<[string, string][]>('core/base58_encode_decode.json');
    for (const [bytes, text] of rows) {
      expect(base58.encode(hex(bytes))).toBe(text);
      expect(toHex(base58.decode(text))).toBe(bytes.toLowerCase());
    }
    countVectors(context, rows.length);
  });
});

describe('the older base58 vectors that bitcore-lib ships', () => {
  const load = createRequire(import.meta.url);

  it('are decoded and encoded as they say, private keys not at all', (context) => {
    type Row = [string, string, { isPrivkey: boolean; isTestnet: boolean; addrType?: 'pubkey' | 'script' }];
    const rows = load('bitcore-lib/test/data/bitcoind/base58_keys_valid.json') as Row[];
    for (const [address, hash, { isPrivkey, isTestnet, addrType }] of rows) {
      const prefixes = isTestnet ? regtest : main;
      const decoded = decodeAddress(address, prefixes);
      expect(decoded.ok).toBe(!isPrivkey);
      if (!decoded.ok) continue;
      const script = addrType === 'script' ? payToScriptHash(hex(hash)) : payToPubkeyHash(hex(hash));
      expect(toHex(decoded.value)).toBe(toHex(script));
      expect(encodeAddress(script, prefixes)).toBe(address);
    }
    countVectors(context, rows.length);
  });

  it('that are invalid are so', (context) => {
    const rows = load('bitcore-lib/test/data/bitcoind/base58_keys_invalid.json') as [string][];
    for (const [text] of rows)
      expect(decodeAddress(text, main).ok || decodeAddress(text, regtest).ok).toBe(false);
    countVectors(context, rows.length);
  });
});

describe('decodeAddress', () => {
  // BIP173 and BIP350, with the scripts they give.
  it.each([
    ['BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4', '0014751e76e8199196d454941c45d1b3a323f1433bd6'],
    [
      'bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y',
      '5128751e76e8199196d454941c45d1b3a323f1433bd6751e76e8199196d454941c45d1b3a323f1433bd6',
    ],
    ['BC1SW50QGDZ25J', '6002751e'],
    ['bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs', '5210751e76e8199196d454941c45d1b3a323'],
    [
      'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0',
      '512079be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798',
    ],
    ['bc1pfeessrawgf', '51024e73'],
  ])('accepts %s', (address, script) => {
    expect(errorOf(address)).toBe(script);
  });

  it.each([
    ['', 'Invalid checksum or length of Base58 address (P2PKH or P2SH)'],
    ['0', 'Invalid or unsupported Segwit (Bech32) or Base58 encoding.'],
    [
      'tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx',
      'Invalid or unsupported Segwit (Bech32) or Base58 encoding.',
    ],
    ['BC13W508D6QEJXTDG4Y5R3ZARVARY0C5XW7KN40WF2', 'Version 1+ witness address must use Bech32m checksum'],
    ['bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh', 'Version 0 witness address must use Bech32 checksum'],
    ['BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P', 'Invalid Bech32 v0 address program size (16 bytes), per BIP141'],
    [
      'BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R',
      'Invalid Bech32 address witness version',
    ],
    ['bc1pw5dgrnzv', 'Invalid Bech32 address program size (1 byte)'],
    [
      'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v8n0nx0muaewav253zgeav',
      'Invalid Bech32 address program size (41 bytes)',
    ],
    [
      'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v07qwwzcrf',
      'Invalid padding in Bech32 data section',
    ],
    ['bc1gmk9yu', 'Empty Bech32 data section'],
  ])('refuses "%s" in the words of Core', (text, error) => {
    expect(errorOf(text)).toEqual([error, []]);
  });

  it('refuses a segwit address whose prefix only begins like the own', () => {
    const regtestAddress = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080';
    expect(errorOf(regtestAddress)).toEqual([
      'Invalid or unsupported prefix for Segwit (Bech32) address (expected bc, got bcrt).',
      [],
    ]);
    expect(decodeAddress(regtestAddress, regtest).ok).toBe(true);
  });

  it('tells a base58 address of another network, a wrong length and a wrong checksum apart', () => {
    const hash = new Array(20).fill(7);
    expect(decodeAddress(base58check(0, ...hash), main).ok).toBe(true);
    expect(errorOf(base58check(1, ...hash))).toEqual(['Invalid or unsupported Base58-encoded address.', []]);
    expect(errorOf(base58check(0, ...hash.slice(1)))).toEqual([
      'Invalid length for Base58 address (P2PKH or P2SH)',
      [],
    ]);
    const checksumOrLength = ['Invalid checksum or length of Base58 address (P2PKH or P2SH)', []];
    expect(errorOf(base58check(0, ...hash, 7))).toEqual(checksumOrLength);
    expect(errorOf(`${base58check(0, ...hash).slice(0, -1)}1`)).toEqual(checksumOrLength);
  });

  it('skips white space around base58, as Core does', () => {
    const address = base58check(5, ...new Array(20).fill(9));
    expect(decodeAddress(` \t${address}\n`, main).ok).toBe(true);
    expect(decodeAddress(`${address} 1`, main).ok).toBe(false);
  });

  it('answers a text of megabytes at once', () => {
    expect(errorOf('2'.repeat(5_000_000))).toEqual([
      'Invalid or unsupported Segwit (Bech32) or Base58 encoding.',
      [],
    ]);
    expect(decodeAddress('bc1'.padEnd(5_000_000, 'q'), main).ok).toBe(false);
  });

  it('reads back whatever encodeAddress writes, on every network', () => {
    const script = fc.oneof(
      fc.uint8Array({ minLength: 20, maxLength: 20 }).map(payToPubkeyHash),
      fc.uint8Array({ minLength: 20, maxLength: 20 }).map(payToScriptHash),
      fc
        .constantFrom(20, 32)
        .chain((size) =>
          fc
            .uint8Array({ minLength: size, maxLength: size })
            .map((program) => payToWitnessProgram(0, program)),
        ),
      fc
        .tuple(fc.integer({ min: 1, max: 16 }), fc.uint8Array({ minLength: 2, maxLength: 40 }))
        .map(([version, program]) => payToWitnessProgram(version, program)),
    );
    fc.assert(
      fc.property(script, fc.constantFrom(...CHAINS), (scriptPubKey, chain) => {
        const prefixes = ADDRESS_PREFIXES[chain];
        expect(errorOf(encodeAddress(scriptPubKey, prefixes) ?? '', prefixes)).toBe(toHex(scriptPubKey));
      }),
    );
  });

  it('has an answer for any text', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('', 'bc1', '1', 'BC1'), (text, start) => {
        const result = decodeAddress(start + text, main);
        expect(result.ok || result.error.length > 0).toBe(true);
      }),
    );
  });
});

describe('encodeAddress', () => {
  it.each(['', '6a', `21${'02'.repeat(33)}ac`, '51', '5151ae'])('has none for the script "%s"', (script) => {
    expect(encodeAddress(hex(script), main)).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { buildGenesis, genesisScriptSig, parseBits } from '../../../src/chainparams/genesis.ts';
import type { GenesisFields } from '../../../src/chainparams/network-file.ts';
import { readShippedNetwork } from '../../../src/node/network-file-reader.ts';
import { displayHash } from '../../../src/primitives/hash256.ts';
import { isCoinbase } from '../../../src/primitives/tx.ts';
import { toHex } from '../../../src/util/bytes.ts';

const FIELDS: GenesisFields = {
  version: 1,
  time: 1296688602,
  bits: '207fffff',
  nonce: 2,
  message: 'x',
  outputScript: '6a',
  reward: 5,
  hash: '00'.repeat(32),
};

describe('buildGenesis', () => {
  // The hashes and merkle roots that Bitcoin Core's chainparams.cpp asserts.
  it.each([
    [
      'main',
      '000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f',
      '4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b',
    ],
    [
      'regtest',
      '0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206',
      '4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b',
    ],
    [
      'testnet4',
      '00000000da84f2bafbbc53dee25a72ae507ff4914b867c565be350b0da8bf043',
      '7aa0a7ae1e223414cb807e40cd57e667b718e42aaf9306db9102fe28912b7b4e',
    ],
    [
      'signet',
      '00000008819873e925422c1ff0f99f7cc9bbb232af63a077a480a3633bee1ef6',
      '4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b',
    ],
  ] as const)('makes the genesis block of %s', (name, hash, merkleRoot) => {
    const { genesis } = readShippedNetwork(name);
    expect(displayHash(genesis.hash)).toBe(hash);
    expect(displayHash(genesis.header.merkleRoot)).toBe(merkleRoot);
  });

  it('has one transaction, a coinbase with the reward', () => {
    const [coinbase, ...others] = buildGenesis(FIELDS).transactions;
    expect(others).toEqual([]);
    expect(coinbase && isCoinbase(coinbase)).toBe(true);
    expect(coinbase?.outputs).toEqual([{ value: 5, scriptPubKey: Uint8Array.of(0x6a) }]);
  });

  it.each([
    ['version', 2],
    ['time', 1296688603],
    ['bits', '207ffffe'],
    ['nonce', 3],
    ['message', 'y'],
    ['outputScript', '51'],
    ['reward', 6],
  ])('commits to the %s', (field, value) => {
    const changed = { ...FIELDS, [field]: value };
    expect(displayHash(buildGenesis(changed).hash)).not.toBe(displayHash(buildGenesis(FIELDS).hash));
  });
});

describe('genesisScriptSig', () => {
  const scriptOf = (message: string) => toHex(genesisScriptSig({ ...FIELDS, message }));

  it('pushes Bitcoin’s two numbers, then the message as UTF-8', () => {
    expect(scriptOf('aé')).toBe('04ffff001d010403' + '61c3a9');
  });

  it('pushes up to 75 bytes by one opcode, from 76 on by OP_PUSHDATA1', () => {
    expect(scriptOf('z'.repeat(75)).slice(14, 18)).toBe('4b7a');
    expect(scriptOf('z'.repeat(76)).slice(14, 20)).toBe('4c4c7a');
  });

  it('takes a whole script as it is', () => {
    const { message: _, ...others } = FIELDS;
    expect(toHex(genesisScriptSig({ ...others, coinbaseScriptSig: '0102' }))).toBe('0102');
  });
});

describe('parseBits', () => {
  it('reads hex, the highest bit included', () => {
    expect(parseBits('1d00ffff')).toBe(0x1d00ffff);
    expect(parseBits('FF123456')).toBe(0xff123456);
  });
});

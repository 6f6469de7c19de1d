import { describe, expect, it } from 'vitest';
import { whyUnmineable } from '../../../src/mining/signet-mining.ts';
import { readShippedNetwork } from '../../../src/node/network-file-reader.ts';
import { hex } from '../../helpers/script.ts';
import { keyLock } from '../../helpers/spending.ts';

describe('whyUnmineable', () => {
  it.each(['main', 'testnet4', 'regtest', 'cpunet'] as const)('has no reason on %s', (name) => {
    expect(whyUnmineable(readShippedNetwork(name).consensus)).toBeUndefined();
  });

  it('has none on a signet whose challenge is true by itself', () => {
    expect(whyUnmineable({ signetChallenge: hex('51') })).toBeUndefined();
    expect(whyUnmineable({ signetChallenge: hex('5252935487') })).toBeUndefined();
  });

  it.each([
    ['that asks for a signature', keyLock(1).scriptPubKey],
    ['that nobody satisfies', hex('6a')],
    ['that says no', hex('00')],
    ['that is empty', hex('')],
  ])('has one on a signet with a challenge %s', (_, signetChallenge) => {
    expect(whyUnmineable({ signetChallenge })).toMatch(/^blocks of this signet must be signed .*BIP325/);
  });

  it('has one on the public signet', () => {
    expect(whyUnmineable(readShippedNetwork('signet').consensus)).toMatch(/BIP325/);
  });
});

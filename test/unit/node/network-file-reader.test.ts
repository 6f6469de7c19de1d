import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NetworkFile } from '../../../src/chainparams/network-file.ts';
import {
  checkNetworkFileForm,
  readNetworkFile,
  readShippedNetwork,
  shippedNetworkPath,
} from '../../../src/node/network-file-reader.ts';
import { StartError } from '../../../src/node/start-error.ts';
import { type TemporaryFolder, temporaryFolder } from '../../helpers/config-sources.ts';

const CPUNET = JSON.parse(readFileSync(shippedNetworkPath('cpunet'), 'utf8')) as NetworkFile;
const OWN = { ...CPUNET, name: 'own-net' };

let folder: TemporaryFolder;

beforeEach(() => {
  folder = temporaryFolder();
});

afterEach(() => {
  folder.remove();
});

/** The message of the refusal of a file with this text. */
function refusalOf(text: string): string {
  const path = folder.write('net.json', text);
  try {
    readNetworkFile(path);
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    expect(error.message).toContain(path);
    return error.message.replace(path, 'PATH');
  }
  return '';
}

describe('readShippedNetwork', () => {
  it('reads a network by its name, wherever the process runs', () => {
    expect(readShippedNetwork('regtest').name).toBe('regtest');
  });
});

describe('readNetworkFile', () => {
  it('reads a network of one’s own', () => {
    const path = folder.write('net.json', JSON.stringify(OWN));
    expect(readNetworkFile(path)).toMatchObject({ name: 'own-net', consensus: { coinbaseMaturity: 20 } });
  });

  it('says how to make a file that is not there', () => {
    const path = `${folder.path}/none.json`;
    expect(() => readNetworkFile(path)).toThrow(
      new StartError(`there is no network file ${path}; nonced newnetwork NAME makes one`),
    );
  });

  it('says why a path can’t be read', () => {
    expect(() => readNetworkFile(folder.path)).toThrow(/^network file .* can't be read \(EISDIR/);
  });

  it('refuses a network under the name of one that ships', () => {
    expect(refusalOf(JSON.stringify(CPUNET))).toMatch(
      /^network file PATH: name: cpunet ships with the program/,
    );
  });

  it('names the field that doesn’t fit the others', () => {
    const text = JSON.stringify({ ...OWN, p2pPort: OWN.rpcPort });
    expect(refusalOf(text)).toMatch(/^network file PATH: p2pPort: 18543 is also the rpcPort/);
  });

  it.each([
    ['no JSON', '{"name": }', /^network file PATH is not JSON \(.*\)$/],
    ['no object', '[]', /^network file PATH: the value must be object/],
    ['null', 'null', /^network file PATH: the value must be object/],
  ])('refuses %s', (_name, text, message) => {
    expect(refusalOf(text)).toMatch(message);
  });

  const { rpcPort: _, ...withoutPort } = OWN;
  it.each([
    ['a missing field', withoutPort, /: rpcPort is missing$/],
    ['a mistyped field', { ...OWN, rpcport: 1 }, /: unknown field rpcport; did you mean rpcPort\?$/],
    ['an unknown field', { ...OWN, colour: 'red' }, /: unknown field colour$/],
    ['a name with a slash', { ...OWN, name: '../x' }, /: name must match/],
    ['a name in capitals', { ...OWN, name: 'Own' }, /: name must match/],
    ['a name with a dash first', { ...OWN, name: '-own' }, /: name must match/],
    ['an empty name', { ...OWN, name: '' }, /: name must/],
    [
      'a name of 33 letters',
      { ...OWN, name: 'n'.repeat(33) },
      /: name must NOT have more than 32 characters/,
    ],
    ['port 0', { ...OWN, rpcPort: 0 }, /: rpcPort must be >= 1, not 0$/],
    ['port 65536', { ...OWN, p2pPort: 65_536 }, /: p2pPort must be <= 65535, not 65536$/],
    ['a port as text', { ...OWN, rpcPort: '18543' }, /: rpcPort must be integer, not "18543"$/],
    [
      'a bech32 prefix in capitals',
      { ...OWN, addresses: { ...OWN.addresses, bech32Hrp: 'CPU' } },
      /: addresses.bech32Hrp must match/,
    ],
    ['a magic of 3 bytes', { ...OWN, magic: 'aabbcc' }, /: magic must match/],
    [
      'a negative height',
      { ...OWN, activationHeights: { ...OWN.activationHeights, csv: -1 } },
      /: activationHeights.csv must be >= 0, not -1$/,
    ],
    [
      'a spacing of 0',
      { ...OWN, retarget: { ...OWN.retarget, targetSpacing: 0 } },
      /: retarget: targetSpacing must be >= 1, not 0$/,
    ],
    [
      'a retarget field of another rule',
      { ...OWN, retarget: { ...OWN.retarget, noRetargeting: true } },
      /: retarget: unknown field noRetargeting$/,
    ],
    [
      'a retarget field that is missing',
      { ...OWN, retarget: { rule: 'asert-relative', targetSpacing: 15 } },
      /: retarget: halfLife is missing$/,
    ],
    [
      'an unknown retarget rule',
      { ...OWN, retarget: { rule: 'ema' } },
      /: retarget.rule must be one of bitcoin, asert, asert-relative, not "ema"$/,
    ],
    ['a retarget without a rule', { ...OWN, retarget: {} }, /: retarget.rule must be one of .*, not absent$/],
    [
      'a retarget that is a word',
      { ...OWN, retarget: 'bitcoin' },
      /: retarget must be object, not "bitcoin"$/,
    ],
  ])('refuses %s', (_name, file, message) => {
    expect(refusalOf(JSON.stringify(file))).toMatch(message);
  });

  it('takes the longest name and the outermost ports', () => {
    const path = folder.write(
      'net.json',
      JSON.stringify({ ...OWN, name: 'n'.repeat(32), rpcPort: 1, p2pPort: 65_535 }),
    );
    expect(readNetworkFile(path)).toMatchObject({ name: 'n'.repeat(32), rpcPort: 1, p2pPort: 65_535 });
  });
});

describe('checkNetworkFileForm', () => {
  it.each([undefined, null, 1, 'text', [], {}])('rejects schema-mismatch for %j', (json) => {
    expect(checkNetworkFileForm(json)).toMatchObject({ ok: false, code: 'schema-mismatch' });
  });
});

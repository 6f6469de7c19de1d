import { describe, expect, it } from 'vitest';
import type { ShippedNetwork } from '../../../src/chainparams/network-names.ts';
import { ALWAYS_ACTIVE, NO_TIMEOUT } from '../../../src/consensus/versionbits.ts';
import { readShippedNetwork } from '../../../src/node/network-file-reader.ts';
import { overrideNetwork, type RuleOptions } from '../../../src/node/network-overrides.ts';
import { StartError } from '../../../src/node/start-error.ts';
import { displayHash } from '../../../src/primitives/hash256.ts';
import { toHex } from '../../../src/util/bytes.ts';

const NOTHING: RuleOptions = {
  assumeValid: undefined,
  minimumChainWork: undefined,
  maxTipAge: 86_400,
  signetChallenge: [],
  testActivationHeight: [],
  vbParams: [],
  test: [],
};

const override = (options: Partial<RuleOptions>, name: ShippedNetwork = 'regtest') =>
  overrideNetwork(readShippedNetwork(name), { ...NOTHING, ...options });
const rules = (options: Partial<RuleOptions>, name?: ShippedNetwork) =>
  override(options, name).network.consensus;
const refused = (options: Partial<RuleOptions>, message: string, name?: ShippedNetwork) =>
  expect(() => override(options, name)).toThrow(new StartError(message));

describe('overrideNetwork', () => {
  it.each(['main', 'testnet4', 'signet', 'regtest', 'cpunet'] as const)(
    'leaves %s as it is without options',
    (name) => {
      expect(override({}, name).network).toEqual(readShippedNetwork(name));
    },
  );

  it('-testactivationheight sets heights by Core’s names; the last one counts', () => {
    const heights = ['bip34@2', 'dersig@3', 'cltv@4', 'csv@5', 'segwit@6', 'csv@7'];
    expect(rules({ testActivationHeight: heights }).activationHeights).toEqual({
      bip34: 2,
      bip66: 3,
      bip65: 4,
      csv: 7,
      segwit: 6,
    });
    expect(rules({ testActivationHeight: ['csv@2147483646'] }).activationHeights.csv).toBe(2147483646);
  });

  it.each([
    ['', 'format'],
    ['segwit', 'format'],
    ['bip34@-2', 'height value'],
    ['csv@', 'height value'],
    ['csv@1x', 'height value'],
    ['csv@+1', 'height value'],
    ['csv@2147483647', 'height value'],
    ['name@2', 'name'],
    ['bip66@2', 'name'],
    ['toString@2', 'name'],
    ['@2', 'name'],
  ])('-testactivationheight=%s is refused in Core’s words', (text, what) => {
    refused(
      { testActivationHeight: [text] },
      `Invalid ${what} (${text}) for -testactivationheight=name@height.`,
    );
  });

  it('-vbparams sets times, and a height of 0 unless one is given', () => {
    const testdummy = (text: string) => rules({ vbParams: [text] }).deployments[0];
    expect(testdummy('testdummy:1199145601:1230767999')).toMatchObject({
      startTime: 1199145601n,
      timeout: 1230767999n,
      minActivationHeight: 0,
      period: 144,
      threshold: 108,
    });
    expect(testdummy('testdummy:-1:9223372036854775807:403200')).toMatchObject({
      startTime: ALWAYS_ACTIVE,
      timeout: NO_TIMEOUT,
      minActivationHeight: 403200,
    });
    expect(override({ vbParams: ['testdummy:1:2:3'] }).remarks).toEqual([
      'Setting version bits activation parameters for testdummy to start=1, timeout=2, min_activation_height=3',
    ]);
  });

  const MALFORMED =
    'Version bits parameters malformed, expecting deployment:start:end[:min_activation_height]';
  it.each([
    ['', MALFORMED],
    ['testdummy:1', MALFORMED],
    ['testdummy:1:2:3:4', MALFORMED],
    ['testdummy:a:2', 'Invalid nStartTime (a)'],
    ['testdummy::2', 'Invalid nStartTime ()'],
    ['testdummy:1:9223372036854775808', 'Invalid nTimeout (9223372036854775808)'],
    ['testdummy:1:2:x', 'Invalid min_activation_height (x)'],
    ['taproot:1:2', 'Invalid deployment (taproot)'],
  ])('-vbparams=%s is refused in Core’s words', (text, message) => {
    refused({ vbParams: [text] }, message);
  });

  it('-test=bip94 has the rules of testnet4 on regtest; what it doesn’t know is remarked', () => {
    expect(rules({ test: ['bip94'] }).retarget).toMatchObject({ enforceBip94: true, noRetargeting: true });
    expect(rules({ test: ['addrman'] }).retarget).toMatchObject({ enforceBip94: false });
    expect(
      override({ test: ['addrman', 'bip94', 'reindex_after_failure_noninteractive_yes'] }).remarks,
    ).toEqual(['Unrecognised option "reindex_after_failure_noninteractive_yes" provided in -test=<option>.']);
  });

  it('-minimumchainwork takes up to 64 hex digits', () => {
    const work = (text: string) => rules({ minimumChainWork: text }).minimumChainWork;
    expect([work('0x65'), work('65'), work('0'), work('f'.repeat(64))]).toEqual([
      101n,
      101n,
      0n,
      2n ** 256n - 1n,
    ]);
    for (const text of ['test', '1'.repeat(65), '0x0x1']) {
      refused(
        { minimumChainWork: text },
        `Invalid minimum work specified (${text}), must be up to 64 hex digits`,
      );
    }
  });

  it('-assumevalid takes a hash, and 0 for none', () => {
    const assumed = (text: string) => {
      const { assumeValid } = rules({ assumeValid: text }, 'main');
      return assumeValid && displayHash(assumeValid);
    };
    expect(assumed('0')).toBeUndefined();
    expect(assumed('0x00')).toBeUndefined();
    expect(assumed('ab'.repeat(32))).toBe('ab'.repeat(32));
    expect(assumed('1')).toBe('1'.padStart(64, '0'));
    expect(rules({}, 'main').assumeValid).toBeDefined();
    refused(
      { assumeValid: 'hash' },
      'Invalid assumevalid block hash specified (hash), must be up to 64 hex digits (or 0 to disable)',
    );
  });

  it('-signetchallenge makes a signet of one’s own, of whose chain nothing is known', () => {
    const { network, remarks } = override({ signetChallenge: ['51'] }, 'signet');
    expect(network).toMatchObject({ name: 'signet', consensus: { minimumChainWork: 0n } });
    expect(network.consensus.signetChallenge).toEqual(Uint8Array.of(0x51));
    expect(network.consensus.assumeValid).toBeUndefined();
    expect(toHex(network.magic)).toBe('54d26fbd');
    expect(remarks).toEqual(['Signet with challenge 51', 'Signet derived magic (message start): 54d26fbd']);
    const both = override({ signetChallenge: ['51'], minimumChainWork: '7' }, 'signet');
    expect(both.network.consensus.minimumChainWork).toBe(7n);
  });

  it('-signetchallenge is refused in Core’s words', () => {
    refused({ signetChallenge: ['abc'] }, "-signetchallenge must be hex, not 'abc'.", 'signet');
    refused({ signetChallenge: ['51', '51'] }, '-signetchallenge cannot be multiple values.', 'signet');
  });
});

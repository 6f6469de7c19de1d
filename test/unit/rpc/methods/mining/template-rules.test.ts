import { describe, expect, it } from 'vitest';
import type { DeploymentState } from '../../../../../src/chain/deployments.ts';
import { NO_TIMEOUT, type ThresholdState } from '../../../../../src/consensus/versionbits.ts';
import { createTemplate } from '../../../../../src/mining/template.ts';
import { templateRules } from '../../../../../src/rpc/methods/mining/template-rules.ts';
import { genesisHeader } from '../../../../helpers/header-chain.ts';
import { REGTEST } from '../../../../helpers/regtest.ts';

const SILENT = 0x20000000;

const stateOf = (name: string, bit: number, state: ThresholdState, optional = false): DeploymentState => ({
  state,
  deployment: {
    name,
    bit,
    startTime: 0n,
    timeout: NO_TIMEOUT,
    minActivationHeight: 0,
    period: 10,
    threshold: 8,
    optional,
  },
});

function rulesFor(
  states: readonly DeploymentState[],
  clientRules: readonly string[] = [],
  params = REGTEST.consensus,
) {
  const version = states.reduce(
    (sum, { deployment, state }) =>
      state === 'started' || state === 'locked_in' ? sum | (1 << deployment.bit) : sum,
    SILENT,
  );
  const template = createTemplate({ parent: genesisHeader(), params, nowSeconds: 0, version, selected: [] });
  return templateRules({ template, params, states, clientRules: ['segwit', ...clientRules] });
}

describe('templateRules', () => {
  it('offers what is started or locked in, and signals what the client knows of it', () => {
    const states = [
      stateOf('started', 1, 'started'),
      stateOf('locked', 2, 'locked_in'),
      stateOf('free', 3, 'started', true),
      stateOf('early', 4, 'defined'),
      stateOf('late', 5, 'failed'),
    ];
    const vbavailable = { '!locked': 2, '!started': 1, free: 3 };
    expect(rulesFor(states)).toMatchObject({ version: SILENT | (1 << 3), vbavailable });
    expect(rulesFor(states, ['locked', 'started'])).toMatchObject({
      version: SILENT | (1 << 1) | (1 << 2) | (1 << 3),
      vbavailable,
    });
  });

  it('names rules that are active, and asks for a client that knows those that matter', () => {
    const states = [stateOf('matters', 1, 'active'), stateOf('free', 3, 'active', true)];
    expect(rulesFor(states, ['matters'])).toEqual({
      version: SILENT,
      rules: ['csv', '!segwit', 'taproot', 'free', '!matters'],
      vbavailable: {},
    });
    expect(() => rulesFor(states)).toThrow("Support for 'matters' rule requires explicit client support");
  });

  it('asks for a client that knows signets where the network is one', () => {
    const signet = { ...REGTEST.consensus, signetChallenge: Uint8Array.of(0x51) };
    expect(rulesFor([], ['signet'], signet).rules).toEqual(['csv', '!segwit', 'taproot', '!signet']);
    expect(() => rulesFor([], [], signet)).toThrow(
      'getblocktemplate must be called with the signet rule set (call with {"rules": ["segwit", "signet"]})',
    );
  });

  it('has no rules of segwit before it is active', () => {
    const activationHeights = { ...REGTEST.consensus.activationHeights, segwit: 2 };
    expect(rulesFor([], [], { ...REGTEST.consensus, activationHeights }).rules).toEqual(['csv']);
  });
});

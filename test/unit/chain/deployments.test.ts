import { describe, expect, it } from 'vitest';
import type { BlockIndexEntry } from '../../../src/chain/block-index.ts';
import { createDeployments } from '../../../src/chain/deployments.ts';
import type { Bip9Deployment } from '../../../src/consensus/params.ts';
import { NEVER_ACTIVE, NO_TIMEOUT } from '../../../src/consensus/versionbits.ts';
import { genesisHeader, headersOn } from '../../helpers/header-chain.ts';

const SILENT = 0x20000000;
const signalling = (...bits: number[]) => bits.reduce((version, bit) => version | (1 << bit), SILENT);

const fork = (name: string, bit: number, changes: Partial<Bip9Deployment> = {}): Bip9Deployment => ({
  name,
  bit,
  startTime: 0n,
  timeout: NO_TIMEOUT,
  minActivationHeight: 0,
  period: 10,
  threshold: 8,
  optional: true,
  ...changes,
});

const UNKNOWN_RULES = { period: 10, threshold: 8, fromHeight: 0 };
const deploymentsOf = (deployments: readonly Bip9Deployment[], unknownRules = UNKNOWN_RULES) =>
  createDeployments({ deployments, unknownRules });

/** The last block of the first period, in which nothing counts yet. */
const FIRST_PERIOD = headersOn(genesisHeader(), 9);

/** A period of blocks with that version, or silent ones, on another. */
const period = (parent: BlockIndexEntry, version = SILENT) => headersOn(parent, 10, version);

describe('blockVersion', () => {
  const one = fork('one', 1);
  const never = fork('never', 2, { startTime: NEVER_ACTIVE });

  it('signals what is started or locked in, and nothing before or afterwards', () => {
    const { blockVersion } = deploymentsOf([one, never]);
    const started = FIRST_PERIOD;
    const lockedIn = period(started, signalling(1));
    const active = period(lockedIn);
    expect([undefined, genesisHeader(), started, lockedIn, active].map(blockVersion)).toEqual([
      SILENT,
      SILENT,
      signalling(1),
      signalling(1),
      SILENT,
    ]);
  });

  it('signals several at once', () => {
    const { blockVersion } = deploymentsOf([one, fork('other', 28)]);
    expect(blockVersion(FIRST_PERIOD)).toBe(signalling(1, 28));
  });
});

describe('after', () => {
  it('has the state of each for the next block', () => {
    const deployments = [fork('one', 1), fork('late', 2, { startTime: 2n ** 40n })];
    const states = deploymentsOf(deployments).after(FIRST_PERIOD);
    expect(states.map(({ deployment, state }) => `${deployment.name} ${state}`)).toEqual([
      'one started',
      'late defined',
    ]);
  });
});

describe('infoAt', () => {
  const { infoAt } = deploymentsOf([fork('one', 1)]);
  const at = (block: BlockIndexEntry) => {
    const [info] = infoAt(block);
    if (!info) throw new Error('one deployment');
    const { deployment: _, signals, ...rest } = info;
    return { ...rest, ...(signals && { signals: signals.map(Number).join('') }) };
  };
  const counting = headersOn(FIRST_PERIOD, 9, (place) => (place % 2 ? SILENT : signalling(1)));
  const lockedIn = period(FIRST_PERIOD, signalling(1));
  const active = period(lockedIn);

  it('tells of the period of the block, and what comes next', () => {
    expect(at(genesisHeader())).toEqual({ state: 'defined', nextState: 'defined', since: 0 });
    expect(at(FIRST_PERIOD)).toEqual({ state: 'defined', nextState: 'started', since: 0 });
    expect(at(headersOn(FIRST_PERIOD, 1))).toEqual({
      state: 'started',
      nextState: 'started',
      since: 10,
      signals: '0',
    });
    expect(at(counting)).toEqual({
      state: 'started',
      nextState: 'started',
      since: 10,
      signals: '101010101',
    });
    expect(at(lockedIn)).toMatchObject({ state: 'started', nextState: 'locked_in', signals: '1111111111' });
  });

  it('tells from when the rules hold as soon as that is known', () => {
    expect(at(headersOn(lockedIn, 9))).not.toHaveProperty('activeSince');
    expect(at(active)).toMatchObject({ state: 'locked_in', nextState: 'active', since: 20, activeSince: 30 });
    expect(at(headersOn(active, 25))).toEqual({
      state: 'active',
      nextState: 'active',
      since: 30,
      activeSince: 30,
    });
  });
});

describe('unknownActivations', () => {
  const known = fork('known', 1);
  const { unknownActivations } = deploymentsOf([known]);

  it('names bits that enough blocks of a period signalled: locked in, then active', () => {
    const enough = headersOn(FIRST_PERIOD, 10, (place) => (place < 8 ? signalling(3) : SILENT));
    const tooFew = headersOn(FIRST_PERIOD, 10, (place) => (place < 7 ? signalling(3) : SILENT));
    expect(unknownActivations(tooFew)).toEqual([]);
    expect(unknownActivations(headersOn(FIRST_PERIOD, 9, signalling(3)))).toEqual([]);
    expect(unknownActivations(enough)).toEqual([{ bit: 3, active: false }]);
    expect(unknownActivations(period(enough))).toEqual([{ bit: 3, active: true }]);
    expect(unknownActivations(headersOn(enough, 100))).toEqual([{ bit: 3, active: true }]);
  });

  it('counts no signals that this version gives itself', () => {
    expect(unknownActivations(period(FIRST_PERIOD, signalling(1)))).toEqual([]);
  });

  it('counts signals of a known bit once nothing known uses it any more', () => {
    const active = period(period(FIRST_PERIOD, signalling(1)));
    expect(unknownActivations(period(active, signalling(1)))).toEqual([{ bit: 1, active: false }]);
  });

  it('looks at no bits that are nonces (BIP323)', () => {
    expect(unknownActivations(period(FIRST_PERIOD, signalling(4, 5, 12, 28)))).toEqual([
      { bit: 4, active: false },
    ]);
  });

  it('leaves out blocks below the height from which it counts', () => {
    const from = (fromHeight: number) => deploymentsOf([], { ...UNKNOWN_RULES, fromHeight });
    const tip = period(FIRST_PERIOD, signalling(0));
    expect(from(12).unknownActivations(tip)).toEqual([{ bit: 0, active: false }]);
    expect(from(13).unknownActivations(tip)).toEqual([]);
  });
});

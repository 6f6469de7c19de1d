import { beforeEach, describe, expect, it } from 'vitest';
import { PROCESS_METHODS } from '../../../../../src/rpc/methods/node/methods.ts';
import { createLogSwitches } from '../../../../../src/util/log-categories.ts';
import { TEST_PROCESS } from '../../../../helpers/process-context.ts';
import { REGTEST } from '../../../../helpers/regtest.ts';
import { createRpcCaller, type RpcCaller } from '../../../../helpers/rpc-node.ts';

let rpc: RpcCaller;
let forwarded: number[];
let mockTimes: number[];

beforeEach(() => {
  forwarded = [];
  mockTimes = [];
  rpc = createRpcCaller(PROCESS_METHODS, {
    ...TEST_PROCESS,
    logSwitches: createLogSwitches(['net'], []),
    network: REGTEST,
    forwardTimers: (seconds) => forwarded.push(seconds),
    setMockTime: (seconds) => mockTimes.push(seconds),
  });
});

describe('echo', () => {
  it('answers with its parameters, to the last that is given', async () => {
    expect(await rpc.call('echo')).toEqual([]);
    expect(await rpc.call('echoJson', 'a', null, { b: [1] }, null)).toEqual(['a', null, { b: [1] }, null]);
    expect(await rpc.call('echoIpc', 'hello')).toBe('hello');
  });

  it('answers as to an internal fault where it is asked for', async () => {
    const args = [...Array(9).fill(null), 'trigger_internal_bug'];
    expect(await rpc.refusal('echo', ...args)).toMatch(/^-1 Internal bug detected: /);
  });
});

describe('logging', () => {
  it('lists and switches the categories, exclusions last', async () => {
    expect(await rpc.call('logging')).toMatchObject({ net: true, rpc: false, qt: false });
    expect(await rpc.call('logging', ['rpc', 'qt'], ['net', 'qt'])).toMatchObject({
      net: false,
      rpc: true,
      qt: false,
    });
    expect(Object.values(await rpc.call<object>('logging', ['all']))).not.toContain(false);
  });

  it('names a category that there is not', async () => {
    expect(await rpc.refusal('logging', ['nett'])).toBe('-8 unknown logging category nett');
  });
});

describe('getMemoryInfo', () => {
  it('counts the heap in bytes and chunks', async () => {
    expect(await rpc.call('getMemoryInfo')).toEqual({
      locked: { used: 10_000, free: 30_000, total: 40_000, locked: 0, chunks_used: 3, chunks_free: 6 },
    });
  });

  it('refuses other modes', async () => {
    expect(await rpc.refusal('getMemoryInfo', 'mallocinfo')).toBe('-8 mallocinfo mode not available');
    expect(await rpc.refusal('getMemoryInfo', 'foobar')).toBe('-8 unknown mode foobar');
  });
});

describe('mockScheduler and setMockTime', () => {
  it('pass on what is in range', async () => {
    await rpc.call('mockScheduler', 3600);
    await rpc.call('setMockTime', 2 ** 32 - 1);
    expect([forwarded, mockTimes]).toEqual([[3600], [2 ** 32 - 1]]);
  });

  it('refuse what is not', async () => {
    for (const seconds of [0, -1, 3601]) {
      expect(await rpc.refusal('mockScheduler', seconds)).toBe(
        '-1 delta_time must be between 1 and 3600 seconds (1 hr)',
      );
    }
    for (const time of [-1, 2 ** 32]) {
      expect(await rpc.refusal('setMockTime', time)).toBe(
        `-8 Mocktime must be in the range [0, 4294967295], not ${time}.`,
      );
    }
  });
});

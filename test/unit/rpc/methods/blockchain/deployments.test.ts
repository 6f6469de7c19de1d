import { describe, expect, it } from 'vitest';
import type { ConsensusParams } from '../../../../../src/consensus/params.ts';
import { readShippedNetwork } from '../../../../../src/node/network-file-reader.ts';
import { displayHash } from '../../../../../src/primitives/hash256.ts';
import { encodeJson } from '../../../../../src/rpc/json.ts';
import { expectDefined } from '../../../../../src/util/invariant.ts';
import { TEST_CALL } from '../../../../helpers/process-context.ts';
import { REGTEST } from '../../../../helpers/regtest.ts';
import { OPEN_ADDRESS, openRpcNode } from '../../../../helpers/rpc-node.ts';
import { numberedHash } from '../../../../helpers/transactions.ts';

const withHeights = (heights: Partial<ConsensusParams['activationHeights']>): ConsensusParams => ({
  ...REGTEST.consensus,
  activationHeights: { ...REGTEST.consensus.activationHeights, ...heights },
});

/** The largest number that 64 bits hold, as a double has it. */
const NO_TIMEOUT = 2 ** 63;

const ALL_FLAGS = [
  'CHECKLOCKTIMEVERIFY',
  'CHECKSEQUENCEVERIFY',
  'DERSIG',
  'NULLDUMMY',
  'P2SH',
  'TAPROOT',
  'WITNESS',
];

interface Info {
  readonly height: number;
  readonly script_flags: readonly string[];
  readonly deployments: Readonly<Record<string, { readonly active: boolean }>>;
}

describe('getDeploymentInfo', () => {
  // The case of Core's rpc_blockchain.py.
  it('is what Core answers while a fork is signalled', async () => {
    const params = withHeights({ bip34: 2, bip66: 3, bip65: 4, csv: 5, segwit: 6 });
    const node = await openRpcNode({ chain: { params } });
    await node.call('generateToAddress', 287, OPEN_ADDRESS);
    const signalling = (height: number, status_next: string) => {
      const elapsed = height - 143;
      return {
        hash: displayHash(expectDefined(node.chainstate.atHeight(height), 'a block').hash),
        height,
        script_flags: ALL_FLAGS,
        deployments: {
          bip34: { type: 'buried', active: true, height: 2 },
          bip66: { type: 'buried', active: true, height: 3 },
          bip65: { type: 'buried', active: true, height: 4 },
          csv: { type: 'buried', active: true, height: 5 },
          segwit: { type: 'buried', active: true, height: 6 },
          testdummy: {
            type: 'bip9',
            active: false,
            bip9: {
              bit: 28,
              start_time: 0,
              timeout: NO_TIMEOUT,
              min_activation_height: 0,
              status: 'started',
              status_next,
              since: 144,
              statistics: { period: 144, threshold: 108, elapsed, count: elapsed, possible: true },
              signalling: '#'.repeat(elapsed),
            },
          },
        },
      };
    };
    const at207 = signalling(207, 'started');
    expect(await node.call('getDeploymentInfo', at207.hash)).toEqual(at207);
    expect(await node.call('getDeploymentInfo')).toEqual(signalling(287, 'locked_in'));
    const method = expectDefined(node.registry.find('getdeploymentinfo'), 'the method');
    const rpcCall = { ...TEST_CALL, methods: node.registry };
    const result: unknown = await node.registry.run(method, {}, rpcCall);
    expect(encodeJson(result).toString()).toContain('"timeout":9223372036854775807,');
  });

  it('shows a fork that is locked in, then active', async () => {
    const node = await openRpcNode();
    await node.call('generateToAddress', 430, OPEN_ADDRESS);
    const testdummy = async (height?: number) => {
      const hash = height === undefined ? [] : [await node.call('getBlockHash', height)];
      const { deployments } = await node.call<Info>('getDeploymentInfo', ...hash);
      return deployments['testdummy'];
    };
    expect(await testdummy()).toMatchObject({
      active: false,
      bip9: {
        bit: 28,
        status: 'locked_in',
        status_next: 'locked_in',
        since: 288,
        statistics: { period: 144, elapsed: 143, count: 143 },
      },
    });
    expect(await testdummy()).not.toHaveProperty('bip9.statistics.threshold');
    expect(await testdummy()).not.toHaveProperty('height');
    await node.call('generateToAddress', 2, OPEN_ADDRESS);
    expect(await testdummy(431)).toMatchObject({
      active: true,
      height: 432,
      bip9: { status: 'locked_in', status_next: 'active', since: 288 },
    });
    expect(await testdummy()).toMatchObject({
      active: true,
      height: 432,
      bip9: { status: 'active', status_next: 'active', since: 432 },
    });
    expect(await testdummy()).not.toHaveProperty('bip9.bit');
    expect(await testdummy()).not.toHaveProperty('bip9.signalling');
  });

  it('says of a buried fork what holds for the next block, of the flags what holds for this one', async () => {
    const params = withHeights({ bip34: 4, bip66: 5, bip65: 6, csv: 7, segwit: 8 });
    const node = await openRpcNode({ chain: { params } });
    await node.call('generateToAddress', 4, OPEN_ADDRESS);
    const { deployments, script_flags } = await node.call<Info>('getDeploymentInfo');
    expect(deployments).toMatchObject({ bip66: { active: true }, bip65: { active: false } });
    expect(script_flags).toEqual(['P2SH', 'TAPROOT', 'WITNESS']);
    await node.call('generateToAddress', 1, OPEN_ADDRESS);
    expect((await node.call<Info>('getDeploymentInfo')).script_flags).toContain('DERSIG');
  });

  it('lists no fork that can never be active', async () => {
    const { consensus, genesis } = readShippedNetwork('main');
    const node = await openRpcNode({ chain: { params: consensus, genesis } });
    const { deployments } = await node.call<Info>('getDeploymentInfo');
    expect(Object.entries(deployments)).toEqual([
      ['bip34', { type: 'buried', active: false, height: 227_931 }],
      ['bip66', { type: 'buried', active: false, height: 363_725 }],
      ['bip65', { type: 'buried', active: false, height: 388_381 }],
      ['csv', { type: 'buried', active: false, height: 419_328 }],
      ['segwit', { type: 'buried', active: false, height: 481_824 }],
    ]);
  });

  it('knows no block that isn’t there', async () => {
    const node = await openRpcNode();
    expect(await node.refusal('getDeploymentInfo', displayHash(numberedHash(1)))).toBe('-5 Block not found');
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_MEMPOOL_OPTIONS, type MempoolOptions } from '../../../src/mempool/options.ts';
import { mempoolOptionsOf } from '../../../src/node/build-mempool.ts';
import {
  emptySources,
  readNodeConfiguration,
  type TemporaryFolder,
  temporaryFolder,
} from '../../helpers/config-sources.ts';

describe('mempoolOptionsOf', () => {
  let folder: TemporaryFolder;
  beforeAll(() => {
    folder = temporaryFolder();
  });
  afterAll(() => folder.remove());

  function read(...args: readonly string[]): MempoolOptions & { readonly told: readonly string[] } {
    const told: string[] = [];
    const configuration = readNodeConfiguration({
      ...emptySources(folder.path),
      args: ['-regtest', ...args],
    });
    return { ...mempoolOptionsOf(configuration, { info: (line) => told.push(line) }), told };
  }

  it('without any option is what Core has', () => {
    expect(read()).toEqual({ ...DEFAULT_MEMPOOL_OPTIONS, told: [] });
  });

  it('the least fee is at least the step between fees, unless it is given itself', () => {
    expect(read('-incrementalrelayfee=0.000001')).toMatchObject({ minRelayFeeRate: 100, told: [] });
    expect(read('-incrementalrelayfee=0.00000101')).toMatchObject({
      minRelayFeeRate: 101,
      incrementalRelayFeeRate: 101,
      told: ['Increasing minrelaytxfee to 0.00000101 to match incrementalrelayfee'],
    });
    expect(read('-incrementalrelayfee=0.00005', '-minrelaytxfee=0.00001')).toMatchObject({
      minRelayFeeRate: 1000,
      incrementalRelayFeeRate: 5000,
      told: [],
    });
  });

  it('-datacarrier=0 is no byte of data, whatever -datacarriersize says', () => {
    expect(read('-datacarriersize=83').standardness.maxDataCarrierBytes).toBe(83);
    expect(read('-datacarriersize=83', '-datacarrier=0').standardness.maxDataCarrierBytes).toBe(0);
  });

  it('the others, one for one', () => {
    const args = [
      '-maxmempool=5',
      '-limitclustercount=25',
      '-limitclustersize=50',
      '-mempoolexpiry=2',
      '-dustrelayfee=0',
      '-acceptnonstdtxn',
      '-permitbaremultisig=0',
      '-bytespersigop=1000',
      '-persistmempool=0',
    ];
    expect(read(...args)).toMatchObject({
      maxBytes: 5_000_000,
      limits: { clusterCount: 25, clusterVsize: 50_000 },
      expirySeconds: 7200,
      requireStandard: false,
      bytesPerSigOp: 1000,
      isPersistent: false,
      standardness: { permitBareMultisig: false, dustRelayFeeRate: 0 },
    });
  });

  it('says in Core’s words what can not be', () => {
    expect(() => read('-maxmempool=4')).toThrow(/^-maxmempool must be at least 5 MB$/);
    expect(read('-maxmempool=4', '-limitclustersize=100').maxBytes).toBe(4_000_000);
    expect(() => read('-maxmempool=300', '-limitclustersize=7501')).toThrow(/at least 301 MB$/);
    expect(read('-maxmempool=0').maxBytes).toBe(0);
    expect(read('-limitclustercount=64').limits.clusterCount).toBe(64);
    expect(() => read('-limitclustercount=65')).toThrow(
      /^limitclustercount must be less than or equal to 64$/,
    );
    const onMain = { ...emptySources(folder.path), args: ['-main', '-acceptnonstdtxn'] };
    expect(() => readNodeConfiguration(onMain)).toThrow(
      /^acceptnonstdtxn is not currently supported for main chain$/,
    );
  });
});

import { describe, expect, it } from 'vitest';
import { readShippedNetwork } from '../../src/node/network-file-reader.ts';
import { startDaemon, startRegtest } from '../helpers/daemon.ts';
import { person } from '../helpers/tutorial.ts';

const ADDRESS = person('miner').address;

interface Mined {
  readonly index: number;
  readonly hash: string;
  readonly data: { readonly transactions: readonly { readonly to: string }[] };
}

async function ask(url: string): Promise<{ readonly status: number; readonly body: unknown }> {
  const response = await fetch(url);
  const text = await response.text();
  return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : text };
}

describe('the tutorial’s routes of a daemon', () => {
  it('answer without a login, and mine', async () => {
    const { url, call, stop } = await startRegtest({ args: [`-mineraddress=${ADDRESS}`] });
    expect(await ask(`${url}/blocks`)).toMatchObject({ status: 200, body: { length: 1 } });
    expect(await ask(`${url}/mine`)).toMatchObject({
      status: 200,
      body: { index: 1, data: { transactions: [{ to: ADDRESS }] } },
    });
    expect(await call('getBlockCount')).toBe(1);
    await stop();
  });

  it('make the key that rewards go to where there is no address', async () => {
    const { url, stop } = await startRegtest();
    const { body } = await ask(`${url}/mine`);
    expect((body as Mined).data.transactions[0]?.to).toMatch(/^bcrt1q/);
    await stop();
  });

  it.each([
    ['they are turned off', ['-tutorial=0']],
    ['others can reach the server', ['-rpcbind=0.0.0.0', '-rpcallowip=10.0.0.0/8']],
  ])('are not there where %s', async (_name, args) => {
    const { url, call, stop } = await startRegtest({ args });
    const here = url.replace('0.0.0.0', '127.0.0.1');
    for (const path of ['/getchain', '/blocks', '/mine', '/txion']) {
      expect((await ask(here + path)).status).toBe(404);
    }
    expect(await call('getBlockCount')).toBe(0);
    await stop();
  });

  it('wait for the block of a miner that runs, and leave it running', async () => {
    const { addresses } = readShippedNetwork('cpunet');
    const miner = person('miner', addresses).address;
    const { url, call, stop } = await startDaemon({ args: ['-threads=1', `-mineraddress=${miner}`] });
    const { status, body } = await ask(`${url}/mine`);
    expect(status).toBe(200);
    const { index, hash, data } = body as Mined;
    expect(data.transactions[0]?.to).toBe(miner);
    expect(await call('getBlockHash', [index])).toBe(hash);
    expect(await call('getMiningInfo')).toMatchObject({ generate: true });
    await stop();
  });

  it('run a miner that rests until it has found one block', async () => {
    const { url, call, stop } = await startDaemon({ args: ['-threads=1', '-mine=0'] });
    const { status } = await ask(`${url}/mine`);
    expect(status).toBe(200);
    const height = await call<number>('getBlockCount');
    expect(height).toBeGreaterThan(0);
    expect(await call('getMiningInfo')).toMatchObject({ generate: false });
    await stop();
  });
});

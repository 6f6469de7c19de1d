import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import {
  EXAMPLE_ADDRESS,
  EXAMPLE_COINBASE_TXID,
  EXAMPLE_PRIVATE_KEY,
} from '../../../src/rpc/methods/examples.ts';
import { startRegtest } from '../../helpers/daemon.ts';
import { PATIENCE_MS } from '../../helpers/nonced-process.ts';

/**
 * npm bitcoind-rpc, BitPay's client for Bitcoin Core, which needs no other package (npm bitcoin-core is built on one that
 * is no longer kept). It speaks JSON-RPC 1.0, also in batches, and turns errors into the object that came.
 */

interface Answer<T> {
  readonly result: T;
  readonly error: null;
  readonly id: number;
}

interface Signed {
  readonly hex: string;
  readonly complete: boolean;
}

/** It calls back with an error, or with the whole answer. */
type Method = (...args: readonly unknown[]) => void;

interface Client {
  readonly [method: string]: Method;
}

const RpcClient = createRequire(import.meta.url)('bitcoind-rpc') as new (options: object) => Client;

function clientOf(url: string, login: string) {
  const [user, pass] = login.split(':');
  const { hostname: host, port } = new URL(url);
  const client = new RpcClient({ protocol: 'http', host, port, user, pass });
  return {
    client,
    async call<T>(name: string, ...args: readonly unknown[]): Promise<T> {
      const method = promisify(client[name] as never).bind(client) as (
        ...args: unknown[]
      ) => Promise<Answer<T>>;
      return (await method(...args)).result;
    },
  };
}

it('npm bitcoind-rpc reads the chain, sends a transaction and finds it in a block', {
  timeout: 4 * PATIENCE_MS,
}, async () => {
  const daemon = await startRegtest();
  const { client, call } = clientOf(daemon.url, readFileSync(join(daemon.folder, '.cookie'), 'utf8'));
  await call('generateToAddress', 101, EXAMPLE_ADDRESS);
  const height = await call<number>('getBlockCount');
  expect(height).toBe(101);
  let previous: string | undefined;
  for (let at = 0; at <= height; at++) {
    const hash = await call<string>('getBlockHash', at);
    const block = await call<{ previousblockhash?: string; height: number }>('getBlock', hash);
    expect(block).toMatchObject({ height: at });
    expect(block.previousblockhash).toBe(previous);
    previous = hash;
  }
  const inputs = [{ txid: EXAMPLE_COINBASE_TXID, vout: 0 }];
  const unsigned = await call<string>('createRawTransaction', inputs, { [EXAMPLE_ADDRESS]: 49.9999 });
  const keys = [EXAMPLE_PRIVATE_KEY];
  const { hex, complete } = await call<Signed>('signRawTransactionWithKey', unsigned, keys);
  expect(complete).toBe(true);
  const txid = await call<string>('sendRawTransaction', hex);
  expect(await call('getRawMemPool')).toEqual([txid]);
  const [mined] = await call<string[]>('generateToAddress', 1, EXAMPLE_ADDRESS);
  expect(await call('getBlock', mined)).toMatchObject({ tx: [expect.any(String), txid] });

  await expect(call('sendRawTransaction', hex)).rejects.toMatchObject({
    code: -27,
    message: 'Transaction outputs already in utxo set',
  });
  await expect(clientOf(daemon.url, '__cookie__:wrong').call('getBlockCount')).rejects.toThrow('401');

  const answers = await new Promise<readonly Answer<unknown>[]>((resolve, reject) => {
    const queue = () => {
      client['getBlockCount']?.();
      client['getBestBlockHash']?.();
    };
    const done = (error: unknown, all: readonly Answer<unknown>[]) => (error ? reject(error) : resolve(all));
    client['batch']?.(queue, done);
  });
  expect(answers.map(({ result }) => result)).toEqual([102, mined]);
  await daemon.stop();
});

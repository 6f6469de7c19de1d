import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { displayHash } from '../../src/primitives/hash256.ts';
import { BITCOIND, type Bitcoind, startBitcoind } from '../helpers/bitcoind.ts';
import { startRegtest } from '../helpers/daemon.ts';
import { PATIENCE_MS } from '../helpers/nonced-process.ts';
import { REGTEST } from '../helpers/regtest.ts';

/** What comes before methods: the forms of JSON-RPC, batches and HTTP statuses, of bitcoind and of this node. */

type Place = Pick<Bitcoind, 'url' | 'login'>;

interface Reply {
  readonly status: number;
  readonly type: string | null;
  readonly body: unknown;
}

async function post({ url, login }: Place, body: string): Promise<Reply> {
  const headers = { authorization: `Basic ${Buffer.from(login).toString('base64')}` };
  const answer = await fetch(url, { method: 'POST', headers, body });
  const text = await answer.text();
  return {
    status: answer.status,
    type: answer.headers.get('content-type'),
    body: text.trim() === '' ? '' : JSON.parse(text),
  };
}

const GENESIS_HASH = displayHash(REGTEST.genesis.hash);

/** Each in every version of JSON-RPC. */
const REQUESTS: readonly object[] = [
  ...[1, null, 'x', [1], { a: 1 }, 1.5, true].map((id) => ({ id, method: 'getblockcount' })),
  ...[[], {}, null, 5, 'x', true].map((params) => ({ id: 1, method: 'getblockcount', params })),
  ...[5, null, 'bogus', '', [], {}].map((method) => ({ id: 1, method })),
  ...[[999], ['x'], { height: 0 }, { heigh: 0 }, { height: 0, args: [0] }, { args: [0] }].map((params) => ({
    id: 1,
    method: 'getblockhash',
    params,
  })),
  ...[
    { args: [GENESIS_HASH], verbosity: 0 },
    { blockhash: GENESIS_HASH, verbose: 0 },
    { blockhash: GENESIS_HASH, verbose: 0, verbosity: 0 },
    { args: [GENESIS_HASH], blockhash: GENESIS_HASH },
  ].map((params) => ({ id: 1, method: 'getblock', params })),
  { id: 1 },
  { method: 'getblockcount' },
];

const VERSIONS: readonly object[] = [
  {},
  ...['1.0', '1.1', '2.0', '3.0', 5, '', null].map((jsonrpc) => ({ jsonrpc })),
];

const BATCHES: readonly (readonly object[])[] = VERSIONS.flatMap((version) => [
  REQUESTS.map((request) => ({ ...version, ...request })),
  [{ ...version, method: 'getblockcount' }],
  [{ ...version, method: 'getblockcount' }, { ...version, id: 2, method: 'getblockcount' }, {}],
]);

/** An element that is no object is not among them: Core answers it with the id and the version of the one before. */
const BODIES: readonly string[] = [
  ...VERSIONS.flatMap((version) => REQUESTS.map((request) => JSON.stringify({ ...version, ...request }))),
  ...BATCHES.map((batch) => JSON.stringify(batch)),
  ...['', '[]', ' [ ] ', '{}', '[{}]', '5', 'null', '"x"', 'true', '{', '[', 'nul', '{"a":}', '\0'],
  ...[
    '{"id":1,"method":"getblockcount"',
    '{"id":1,"method":"getblockcount"} x',
    '{"id":1.50,"method":"getblockcount"}',
  ],
];

describe.runIf(BITCOIND !== undefined)(
  'bitcoind (where BITCOIND names one)',
  { timeout: 6 * PATIENCE_MS },
  () => {
    it('answers every form of a request as this node does, with the same status', async () => {
      const [daemon, bitcoind] = await Promise.all([startRegtest(), startBitcoind()]);
      const ours = { url: daemon.url, login: readFileSync(join(daemon.folder, '.cookie'), 'utf8') };
      for (const body of BODIES) expect(await post(ours, body), body).toEqual(await post(bitcoind, body));
      await daemon.stop();
    });
  },
);

/**
 * Requests per second that a daemon answers: getblockcount on one connection and on 16, a batch of 100 of it, and a
 * block of about 1 MB with 2,000 transactions, as hex and as JSON with all of them. With BITCOIND naming a bitcoind
 * binary the same is asked of it in turns, on the same chain.
 *   npm run bench:rpc-load -- [--rounds=5] [--calls=2000] [--blocks=20] [--json]
 * It measures the built daemon (`npm run build`) and fails on a wrong answer.
 */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { Agent } from 'node:http';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sha256 } from '../src/crypto/sha256d.ts';
import { PACKAGE_ROOT } from '../src/node/package-info.ts';
import { parseDisplayHash } from '../src/primitives/hash256.ts';
import {
  makeTransaction,
  SEQUENCE_FINAL,
  serializeTransaction,
  type TxOutput,
} from '../src/primitives/tx.ts';
import { payToWitnessProgram } from '../src/script/output-scripts.ts';
import { concatBytes, toHex } from '../src/util/bytes.ts';
import { expectDefined } from '../src/util/invariant.ts';
import { freePort } from '../test/helpers/free-port.ts';
import { createBenchFolder } from './bench-folder.ts';
import { bodyOf, PATIENCE_MS, post, type RpcAddress, spawnServer } from './child-server.ts';
import { alternate, countOption, formatSummary, formatTable, ratios, report, summarize } from './rounds.ts';

const ROUNDS = countOption('rounds', 5);
const CALLS = countOption('calls', 2000);
const BLOCKS = countOption('blocks', 20);

const CONNECTIONS = 16;
const BATCH_SIZE = 100;

/** So many a round: a round takes as long as one of single calls, and V8 has compiled what runs. */
const BATCHES = Math.ceil(CALLS / 10);

const TRANSACTIONS = 2000;

/** What makes a transaction half a kilobyte: an OP_RETURN output of so many bytes. */
const DATA_SIZE = 360;

/** OP_TRUE behind P2WSH: nobody has to sign. */
const OP_TRUE = Uint8Array.of(0x51);
const OPEN_SCRIPT = payToWitnessProgram(0, sha256(OP_TRUE));

interface Target extends RpcAddress {
  readonly name: string;
  stop(): Promise<void>;
}

const folder = createBenchFolder();

async function startTarget(name: string, command: readonly string[]): Promise<Target> {
  const port = await freePort();
  const datadir = mkdtempSync(join(folder, `${name}-`));
  const options = ['-regtest', `-datadir=${datadir}`, `-rpcport=${port}`, '-listen=0', '-printtoconsole=0'];
  const [program = '', ...args] = command;
  const child = spawnServer(program, [...args, ...options], 'ignore');
  const login = await cookieOf(join(datadir, 'regtest', '.cookie'));
  const target: Target = {
    name,
    port,
    login,
    async stop() {
      const exited = once(child, 'exit');
      await call(target, 'stop', []);
      await exited;
    },
  };
  await eventually(async () => (await call(target, 'getblockcount', [])) === 0);
  return target;
}

async function cookieOf(file: string): Promise<string> {
  let login = '';
  await eventually(async () => {
    login = readFileSync(file, 'utf8');
    return login !== '';
  });
  return login;
}

/** Looks until it holds; what throws doesn't hold yet. */
async function eventually(holds: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (performance.now() < deadline) {
    if (await holds().catch(() => false)) return;
    await sleep(20);
  }
  assert.fail('a daemon does not answer; is it built?');
}

const oneConnection = new Agent({ keepAlive: true, maxSockets: 1 });
const manyConnections = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });

async function call<T>(target: Target, method: string, params: readonly unknown[]): Promise<T> {
  const answer = JSON.parse(String(await post(target, bodyOf(method, params), oneConnection))) as {
    readonly result?: T;
  };
  assert('result' in answer, `${target.name} ${method}: ${JSON.stringify(answer).slice(0, 300)}`);
  return answer.result as T;
}

/** A chain whose last block has the transactions. @returns its hash */
async function makeChain(target: Target): Promise<string> {
  const { segwit } = await call<{ segwit: { address: string } }>(target, 'decodescript', [toHex(OP_TRUE)]);
  await call(target, 'generatetoaddress', [101, segwit.address]);
  const first = await call<string>(target, 'getblockhash', [1]);
  const { tx } = await call<{ tx: readonly string[] }>(target, 'getblock', [first]);
  const each = 2_000_000;
  const shares = Array.from({ length: TRANSACTIONS }, () => ({ value: each, scriptPubKey: OPEN_SCRIPT }));
  const fan = spend(expectDefined(tx[0], 'a coinbase'), 0, shares);
  await call(target, 'generateblock', [segwit.address, [fan.hex]]);
  const data = concatBytes(
    Uint8Array.of(0x6a, 0x4d, DATA_SIZE & 0xff, DATA_SIZE >> 8),
    new Uint8Array(DATA_SIZE),
  );
  const spends = shares.map(
    (_share, index) =>
      spend(fan.txid, index, [
        { value: each - 1000, scriptPubKey: OPEN_SCRIPT },
        { value: 0, scriptPubKey: data },
      ]).hex,
  );
  const { hash } = await call<{ hash: string }>(target, 'generateblock', [segwit.address, spends]);
  return hash;
}

function spend(txid: string, index: number, outputs: readonly TxOutput[]) {
  const prevout = { txid: expectDefined(parseDisplayHash(txid), 'a txid'), index };
  const input = { prevout, scriptSig: new Uint8Array(), sequence: SEQUENCE_FINAL, witness: [OP_TRUE] };
  const tx = makeTransaction({ version: 2, inputs: [input], outputs, lockTime: 0 });
  return { hex: toHex(serializeTransaction(tx)), txid: Buffer.from(tx.txid).reverse().toString('hex') };
}

/** Gives the other daemon the same chain. */
async function copyChain(from: Target, to: Target): Promise<void> {
  const height = await call<number>(from, 'getblockcount', []);
  for (let at = 1; at <= height; at++) {
    const hash = await call<string>(from, 'getblockhash', [at]);
    assert.equal(await call(to, 'submitblock', [await call(from, 'getblock', [hash, 0])]), null);
  }
}

/** Requests per second of `count` times `ask`. */
async function rate(count: number, ask: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await ask();
  return count / ((performance.now() - began) / 1000);
}

async function inTurn(count: number, ask: () => Promise<unknown>): Promise<void> {
  for (let i = 0; i < count; i++) await ask();
}

const COUNT = bodyOf('getblockcount', []);
const BATCH = `[${Array(BATCH_SIZE).fill(COUNT).join(',')}]`;

/** What is asked, by what it is called in the table. */
function questions(target: Target, hash: string): ReadonlyMap<string, () => Promise<number>> {
  const checked = async (body: string, atLeast: number, agent = oneConnection) => {
    assert((await post(target, body, agent)).length >= atLeast, `${target.name} answers too little`);
  };
  const count = () => checked(COUNT, 20);
  const ofBlock = (verbosity: number, atLeast: number) => async () => {
    const body = bodyOf('getblock', [hash, verbosity]);
    return rate(BLOCKS, () => inTurn(BLOCKS, () => checked(body, atLeast)));
  };
  return new Map([
    ['getblockcount, 1 connection', () => rate(CALLS, () => inTurn(CALLS, count))],
    [
      `getblockcount, ${CONNECTIONS} connections`,
      () =>
        rate(CALLS, () =>
          Promise.all(Array.from({ length: CALLS }, () => checked(COUNT, 20, manyConnections))),
        ),
    ],
    [
      `batches of ${BATCH_SIZE}`,
      () => rate(BATCHES, () => inTurn(BATCHES, () => checked(BATCH, 20 * BATCH_SIZE))),
    ],
    ['getblock, hex of 1 MB', ofBlock(0, 1_800_000)],
    ['getblock, 2000 transactions', ofBlock(2, 2_000_000)],
  ]);
}

const nonced = await startTarget('nonced', [process.execPath, join(PACKAGE_ROOT, 'dist/src/cli/nonced.js')]);
const targets = [nonced];
const hash = await makeChain(nonced);
const bitcoind = process.env['BITCOIND'];
if (bitcoind !== undefined) {
  const other = await startTarget('bitcoind', [bitcoind]);
  await copyChain(nonced, other);
  targets.push(other);
}

const rows: string[][] = [];
const results: Record<string, object> = {};
for (const name of questions(nonced, hash).keys()) {
  const measures = targets.map((target) => {
    const measure = expectDefined(questions(target, hash).get(name), name);
    return [target.name, measure] as const;
  });
  for (const [, measure] of measures) await measure();
  const rates = await alternate(new Map(measures), ROUNDS);
  const [ours = [], theirs] = targets.map((target) => rates.get(target.name) ?? []);
  const compared = theirs && summarize(ratios(ours, theirs));
  results[name] = {
    nonced: summarize(ours),
    ...(theirs && { bitcoind: summarize(theirs), ratio: compared }),
  };
  rows.push([
    name,
    formatSummary(summarize(ours), 0),
    ...(theirs && compared ? [formatSummary(summarize(theirs), 0), formatSummary(compared)] : []),
  ]);
}
for (const target of targets) await target.stop();

report(
  { cpu: cpus()[0]?.model, node: process.version, ...results },
  [
    `${cpus()[0]?.model}, Node ${process.version}; requests per second, medians (extremes) of ${ROUNDS} rounds`,
    '',
    formatTable([
      ['', ...targets.map(({ name }) => name), ...(targets.length > 1 ? ['ratio'] : [])],
      ...rows,
    ]),
  ].join('\n'),
);

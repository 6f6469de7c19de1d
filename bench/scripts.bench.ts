/**
 * How many P2WPKH spends a second have their scripts checked on one thread: the bare verifier of signatures, as the
 * ceiling; `verifyScript` around it (interpreter, sighash, encoding rules); and a second look at the same spends with
 * a verifier that remembers. In turns, every answer checked.
 *   npm run bench:scripts -- [--spends=2000] [--rounds=7] [--json]
 */

import assert from 'node:assert/strict';
import { cpus } from 'node:os';
import { script as bitcoinScript } from 'bitcoinjs-lib';
import { findScriptFailure } from '../src/consensus/check-scripts.ts';
import { getBlockScriptFlags } from '../src/consensus/script-flags.ts';
import { secp256k1 } from '../src/crypto/secp256k1.ts';
import { createCachingVerifier } from '../src/crypto/signature-cache.ts';
import { payToPubkeyHash } from '../src/script/output-scripts.ts';
import { witnessV0Sighash } from '../src/script/sighash.ts';
import { createSighashCache } from '../src/script/sighash-cache.ts';
import { SIGHASH_ALL } from '../src/script/signature-encoding.ts';
import { expectDefined } from '../src/util/invariant.ts';
import { REGTEST } from '../test/helpers/regtest.ts';
import { keyLock, payOn } from '../test/helpers/spending.ts';
import { numberedHash } from '../test/helpers/transactions.ts';
import {
  alternate,
  countOption,
  formatSummary,
  formatTable,
  type Measure,
  ratios,
  report,
  summarize,
} from './rounds.ts';

const SPENDS = countOption('spends', 2000);
const ROUNDS = countOption('rounds', 7);
const VALUE = 100_000;

const flags = getBlockScriptFlags({ height: 1_000 }, REGTEST.consensus);

/** One input each, every one with a signature and a key of its own transaction. */
const checks = Array.from({ length: SPENDS }, (_, i) => {
  const lock = keyLock(1 + (i % 16));
  const tx = payOn([{ txid: numberedHash(i), index: 0, value: VALUE, lock }], 1_000, { lock });
  const output = { value: VALUE, scriptPubKey: lock.scriptPubKey };
  return { tx, coins: [{ output, height: 1, isCoinbase: false }], flags };
});

/** What the verifier itself is given, worked out before the clock runs. */
const claims = checks.map(({ tx, coins }) => {
  const [signature, pubkey] = expectDefined(tx.inputs[0], 'an input').witness;
  const keyHash = expectDefined(coins[0], 'a coin').output.scriptPubKey.subarray(2);
  const request = { inputIndex: 0, scriptCode: payToPubkeyHash(keyHash), hashType: SIGHASH_ALL };
  const digest = witnessV0Sighash(createSighashCache(tx), request, VALUE);
  const compact = bitcoinScript.signature.decode(expectDefined(signature, 'a signature')).signature;
  return { compact, digest, pubkey: expectDefined(pubkey, 'a key') };
});

function perSecond(work: () => void): number {
  const began = performance.now();
  work();
  return (1000 * SPENDS) / (performance.now() - began);
}

const verifier = createCachingVerifier();

const variants = new Map<string, Measure>([
  [
    'bare verifier',
    async () =>
      perSecond(() => {
        for (const { compact, digest, pubkey } of claims) {
          assert(secp256k1.verifyEcdsa(compact, digest, pubkey));
        }
      }),
  ],
  [
    'verifyScript',
    async () =>
      perSecond(() => {
        for (const check of checks) assert.equal(findScriptFailure(check), undefined);
      }),
  ],
  [
    'verifyScript, remembered',
    async () =>
      perSecond(() => {
        for (const check of checks) assert.equal(findScriptFailure({ ...check, verifier }), undefined);
      }),
  ],
]);

for (const measure of variants.values()) await measure();
const results = await alternate(variants, ROUNDS);
const ceiling = results.get('bare verifier') ?? [];
const rows = [...results].map(([name, rates]) => ({
  name,
  perSecond: summarize(rates),
  ratio: summarize(ratios(rates, ceiling)),
}));
report(
  {
    cpu: cpus()[0]?.model,
    node: process.version,
    verifier: secp256k1.name,
    spends: SPENDS,
    rounds: ROUNDS,
    rows,
  },
  [
    `${cpus()[0]?.model}, Node ${process.version}, secp256k1 ${secp256k1.name}, ${SPENDS} spends, ${ROUNDS} rounds`,
    '',
    formatTable([
      ['', 'spends/s', 'of the bare verifier'],
      ...rows.map(({ name, perSecond: rate, ratio }) => [name, formatSummary(rate, 0), formatSummary(ratio)]),
    ]),
  ].join('\n'),
);

/**
 * How many spends a second have their scripts checked on one thread, P2WPKH and P2TR by the key: the bare verifier of
 * signatures, as the ceiling; `verifyScript` around it (interpreter, sighash, encoding rules); and a second look at the
 * same spends with a verifier that remembers. In turns, every answer checked.
 *   npm run bench:scripts -- [--spends=2000] [--rounds=7] [--json]
 */

import assert from 'node:assert/strict';
import { cpus } from 'node:os';
import { script as bitcoinScript } from 'bitcoinjs-lib';
import { findScriptFailure, type TransactionScripts } from '../src/consensus/check-scripts.ts';
import { getBlockScriptFlags } from '../src/consensus/script-flags.ts';
import { secp256k1 } from '../src/crypto/secp256k1.ts';
import { createCachingVerifier } from '../src/crypto/signature-cache.ts';
import { PLAIN_VERIFIER, type SignatureVerifier } from '../src/crypto/signature-verifier.ts';
import { concatBytes } from '../src/util/bytes.ts';
import { REGTEST } from '../test/helpers/regtest.ts';
import { keyLock, type Lock, payOn, taprootLock } from '../test/helpers/spending.ts';
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
function createChecks(lockOf: (number: number) => Lock): readonly TransactionScripts[] {
  return Array.from({ length: SPENDS }, (_, i) => {
    const lock = lockOf(1 + (i % 16));
    const tx = payOn([{ txid: numberedHash(i), index: 0, value: VALUE, lock }], 1_000, { lock });
    const output = { value: VALUE, scriptPubKey: lock.scriptPubKey };
    return { tx, coins: [{ output, height: 1, isCoinbase: false }], flags };
  });
}

/**
 * What the verifier itself is asked when these are checked, worked out before the clock runs: for ECDSA the library's
 * own call, for Schnorr, which it does not have, ours.
 */
function claimsOf(checks: readonly TransactionScripts[]): readonly (() => boolean)[] {
  const claims: (() => boolean)[] = [];
  const verifier: SignatureVerifier = {
    verifyEcdsa(claim) {
      const compact = bitcoinScript.signature.decode(
        concatBytes(claim.signature, Uint8Array.of(1)),
      ).signature;
      claims.push(() => secp256k1.verifyEcdsa(compact, claim.digest, claim.pubkey));
      return PLAIN_VERIFIER.verifyEcdsa(claim);
    },
    verifySchnorr(claim) {
      claims.push(() => PLAIN_VERIFIER.verifySchnorr(claim));
      return PLAIN_VERIFIER.verifySchnorr(claim);
    },
  };
  for (const check of checks) assert.equal(findScriptFailure({ ...check, verifier }), undefined);
  assert.equal(claims.length, SPENDS);
  return claims;
}

function perSecond(work: () => void): number {
  const began = performance.now();
  work();
  return (1000 * SPENDS) / (performance.now() - began);
}

const verifier = createCachingVerifier();

function variantsOf(kind: string, lockOf: (number: number) => Lock): readonly [string, Measure][] {
  const checks = createChecks(lockOf);
  const claims = claimsOf(checks);
  const measureAll = (rules: { verifier?: SignatureVerifier }): Measure => {
    return async () =>
      perSecond(() => {
        for (const check of checks) assert.equal(findScriptFailure({ ...check, ...rules }), undefined);
      });
  };
  return [
    [
      `${kind}: bare verifier`,
      async () =>
        perSecond(() => {
          for (const holds of claims) assert(holds());
        }),
    ],
    [`${kind}: verifyScript`, measureAll({})],
    [`${kind}: verifyScript, remembered`, measureAll({ verifier })],
  ];
}

const variants = new Map<string, Measure>([
  ...variantsOf('P2WPKH', keyLock),
  ...variantsOf('P2TR key', taprootLock),
]);

for (const measure of variants.values()) await measure();
const results = await alternate(variants, ROUNDS);
const rows = [...results].map(([name, rates]) => {
  const ceiling = results.get(`${name.split(':')[0]}: bare verifier`) ?? [];
  return { name, perSecond: summarize(rates), ratio: summarize(ratios(rates, ceiling)) };
});
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

import { describe, expect, it } from 'vitest';
import { findInputFailure, findScriptFailure } from '../../../src/consensus/check-scripts.ts';
import type { Coin } from '../../../src/consensus/coin.ts';
import { PLAIN_VERIFIER } from '../../../src/crypto/signature-verifier.ts';
import { displayHash } from '../../../src/primitives/hash256.ts';
import { makeTransaction } from '../../../src/primitives/tx.ts';
import { SCRIPT_VERIFY } from '../../../src/script/flags.ts';
import { createSighashCache } from '../../../src/script/sighash-cache.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import { keyLock, outputAt, payTo, spend } from '../../helpers/spending.ts';
import { transactionOf } from '../../helpers/transactions.ts';

const flags = SCRIPT_VERIFY.P2SH | SCRIPT_VERIFY.WITNESS | SCRIPT_VERIFY.TAPROOT;
const locks = [1, 2, 3].map(keyLock);
const funding = transactionOf({ outputs: locks.map((lock, i) => payTo(lock, 1000 + i)) });
const coins: Coin[] = funding.outputs.map((output) => ({ output, height: 1, isCoinbase: false }));
const signed = spend(
  locks.map((lock, i) => outputAt(funding, i, lock)),
  [payTo(keyLock(4), 2000)],
);
/** The same, with the second input's witness that of the third. */
const wrong = makeTransaction({
  ...signed,
  inputs: signed.inputs.map((input, i) =>
    i === 1 ? { ...input, witness: expectDefined(signed.inputs[2], 'it').witness } : input,
  ),
});

describe('findScriptFailure', () => {
  it('is nothing where all inputs hold', () => {
    expect(findScriptFailure({ tx: signed, coins, flags })).toBeUndefined();
  });

  it('names the first input that fails, why, and what it would spend', () => {
    const debug = `input 1 of ${displayHash(wrong.txid)} (wtxid ${displayHash(wrong.wtxid)}), spending ${displayHash(funding.txid)}:1`;
    expect(findScriptFailure({ tx: wrong, coins, flags })).toEqual({
      tx: wrong,
      inputIndex: 1,
      error: 'EQUALVERIFY',
      debug,
    });
  });
});

describe('findInputFailure', () => {
  const outputs = coins.map(({ output }) => output);

  it('judges inputs one by one, in any order, with one cache', () => {
    const sighashes = createSighashCache(wrong, outputs);
    const failures = [2, 1, 0].map((index) => findInputFailure(sighashes, index, { flags }));
    expect(failures).toEqual([undefined, 'EQUALVERIFY', undefined]);
  });

  it('asks the verifier that it is given', () => {
    const verifier = { ...PLAIN_VERIFIER, verifyEcdsa: () => false };
    const sighashes = createSighashCache(signed, outputs);
    expect(findInputFailure(sighashes, 0, { flags, verifier })).toBe('EVAL_FALSE');
  });
});

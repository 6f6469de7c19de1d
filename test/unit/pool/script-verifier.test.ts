import { describe, expect, it } from 'vitest';
import { createScriptExecutionCache } from '../../../src/consensus/script-execution-cache.ts';
import { INLINE_SCRIPTS, type ScriptRunner } from '../../../src/pool/script-run.ts';
import { createScriptVerifier } from '../../../src/pool/script-verifier.ts';
import { displayHash } from '../../../src/primitives/hash256.ts';
import { SCRIPT_VERIFY } from '../../../src/script/flags.ts';
import { ACCEPTED } from '../../../src/util/verdict.ts';
import { checkOf } from '../../helpers/script-checks.ts';

const FLAGS = SCRIPT_VERIFY.P2SH | SCRIPT_VERIFY.WITNESS;

describe('verifyScripts', () => {
  const good = checkOf(1, ['holds', 'holds']);
  const bad = checkOf(2, ['holds', 'wrong script', 'false']);

  it('block-script-verify-flag-failed, with the words for the first failing input', async () => {
    const verdict = await createScriptVerifier(INLINE_SCRIPTS).verifyScripts([good, bad], FLAGS);
    expect(verdict).toMatchObject({
      code: 'block-script-verify-flag-failed (Witness program hash mismatch)',
      debug: expect.stringContaining(`input 1 of ${displayHash(bad.tx.txid)}`),
    });
  });

  it('asks nobody about transactions that are known to hold by these rules', async () => {
    const asked: number[] = [];
    const counting: ScriptRunner = {
      begin(flags, maxInputs) {
        asked.push(maxInputs);
        return INLINE_SCRIPTS.begin(flags, maxInputs);
      },
    };
    const executed = createScriptExecutionCache();
    const scripts = createScriptVerifier(counting, executed);
    expect(await scripts.verifyScripts([good, checkOf(3, ['holds'])], FLAGS)).toEqual(ACCEPTED);
    executed.add(good.tx, FLAGS);
    expect(await scripts.verifyScripts([good, checkOf(3, ['holds'])], FLAGS)).toEqual(ACCEPTED);
    expect(asked).toEqual([3, 1]);
  });
});

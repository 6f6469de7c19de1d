import { describe, expect, it } from 'vitest';
import type { ScriptCheck, ScriptVerifier } from '../../../src/chain/ports.ts';
import { createScriptExecutionCache } from '../../../src/consensus/script-execution-cache.ts';
import { INLINE_SCRIPTS, type ScriptRunner } from '../../../src/pool/script-run.ts';
import { createScriptVerifier } from '../../../src/pool/script-verifier.ts';
import { displayHash } from '../../../src/primitives/hash256.ts';
import type { Transaction } from '../../../src/primitives/tx.ts';
import { SCRIPT_VERIFY } from '../../../src/script/flags.ts';
import { ACCEPTED } from '../../../src/util/verdict.ts';
import { checkOf } from '../../helpers/script-checks.ts';

const FLAGS = SCRIPT_VERIFY.P2SH | SCRIPT_VERIFY.WITNESS;

/** The verdict on these as a block. */
function verify(scripts: ScriptVerifier, checks: readonly ScriptCheck[]) {
  const run = scripts.begin(
    FLAGS,
    checks.reduce((sum, { coins }) => sum + coins.length, 0),
  );
  for (const check of checks) run.add(check);
  return run.verdict();
}

describe('verdict', () => {
  const good = checkOf(1, ['holds', 'holds']);
  const bad = checkOf(2, ['holds', 'wrong script', 'false']);

  it('block-script-verify-flag-failed, with the words for the first failing input', async () => {
    const verdict = await verify(createScriptVerifier(INLINE_SCRIPTS), [good, bad]);
    expect(verdict).toMatchObject({
      code: 'block-script-verify-flag-failed (Witness program hash mismatch)',
      debug: expect.stringContaining(`input 1 of ${displayHash(bad.tx.txid)}`),
    });
  });

  it('asks nobody about transactions that are known to hold by these rules', async () => {
    let asked: Transaction[] = [];
    const listing: ScriptRunner = {
      begin(flags, maxInputs) {
        asked = [];
        const run = INLINE_SCRIPTS.begin(flags, maxInputs);
        return {
          ...run,
          add(check) {
            asked.push(check.tx);
            run.add(check);
          },
        };
      },
    };
    const other = checkOf(3, ['holds']);
    const executed = createScriptExecutionCache();
    const scripts = createScriptVerifier(listing, executed);
    expect(await verify(scripts, [good, other])).toEqual(ACCEPTED);
    expect(asked).toEqual([good.tx, other.tx]);
    executed.add(good.tx, FLAGS);
    expect(await verify(scripts, [good, other])).toEqual(ACCEPTED);
    expect(asked).toEqual([other.tx]);
  });
});

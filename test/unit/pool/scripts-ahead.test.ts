import { describe, expect, it } from 'vitest';
import type { ScriptCheck } from '../../../src/chain/ports.ts';
import { createScriptExecutionCache } from '../../../src/consensus/script-execution-cache.ts';
import { INLINE_SCRIPTS, type ScriptRunner } from '../../../src/pool/script-run.ts';
import { createScriptsAhead } from '../../../src/pool/scripts-ahead.ts';
import { SCRIPT_VERIFY } from '../../../src/script/flags.ts';
import { checkOf } from '../../helpers/script-checks.ts';

const FLAGS = SCRIPT_VERIFY.P2SH | SCRIPT_VERIFY.WITNESS;

const [first, second] = [checkOf(1, ['holds', 'holds']), checkOf(2, ['holds'])];
const bad = checkOf(3, ['holds', 'wrong script', 'false']);

describe('createScriptsAhead', () => {
  it('remembers what holds', async () => {
    const executed = createScriptExecutionCache();
    expect(await createScriptsAhead(INLINE_SCRIPTS, executed)([first, second], FLAGS)).toEqual(new Map());
    expect([first, second].map(({ tx }) => executed.has(tx, FLAGS))).toEqual([true, true]);
  });

  it('tells the first failure, and remembers what is before it alone', async () => {
    const executed = createScriptExecutionCache();
    const failures = await createScriptsAhead(INLINE_SCRIPTS, executed)([first, bad, second], FLAGS);
    expect([...failures.keys()]).toEqual([bad.tx]);
    expect(failures.get(bad.tx)).toMatchObject({ inputIndex: 1, error: 'WITNESS_PROGRAM_MISMATCH' });
    expect([first, bad, second].map(({ tx }) => executed.has(tx, FLAGS))).toEqual([true, false, false]);
  });

  it('runs nothing that is known', async () => {
    const executed = createScriptExecutionCache();
    executed.add(first.tx, FLAGS);
    const runs: ScriptCheck[][] = [];
    const runner: ScriptRunner = {
      begin(flags, maxInputs) {
        const run = INLINE_SCRIPTS.begin(flags, maxInputs);
        const added: ScriptCheck[] = [];
        runs.push(added);
        expect(maxInputs).toBe(1);
        return {
          ...run,
          add(check) {
            added.push(check);
            run.add(check);
          },
        };
      },
    };
    await createScriptsAhead(runner, executed)([first, second], FLAGS);
    expect(runs).toEqual([[second]]);
  });
});

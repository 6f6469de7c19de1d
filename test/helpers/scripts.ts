import type { ScriptCheck, ScriptVerifier } from '../../src/chain/ports.ts';
import type { BlockRejectCode } from '../../src/consensus/reject-codes.ts';
import { INLINE_SCRIPTS } from '../../src/pool/script-run.ts';
import { createScriptVerifier } from '../../src/pool/script-verifier.ts';
import type { ScriptFlags } from '../../src/script/flags.ts';
import { ACCEPTED, type Verdict } from '../../src/util/verdict.ts';

type ScriptVerdict = Verdict<void, BlockRejectCode>;

/** Runs every script, on the calling thread. */
export const REAL_SCRIPTS = createScriptVerifier(INLINE_SCRIPTS);

/** What the verifier says of all these. */
export function verifyScripts(
  checks: readonly ScriptCheck[],
  flags: ScriptFlags,
  verifier = REAL_SCRIPTS,
): Promise<ScriptVerdict> {
  const scripts = verifier.begin(
    flags,
    checks.reduce((sum, { coins }) => sum + coins.length, 0),
  );
  for (const check of checks) scripts.add(check);
  return scripts.verdict();
}

/** What became of one block's scripts. */
export interface SeenScripts {
  readonly flags: ScriptFlags;
  readonly maxInputs: number;
  readonly checks: ScriptCheck[];
  end: 'verdict' | 'abandoned' | undefined;
}

/** Runs nothing: says `verdict` of every block that spends anything. @param seen - gets what is asked, block by block */
export function pretendedScripts(
  verdict: () => ScriptVerdict = () => ACCEPTED,
  seen: SeenScripts[] = [],
): ScriptVerifier {
  return {
    begin(flags, maxInputs) {
      const block: SeenScripts = { flags, maxInputs, checks: [], end: undefined };
      seen.push(block);
      return {
        add: (check) => void block.checks.push(check),
        async verdict() {
          block.end = 'verdict';
          return block.checks.length > 0 ? verdict() : ACCEPTED;
        },
        abandon() {
          block.end = 'abandoned';
        },
      };
    },
  };
}

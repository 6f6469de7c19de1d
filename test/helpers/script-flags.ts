import { SCRIPT_VERIFY, type ScriptFlags } from '../../src/script/flags.ts';
import { invariant } from '../../src/util/invariant.ts';

const { P2SH, WITNESS, CLEANSTACK } = SCRIPT_VERIFY;
const NONE: ScriptFlags = SCRIPT_VERIFY.NONE;
const FLAGS_BY_NAME: ReadonlyMap<string, ScriptFlags> = new Map(Object.entries(SCRIPT_VERIFY));

/** Every flag there is, each alone. */
export const SINGLE_FLAGS: readonly ScriptFlags[] = [...FLAGS_BY_NAME.values()].filter(
  (flag) => flag !== NONE,
);

/** Every flag there is, in one. */
export const ALL_FLAGS: ScriptFlags = SINGLE_FLAGS.reduce((all, flag) => all | flag, NONE);

/** The flags of a vector, e.g. `P2SH,WITNESS`. */
export function parseFlags(names: string): ScriptFlags {
  return names
    .split(',')
    .filter((name) => name !== '')
    .reduce<ScriptFlags>((flags, name) => {
      const flag = FLAGS_BY_NAME.get(name);
      invariant(flag !== undefined, `unknown flag in a vector: ${name}`);
      return flags | flag;
    }, NONE);
}

/** Without the flags that need another one which is not there. @source Bitcoin Core src/test/transaction_tests.cpp TrimFlags */
export function trimFlags(flags: ScriptFlags): ScriptFlags {
  const trimmed = flags & P2SH ? flags : flags & ~WITNESS;
  return trimmed & WITNESS ? trimmed : trimmed & ~CLEANSTACK;
}

/** With the flags that others need. @source Bitcoin Core src/test/transaction_tests.cpp FillFlags */
export function fillFlags(flags: ScriptFlags): ScriptFlags {
  const filled = flags & CLEANSTACK ? flags | WITNESS : flags;
  return filled & WITNESS ? filled | P2SH : filled;
}

import { expect, it } from 'vitest';
import { getBlockScriptFlags } from '../../../src/consensus/script-flags.ts';
import { STANDARD_SCRIPT_VERIFY_FLAGS } from '../../../src/policy/standard-flags.ts';
import { SCRIPT_VERIFY } from '../../../src/script/flags.ts';
import { ALL_FLAGS } from '../../helpers/script-flags.ts';

it('the standard flags contain those of every block', () => {
  const activationHeights = { bip34: 0, bip65: 0, bip66: 0, csv: 0, segwit: 0 };
  const flags = getBlockScriptFlags({ height: 1 }, { activationHeights, scriptFlagExceptions: [] });
  expect(flags & ~STANDARD_SCRIPT_VERIFY_FLAGS).toBe(0);
});

it('the standard flags are all there are but SIGPUSHONLY, which standard-transaction.ts checks itself', () => {
  expect(ALL_FLAGS & ~STANDARD_SCRIPT_VERIFY_FLAGS).toBe(SCRIPT_VERIFY.SIGPUSHONLY);
});

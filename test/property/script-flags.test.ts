import { describe, expect, it } from 'vitest';
import { SCRIPT_VERIFY, type ScriptFlags } from '../../src/script/flags.ts';
import { createSighashCache } from '../../src/script/sighash-cache.ts';
import { createTransactionChecker } from '../../src/script/transaction-checker.ts';
import { verifyScript } from '../../src/script/verify-script.ts';
import { createRandom } from '../differential/random.ts';
import { anySpend, type GeneratedSpend } from '../differential/spends.ts';
import { fillFlags, SINGLE_FLAGS, trimFlags } from '../helpers/script-flags.ts';

/** Every flag is a soft fork: it only takes spends away. */

const SPENDS = 300;
/** Some flags are told by few spends. */
const MOST_SPENDS = 20_000;

function holds({ tx, inputIndex, spent }: GeneratedSpend, flags: ScriptFlags): boolean {
  const { scriptSig = new Uint8Array(), witness = [] } = tx.inputs[inputIndex] ?? {};
  const { value: amount = 0, scriptPubKey = new Uint8Array() } = spent[inputIndex] ?? {};
  const checker = createTransactionChecker({ sighashes: createSighashCache(tx, spent), inputIndex, amount });
  return verifyScript({ scriptSig, scriptPubKey, witness }, { flags, checker }).ok;
}

describe('a flag', () => {
  it('takes no spend in that failed without it', () => {
    for (let seed = 0; seed < SPENDS; seed++) {
      const spend = anySpend(createRandom(seed));
      const alone = holds(spend, spend.flags);
      for (const flag of SINGLE_FLAGS) {
        const more = fillFlags(spend.flags | flag);
        if (!alone) expect(holds(spend, more), `spend ${seed}, with flag ${flag}`).toBe(false);
        const fewer = trimFlags(spend.flags & ~flag);
        if (alone) expect(holds(spend, fewer), `spend ${seed}, without flag ${flag}`).toBe(true);
      }
    }
  });

  it('makes a difference to some spend, each of them', () => {
    const told = new Set<ScriptFlags>();
    for (let seed = 0; seed < MOST_SPENDS && told.size < SINGLE_FLAGS.length; seed++) {
      const spend = anySpend(createRandom(seed));
      const base = trimFlags(SCRIPT_VERIFY.P2SH | SCRIPT_VERIFY.WITNESS | SCRIPT_VERIFY.TAPROOT);
      for (const flag of SINGLE_FLAGS) {
        if (told.has(flag)) continue;
        const [without, withIt] = [trimFlags(base & ~flag), fillFlags(base | flag)];
        if (holds(spend, without) !== holds(spend, withIt)) told.add(flag);
      }
    }
    expect(SINGLE_FLAGS.filter((flag) => !told.has(flag))).toEqual([]);
  });
});

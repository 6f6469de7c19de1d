import { makeTransaction, type TxInput } from '../../src/primitives/tx.ts';
import { concatBytes } from '../../src/util/bytes.ts';
import type { Random } from './random.ts';
import type { GeneratedSpend } from './spends.ts';

/** Changes of a finished spend, after which it may fail or not. */

type Mutation = (spend: GeneratedSpend, random: Random) => GeneratedSpend;

/** The spend after one or two changes. */
export function mutateSpend(spend: GeneratedSpend, random: Random): GeneratedSpend {
  const once = random.pick(MUTATIONS)(spend, random);
  return random.chance(0.2) ? random.pick(MUTATIONS)(once, random) : once;
}

function withInput(spend: GeneratedSpend, change: (input: TxInput) => Partial<TxInput>): GeneratedSpend {
  const inputs = spend.tx.inputs.map((input, i) =>
    i === spend.inputIndex ? { ...input, ...change(input) } : input,
  );
  return { ...spend, tx: makeTransaction({ ...spend.tx, inputs }) };
}

/** One byte other than it was, missing, or too many. */
function changeBytes(bytes: Uint8Array, random: Random): Uint8Array {
  const at = random.int(bytes.length + 1);
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  const kind = random.int(4);
  if (kind === 0) return concatBytes(before, after.subarray(1));
  if (kind === 1) return concatBytes(before, random.bytes(1), after);
  const flipped = after.map((byte, i) => (i === 0 ? byte ^ (1 << random.int(8)) : byte));
  return concatBytes(
    before,
    kind === 2 ? flipped : concatBytes(random.bytes(Math.min(1, after.length)), after.subarray(1)),
  );
}

const MUTATIONS: readonly Mutation[] = [
  (spend, random) => withInput(spend, ({ scriptSig }) => ({ scriptSig: changeBytes(scriptSig, random) })),
  (spend, random) =>
    withInput(spend, ({ witness }) => {
      const at = random.int(witness.length);
      return { witness: witness.map((item, i) => (i === at ? changeBytes(item, random) : item)) };
    }),
  (spend, random) =>
    withInput(spend, ({ witness }) => {
      const at = random.int(witness.length + 1);
      const more = random.chance(0.5) ? [random.bytes(random.int(4))] : [];
      return {
        witness: [...witness.slice(0, at), ...more, ...witness.slice(at + (more.length > 0 ? 0 : 1))],
      };
    }),
  (spend, random) => {
    const spent = spend.spent.map((output, i) =>
      i === spend.inputIndex ? { ...output, scriptPubKey: changeBytes(output.scriptPubKey, random) } : output,
    );
    return { ...spend, spent };
  },
  (spend) => {
    const spent = spend.spent.map((output, i) =>
      i === spend.inputIndex ? { ...output, value: output.value + 1 } : output,
    );
    return { ...spend, spent };
  },
  (spend, random) => withInput(spend, () => ({ sequence: random.int(2 ** 32) })),
  (spend, random) => ({ ...spend, tx: makeTransaction({ ...spend.tx, lockTime: random.int(2 ** 32) }) }),
  (spend, random) =>
    withInput(spend, ({ scriptSig }) => ({
      scriptSig: concatBytes(
        random.pick([Uint8Array.of(0), Uint8Array.of(0x61), Uint8Array.of(0x51)]),
        scriptSig,
      ),
    })),
];

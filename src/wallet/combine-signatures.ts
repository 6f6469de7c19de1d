import { hashKey } from '../primitives/hash256.ts';
import { makeTransaction, type Transaction, type TxInput, type TxOutput } from '../primitives/tx.ts';
import type { SignatureChecker } from '../script/machine.ts';
import { createSighashCache } from '../script/sighash-cache.ts';
import { createTransactionChecker } from '../script/transaction-checker.ts';
import { expectDefined } from '../util/invariant.ts';
import { locksOf } from './satisfy-miniscript.ts';
import { satisfyOutput } from './satisfy-script.ts';
import { readSignedInput, type SignedInput } from './signed-input.ts';
import { createSigningKeys } from './signing-keys.ts';

/**
 * One transaction with the signatures of all.
 * @param variants - at least one; the same transaction but for what signs it
 * @param spent - what each input spends, in input order
 * @source Bitcoin Core src/rpc/rawtransaction.cpp combinerawtransaction; src/script/sign.cpp MergeSignatureData
 */
export function combineSignatures(variants: readonly Transaction[], spent: readonly TxOutput[]): Transaction {
  const first = expectDefined(variants[0], 'a transaction');
  const sighashes = createSighashCache(first, spent);
  const inputs = first.inputs.map((input, inputIndex) => {
    const output = expectDefined(spent[inputIndex], 'what each input spends');
    const checker = createTransactionChecker({ sighashes, inputIndex, amount: output.value });
    const forms = variants.flatMap((variant) => variant.inputs[inputIndex] ?? []);
    return combineInput(
      input,
      { ...output, checker },
      forms.map((form) => ({ form, ...readSignedInput(form, output, checker) })),
    );
  });
  return makeTransaction({ ...first, inputs });
}

function combineInput(
  input: TxInput,
  { scriptPubKey, checker }: TxOutput & { readonly checker: SignatureChecker },
  forms: readonly (SignedInput & { readonly form: TxInput })[],
): TxInput {
  const complete = forms.find(({ isComplete }) => isComplete);
  if (complete) return complete.form;
  const shown = createSigningKeys(
    [],
    forms.flatMap(({ scripts }) => scripts),
  );
  const signatures = new Map(forms.flatMap((form) => [...form.signatures]));
  const { scriptSig, witness } = satisfyOutput(scriptPubKey, {
    scriptOf: shown.scriptOf,
    signatureOf: ({ hash }) => signatures.get(hashKey(hash)),
    pubkeyOf: (hash) => signatures.get(hashKey(hash))?.pubkey,
    conditions: locksOf(checker),
    taprootWitnessOf: () => forms.map(({ form }) => form.witness).find(({ length }) => length > 0) ?? [],
  });
  return { ...input, scriptSig, witness };
}

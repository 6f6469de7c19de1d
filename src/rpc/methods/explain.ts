import { decodeTransaction } from '../../primitives/tx.ts';
import { fromHex } from '../../util/bytes.ts';
import { Type } from '../../util/schema.ts';
import { RpcError } from '../errors.ts';
import type { ExplainContext } from '../explain/context.ts';
import { explainTransaction } from '../explain/explain-transaction.ts';
import { ScriptFailureView } from '../explain/script-view.ts';
import { defineMethod, required } from '../registry.ts';
import { amountResult, hashHex } from '../schemas.ts';
import { decodeTransactionHex, EITHER_FORM } from '../transaction-hex.ts';
import { EXAMPLE_UNSIGNED_HEX } from './examples.ts';

const outputFields = {
  value: Type.Optional(amountResult('The value of the output')),
  type: Type.Optional(Type.String({ description: "The kind of its script, e.g. 'witness_v0_keyhash'" })),
  address: Type.Optional(Type.String()),
};

const ExplanationView = Type.Object({
  txid: hashHex(),
  wtxid: hashHex(),
  allowed: Type.Boolean({ description: 'Whether the mempool would take it' }),
  fee: Type.Optional(amountResult('What it pays to the miner (only if allowed)')),
  vsize: Type.Optional(
    Type.Integer({ description: 'Virtual bytes by which the fee is judged (only if allowed)' }),
  ),
  fee_rate: Type.Optional(Type.Number({ description: 'Satoshis per virtual byte (only if allowed)' })),
  replaces: Type.Optional(Type.Array(hashHex(), { description: 'Transactions that would go for it' })),
  reject_reason: Type.Optional(Type.String({ description: "Core's reason (only if not allowed)" })),
  reject_details: Type.Optional(Type.String({ description: 'Numbers and places' })),
  rule: Type.Optional(Type.String({ description: 'The rule that it breaks, in plain words' })),
  remedy: Type.Optional(Type.String({ description: 'What would be right' })),
  meaning: Type.Optional(Type.String({ description: 'Whether it could be accepted later, or by a miner' })),
  input: Type.Optional(
    Type.Object(
      {
        index: Type.Integer(),
        txid: hashHex(),
        vout: Type.Integer({ description: 'The output that it spends' }),
        sequence: Type.Integer(),
        ...outputFields,
      },
      { description: 'The input that breaks it, with what it spends, where that is known' },
    ),
  ),
  output: Type.Optional(
    Type.Object({ index: Type.Integer(), ...outputFields }, { description: 'The output that breaks it' }),
  ),
  note: Type.Optional(Type.String({ description: 'What is particular about that input or output' })),
  script: Type.Optional(ScriptFailureView),
});

export const explainTransactionMethod = defineMethod({
  name: 'explainTransaction',
  category: 'rawtransactions',
  description:
    'Explains what would become of a transaction, and why: which rule it breaks, which input, which instruction of which script, with the stack, and what would be right. Nothing changes.',
  params: { hexstring: required(Type.String(), 'The hex string of the raw transaction') },
  result: ExplanationView,
  errors: [{ error: 'RPC_DESERIALIZATION_ERROR', when: 'the hex spells no transaction' }],
  example: [EXAMPLE_UNSIGNED_HEX],
  handler: ({ hexstring }, context: ExplainContext) => {
    const tx = decodeTransactionHex(hexstring.trim(), EITHER_FORM);
    if (tx) return explainTransaction(tx, context);
    throw new RpcError('RPC_DESERIALIZATION_ERROR', `TX decode failed: ${decodeFault(hexstring.trim())}.`);
  },
});

function decodeFault(hexstring: string): string {
  const bytes = fromHex(hexstring);
  if (!bytes) {
    return `${hexstring.length} characters are given that are no even number of hex digits`;
  }
  const decoded = decodeTransaction(bytes);
  const fault = decoded.ok ? 'it is none' : decoded.debug;
  return `the ${bytes.length} bytes are no transaction (${fault}). One begins with its version, e.g. 02000000, and ends with its lock time`;
}

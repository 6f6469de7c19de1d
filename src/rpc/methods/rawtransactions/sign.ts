import { displayHash } from '../../../primitives/hash256.ts';
import { type OutPoint, outPointKey } from '../../../primitives/outpoint.ts';
import { serializeTransaction, type Transaction, type TxOutput } from '../../../primitives/tx.ts';
import { toHex } from '../../../util/bytes.ts';
import { Type } from '../../../util/schema.ts';
import type { SigningKey } from '../../../wallet/private-key.ts';
import { type InputFailure, MISSING_AMOUNT } from '../../../wallet/signing-failure.ts';
import { createSigningKeys } from '../../../wallet/signing-keys.ts';
import { RpcError } from '../../errors.ts';
import { HASH_TYPES, readHashType } from '../../hash-types.ts';
import { amount, hexOf } from '../../json.ts';
import { defineMethod, optional, required } from '../../registry.ts';
import { AMOUNT, hashHex, hexResult } from '../../schemas.ts';
import { decodeTransactionHex } from '../../transaction-hex.ts';
import { EXAMPLE_PRIVATE_KEY, EXAMPLE_UNSIGNED_HEX } from '../examples.ts';
import type { RawTransactionContext } from './context.ts';
import { readPrevouts } from './prevouts.ts';

const PrevoutsShape = Type.Array(
  Type.Object({
    txid: hashHex(),
    vout: Type.Integer({ description: 'The output number' }),
    scriptPubKey: hexResult('output script'),
    redeemScript: Type.Optional(hexResult('(required for P2SH) redeem script')),
    witnessScript: Type.Optional(hexResult('(required for P2WSH or P2SH-P2WSH) witness script')),
    amount: Type.Optional(
      Type.Unsafe({ ...AMOUNT, description: '(required for Segwit inputs) the amount spent' }),
    ),
  }),
);

const InputErrorView = Type.Object({
  txid: hashHex(),
  vout: Type.Integer({ description: 'The index of the output to spent and used as input' }),
  witness: Type.Array(hexResult('An item of the witness')),
  scriptSig: hexResult('The hex-encoded signature script'),
  sequence: Type.Integer({ description: 'Script sequence number' }),
  error: Type.String({ description: 'Verification or signing error related to the input' }),
});

export const signRawTransactionWithKey = defineMethod({
  name: 'signRawTransactionWithKey',
  category: 'rawtransactions',
  description:
    'Sign inputs for raw transaction (serialized, hex-encoded) with the given keys and no others. Signatures that it has already are kept. A taproot output is signed for by its key alone: where a given key is that key, or its inner key (BIP86).',
  params: {
    hexstring: required(Type.String(), 'The transaction hex string'),
    privkeys: required(Type.Array(Type.String()), 'The base58-encoded private keys for signing'),
    prevtxs: optional(
      Type.Array(Type.Unknown()),
      'The outputs that it spends and that may not be in the chain or the mempool yet',
      { shown: PrevoutsShape },
    ),
    sighashtype: optional(Type.String(), `What the signatures cover: ${[...HASH_TYPES.keys()].join(', ')}`, {
      defaultHint: 'DEFAULT for Taproot, ALL otherwise',
    }),
  },
  result: Type.Object({
    hex: hexResult('The transaction with signatures'),
    complete: Type.Boolean({ description: 'If the transaction has a complete set of signatures' }),
    errors: Type.Optional(
      Type.Array(InputErrorView, { description: 'Script verification errors (if there are any)' }),
    ),
  }),
  errors: [
    {
      error: 'RPC_DESERIALIZATION_ERROR',
      when: 'the hex spells no transaction, or a prevtx contradicts the chain',
    },
    { error: 'RPC_INVALID_ADDRESS_OR_KEY', when: 'a private key is none of this network' },
    { error: 'RPC_INVALID_PARAMETER', when: 'a script does not fit its output, or the sighashtype is none' },
    { error: 'RPC_TYPE_ERROR', when: 'a segwit input is to be signed whose amount is not known' },
  ],
  example: [EXAMPLE_UNSIGNED_HEX, [EXAMPLE_PRIVATE_KEY]],
  handler: async (
    { hexstring, privkeys, prevtxs = [], sighashtype = 'DEFAULT' },
    context: RawTransactionContext,
  ) => {
    const tx = decodeForSigning(hexstring);
    const keys = await decodeKeys(privkeys, context.network.addresses.secretKey);
    const known = (outpoint: OutPoint) => context.mempool.coins.getCoin(outpoint)?.output;
    const told = readPrevouts(prevtxs, known);
    const spent = tx.inputs.map(({ prevout }) => told.outputs.get(outPointKey(prevout)) ?? known(prevout));
    const hashType = readHashType(sighashtype);
    const { signWithKeys } = await import('../../../wallet/sign-with-keys.ts');
    const { tx: signed, failures } = signWithKeys({
      tx,
      spent,
      keys: createSigningKeys(keys, told.scripts),
      hashType,
    });
    return {
      hex: hexOf(serializeTransaction(signed)),
      complete: failures.length === 0,
      ...(failures.length > 0 && { errors: failures.map(failureView) }),
    };
  },
});

/** @throws RpcError -22 */
function decodeForSigning(hexstring: string): Transaction {
  const tx = decodeTransactionHex(hexstring);
  if (!tx) {
    throw new RpcError(
      'RPC_DESERIALIZATION_ERROR',
      'TX decode failed. Make sure the tx has at least one input.',
    );
  }
  // Beyond that the decoder doesn't keep every digit, and what is signed must be exact.
  const index = tx.outputs.findIndex(({ value }) => !Number.isSafeInteger(value));
  if (index < 0) return tx;
  throw new RpcError(
    'RPC_DESERIALIZATION_ERROR',
    `TX decode failed. Output ${index} has a value that no transaction can pay.`,
  );
}

/** Loaded late: the signer takes a while to load, and most nodes never sign. @throws RpcError -5 */
async function decodeKeys(texts: readonly string[], prefix: number): Promise<readonly SigningKey[]> {
  const { decodePrivateKey } = await import('../../../wallet/private-key.ts');
  return texts.map((text) => {
    const key = decodePrivateKey(text, prefix);
    if (!key) throw new RpcError('RPC_INVALID_ADDRESS_OR_KEY', 'Invalid private key');
    return key;
  });
}

/** @throws RpcError -3 for a missing amount, which Core makes a failure of the whole call */
function failureView({ input, spent, error }: InputFailure) {
  if (spent && error === MISSING_AMOUNT) {
    throw new RpcError('RPC_TYPE_ERROR', `Missing amount for ${describeOutput(spent)}`);
  }
  return {
    txid: displayHash(input.prevout.txid),
    vout: input.prevout.index,
    witness: input.witness.map((item) => toHex(item)),
    scriptSig: toHex(input.scriptSig),
    sequence: input.sequence,
    error,
  };
}

/** @source Bitcoin Core src/primitives/transaction.cpp CTxOut::ToString */
function describeOutput({ value, scriptPubKey }: TxOutput): string {
  return `CTxOut(nValue=${amount(value).text}, scriptPubKey=${toHex(scriptPubKey).slice(0, 30)})`;
}

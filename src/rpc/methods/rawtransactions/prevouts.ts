import { hash160 } from '../../../crypto/hash160.ts';
import { sha256 } from '../../../crypto/sha256d.ts';
import { MAX_MONEY } from '../../../primitives/amount.ts';
import { parseDisplayHash } from '../../../primitives/hash256.ts';
import { type OutPoint, outPointKey } from '../../../primitives/outpoint.ts';
import type { TxOutput } from '../../../primitives/tx.ts';
import { scriptToAsm } from '../../../script/asm.ts';
import { payToScriptHash, payToWitnessProgram } from '../../../script/output-scripts.ts';
import { solve } from '../../../script/solver.ts';
import { equalBytes, fromHex } from '../../../util/bytes.ts';
import { expectDefined } from '../../../util/invariant.ts';
import { Type } from '../../../util/schema.ts';
import { parseAmount } from '../../amounts.ts';
import { RpcError } from '../../errors.ts';
import { type JsonObject, readAs } from '../../read-as.ts';
import { hashHex, INT32, someHex } from '../../schemas.ts';

/** What a client tells of the outputs that it spends, where the node can't know. */
export interface ToldPrevouts {
  /** Outputs by outPointKey; MAX_MONEY is the value of one whose amount was not told. */
  readonly outputs: ReadonlyMap<string, TxOutput>;
  /** Redeem scripts and witness scripts. */
  readonly scripts: readonly Uint8Array[];
}

/** The types alone, in the order in which Core looks at them; what the fields hold is checked one by one, in Core's words. */
const TOLD_FIELDS = Object.entries({
  scriptPubKey: Type.Object({ scriptPubKey: Type.String() }),
  txid: Type.Object({ txid: Type.String() }),
  vout: Type.Object({ vout: Type.Number() }),
});
const ToldScripts = Type.Object({
  redeemScript: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  witnessScript: Type.Optional(Type.Union([Type.String(), Type.Null()])),
});

/**
 * @param known - the output that the node knows at an outpoint
 * @throws RpcError with Core's words for each field
 * @source Bitcoin Core src/rpc/rawtransaction_util.cpp ParsePrevouts
 */
export function readPrevouts(
  prevouts: readonly unknown[],
  known: (outpoint: OutPoint) => TxOutput | undefined,
): ToldPrevouts {
  const outputs = new Map<string, TxOutput>();
  const scripts: Uint8Array[] = [];
  for (const value of prevouts) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw malformed('expected object with {"txid\'","vout","scriptPubKey"}');
    }
    const told = value as JsonObject;
    const { outpoint, scriptPubKey } = readOutpoint(told);
    const before = outputs.get(outPointKey(outpoint)) ?? known(outpoint);
    if (before && !equalBytes(before.scriptPubKey, scriptPubKey))
      throw mismatch(before.scriptPubKey, scriptPubKey);
    const amount = told['amount'] === undefined ? MAX_MONEY : parseAmount(told['amount']);
    outputs.set(outPointKey(outpoint), { value: amount, scriptPubKey });
    scripts.push(...readScripts(told, scriptPubKey));
  }
  return { outputs, scripts };
}

function readOutpoint(told: JsonObject): { readonly outpoint: OutPoint; readonly scriptPubKey: Uint8Array } {
  for (const [name, schema] of TOLD_FIELDS) {
    if (!isGiven(told[name])) throw new RpcError('RPC_TYPE_ERROR', `Missing ${name}`);
    readAs(schema, told, 'prevtx');
  }
  const txid = expectDefined(parseDisplayHash(readAs(hashHex(), told['txid'], 'txid')), 'a checked hash');
  const index = readAs(INT32, told['vout'], 'vout');
  if (index < 0) throw malformed('vout cannot be negative');
  return { outpoint: { txid, index }, scriptPubKey: readHex(told, 'scriptPubKey') };
}

/** The script behind the hash in the output, and its form behind a second hash: a client may mean either. */
function readScripts(told: JsonObject, scriptPubKey: Uint8Array): readonly Uint8Array[] {
  const { type } = solve(scriptPubKey);
  if (type !== 'scripthash' && type !== 'witness_v0_scripthash') return [];
  readAs(ToldScripts, told, 'prevtx');
  const hasRedeemScript = isGiven(told['redeemScript']);
  const hasWitnessScript = isGiven(told['witnessScript']);
  if (!hasRedeemScript && !hasWitnessScript) throw invalid('Missing redeemScript/witnessScript');
  const script = readHex(told, hasWitnessScript ? 'witnessScript' : 'redeemScript');
  const witnessProgram = payToWitnessProgram(0, sha256(script));
  if (hasRedeemScript && hasWitnessScript) {
    const redeemScript = readHex(told, 'redeemScript');
    if (!equalBytes(redeemScript, script) && !equalBytes(redeemScript, witnessProgram)) {
      throw invalid('redeemScript does not correspond to witnessScript');
    }
  }
  const outputs =
    type === 'scripthash'
      ? [payToScriptHash(hash160(script)), payToScriptHash(hash160(witnessProgram))]
      : [witnessProgram];
  if (!outputs.some((output) => equalBytes(output, scriptPubKey))) {
    throw invalid('redeemScript/witnessScript does not match scriptPubKey');
  }
  return [script, witnessProgram];
}

function readHex(told: JsonObject, name: string): Uint8Array {
  return expectDefined(fromHex(readAs(someHex(), told[name], name)), 'checked hex');
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function mismatch(actual: Uint8Array, told: Uint8Array): RpcError {
  return malformed(
    `Previous output scriptPubKey mismatch:\n${scriptToAsm(actual)}\nvs:\n${scriptToAsm(told)}`,
  );
}

function malformed(message: string): RpcError {
  return new RpcError('RPC_DESERIALIZATION_ERROR', message);
}

function invalid(message: string): RpcError {
  return new RpcError('RPC_INVALID_PARAMETER', message);
}

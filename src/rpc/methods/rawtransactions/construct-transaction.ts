import { signalsReplacement } from '../../../policy/replacement.ts';
import { hashKey, parseDisplayHash } from '../../../primitives/hash256.ts';
import {
  SEQUENCE_FINAL,
  type TransactionFields,
  type TxInput,
  type TxOutput,
} from '../../../primitives/tx.ts';
import { type AddressPrefixes, decodeAddress } from '../../../script/address.ts';
import { Opcode } from '../../../script/opcodes.ts';
import { pushData } from '../../../script/push.ts';
import { concatBytes, fromHex } from '../../../util/bytes.ts';
import { expectDefined } from '../../../util/invariant.ts';
import { parseAmount } from '../../amounts.ts';
import { RpcError } from '../../errors.ts';
import { fieldsOf } from '../../json-scan.ts';
import { readArray, readAs, readObject } from '../../read-as.ts';
import { hashHex, INT32, INT64 } from '../../schemas.ts';

/** An unsigned transaction from what a client says of it. @source Bitcoin Core src/rpc/rawtransaction_util.cpp ConstructTransaction */

export interface ConstructionRequest {
  readonly inputs: readonly unknown[];
  readonly outputs: unknown;
  readonly locktime: number;
  readonly replaceable: boolean | undefined;
  readonly version: number;
}

/** Versions that are relayed. @source Bitcoin Core src/policy/policy.h */
const MIN_VERSION = 1;
const MAX_VERSION = 3;

const UINT32_MAX = 0xffffffff;

/** May be replaced; not final, so that the lock time counts. @source BIP125; Bitcoin Core src/primitives/transaction.h */
const SEQUENCE_REPLACEABLE = SEQUENCE_FINAL - 2;
const SEQUENCE_NONFINAL = SEQUENCE_FINAL - 1;

/** @throws RpcError with Core's words for each field */
export function constructTransaction(
  { inputs, outputs, locktime, replaceable, version }: ConstructionRequest,
  prefixes: AddressPrefixes,
): TransactionFields {
  if (locktime < 0 || locktime > UINT32_MAX) throw invalid('Invalid parameter, locktime out of range');
  if (version < MIN_VERSION || version > MAX_VERSION) {
    throw invalid(`Invalid parameter, version out of range(${MIN_VERSION}~${MAX_VERSION})`);
  }
  const sequence = defaultSequence(replaceable, locktime);
  const tx: TransactionFields = {
    version,
    inputs: inputs.map((input) => readInput(input, sequence)),
    outputs: readOutputs(outputs, prefixes),
    lockTime: locktime,
  };
  if (replaceable && tx.inputs.length > 0 && !signalsReplacement(tx)) {
    throw invalid('Invalid parameter combination: Sequence number(s) contradict replaceable option');
  }
  return tx;
}

function defaultSequence(replaceable = true, locktime: number): number {
  if (replaceable) return SEQUENCE_REPLACEABLE;
  return locktime === 0 ? SEQUENCE_FINAL : SEQUENCE_NONFINAL;
}

/** @source Bitcoin Core src/rpc/rawtransaction_util.cpp AddInputs */
function readInput(value: unknown, defaultSequence: number): TxInput {
  const input = readObject(value, 'input');
  const txid = expectDefined(parseDisplayHash(readAs(hashHex(), input['txid'], 'txid')), 'a checked hash');
  if (typeof input['vout'] !== 'number') throw invalid('Invalid parameter, missing vout key');
  const index = readAs(INT32, input['vout'], 'vout');
  if (index < 0) throw invalid('Invalid parameter, vout cannot be negative');
  const given = typeof input['sequence'] === 'number' ? input['sequence'] : defaultSequence;
  const sequence = readAs(INT64, given, 'sequence');
  if (sequence < 0 || sequence > UINT32_MAX) {
    throw invalid('Invalid parameter, sequence number is out of range');
  }
  return { prevout: { txid, index }, scriptSig: new Uint8Array(), sequence, witness: [] };
}

/** @source Bitcoin Core src/rpc/rawtransaction_util.cpp ParseOutputs */
function readOutputs(value: unknown, prefixes: AddressPrefixes): readonly TxOutput[] {
  const seen = new Set<string>();
  return outputEntries(value).map(([name, content]) => {
    const isData = name === 'data';
    if (isData && seen.has(name)) throw invalid('Invalid parameter, duplicate key: data');
    const output = isData ? readData(content) : readPayment(name, content, prefixes);
    // By script, since an address can be written in more than one way.
    const key = isData ? name : hashKey(output.scriptPubKey);
    if (seen.has(key)) throw invalid(`Invalid parameter, duplicated address: ${name}`);
    seen.add(key);
    return output;
  });
}

/** Names and values, from one object or from an array of objects with one key each. @source Bitcoin Core NormalizeOutputs */
function outputEntries(value: unknown): readonly (readonly [string, unknown])[] {
  if (value === null) throw invalid('Invalid parameter, output argument must be non-null');
  if (typeof value === 'object' && !Array.isArray(value)) return fieldsOf(value);
  return readArray(value, 'outputs').map((item) => {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) {
      throw invalid('Invalid parameter, key-value pair not an object as expected');
    }
    const [entry, ...others] = fieldsOf(item);
    if (!entry || others.length > 0) {
      throw invalid('Invalid parameter, key-value pair must contain exactly one key');
    }
    return entry;
  });
}

/** A value where a text is wanted, as Core shows it. @source Bitcoin Core src/univalue getValStr */
function valueText(value: unknown): string {
  if (value === true) return '1';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function readData(value: unknown): TxOutput {
  const text = valueText(value);
  const data = text === '' ? undefined : fromHex(text);
  if (!data) throw invalid(`Data must be hexadecimal string (not '${text}')`);
  return { value: 0, scriptPubKey: concatBytes(Uint8Array.of(Opcode.OP_RETURN), pushData(data)) };
}

function readPayment(address: string, value: unknown, prefixes: AddressPrefixes): TxOutput {
  const satoshis = parseAmount(value);
  const decoded = decodeAddress(address, prefixes);
  if (!decoded.ok) throw new RpcError('RPC_INVALID_ADDRESS_OR_KEY', `Invalid Bitcoin address: ${address}`);
  return { value: satoshis, scriptPubKey: decoded.value };
}

function invalid(message: string): RpcError {
  return new RpcError('RPC_INVALID_PARAMETER', message);
}

import type { AddressPrefixes } from '../../script/address.ts';
import { scriptToAsm } from '../../script/asm.ts';
import { describeOutput } from '../../script/descriptor.ts';
import { toHex } from '../../util/bytes.ts';
import { Type } from '../../util/schema.ts';
import { hexResult } from '../schemas.ts';

/** What RPC tells of every output script. */
export const scriptFields = {
  asm: Type.String({ description: 'Disassembly of the output script' }),
  desc: Type.String({ description: 'Inferred descriptor for the output' }),
  address: Type.Optional(Type.String({ description: 'The address (only if a well-defined one exists)' })),
  type: Type.String({ description: "The type, e.g. 'witness_v0_keyhash'" }),
};

export const scriptHexField = { hex: hexResult('The raw output script bytes, hex-encoded') };

const { asm, desc, ...otherFields } = scriptFields;

/** In Core's order, which clients show. */
export const ScriptPubKeyView = Type.Object({ asm, desc, ...scriptHexField, ...otherFields });

/** An output script as RPC shows it, without its bytes. @source Bitcoin Core src/core_io.cpp ScriptToUniv */
export function scriptView(script: Uint8Array, prefixes: AddressPrefixes) {
  const { type, address, descriptor } = describeOutput(script, prefixes);
  return { asm: scriptToAsm(script), desc: descriptor, ...(address !== undefined && { address }), type };
}

/** The same with its bytes. */
export function scriptPubKeyView(script: Uint8Array, prefixes: AddressPrefixes) {
  const { type, address, descriptor } = describeOutput(script, prefixes);
  return { asm: scriptToAsm(script), desc: descriptor, hex: toHex(script), address, type };
}

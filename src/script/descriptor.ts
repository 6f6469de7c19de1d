import { sha256 } from '../crypto/sha256d.ts';
import { isXOnlyPubkey } from '../crypto/x-only-pubkey.ts';
import { toHex } from '../util/bytes.ts';
import { expectDefined } from '../util/invariant.ts';
import { type AddressPrefixes, encodeAddress } from './address.ts';
import { withChecksum } from './descriptor-checksum.ts';
import { miniscriptFromScript } from './miniscript/from-script.ts';
import { isSane } from './miniscript/sanity.ts';
import { miniscriptToText } from './miniscript/to-text.ts';
import { payToWitnessProgram } from './output-scripts.ts';
import { isCompressedOrUncompressedPubkey, isCompressedPubkey } from './pubkey.ts';
import { type Solution, solve } from './solver.ts';

/**
 * The output descriptor of a scriptPubKey about whose keys nothing is known, with its checksum: as RPC shows
 * it in `desc`. It is `pk(…)`, `multi(…)` or `rawtr(…)` where the script itself shows the keys, `addr(…)` where
 * there is an address, else `raw(…)`.
 * @source Bitcoin Core src/script/descriptor.cpp InferDescriptor; BIP380 to 386
 */
export function inferDescriptor(scriptPubKey: Uint8Array, prefixes: AddressPrefixes): string {
  return describeOutput(scriptPubKey, prefixes).descriptor;
}

/** What a scriptPubKey says of itself. */
export interface OutputDescription {
  readonly type: Solution['type'];
  /** Where it has one. */
  readonly address: string | undefined;
  /** As inferDescriptor finds it. */
  readonly descriptor: string;
}

/** The kind of a scriptPubKey, its address and its descriptor. */
export function describeOutput(scriptPubKey: Uint8Array, prefixes: AddressPrefixes): OutputDescription {
  const solution = solve(scriptPubKey);
  const address = encodeAddress(scriptPubKey, prefixes, solution);
  const unnamed = address === undefined ? `raw(${toHex(scriptPubKey)})` : `addr(${address})`;
  return { type: solution.type, address, descriptor: withChecksum(inferFromKeys(solution) ?? unnamed) };
}

/**
 * The same for the P2WSH output of a witness script that is known: `wsh(…)` where the script is a multisig or sound
 * miniscript that shows its keys, all of them compressed, else the output's `addr(…)`.
 */
export function inferWitnessScriptDescriptor(witnessScript: Uint8Array, prefixes: AddressPrefixes): string {
  const solution = solve(witnessScript);
  const isMultisig = solution.type === 'multisig' && solution.pubkeys.every(isCompressedPubkey);
  // A multisig with the same key twice is one, though it is no sound miniscript.
  const inner = isMultisig ? inferFromKeys(solution) : inferMiniscript(witnessScript);
  if (inner !== undefined) return withChecksum(`wsh(${inner})`);
  return inferDescriptor(payToWitnessProgram(0, sha256(witnessScript)), prefixes);
}

function inferMiniscript(witnessScript: Uint8Array): string | undefined {
  const found = miniscriptFromScript(witnessScript, 'wsh');
  const hexOf = (key: number) => toHex(expectDefined(found?.keys[key], 'a key that was found'));
  return found && isSane(found, hexOf) ? miniscriptToText(found.root, hexOf) : undefined;
}

function inferFromKeys(solution: Solution): string | undefined {
  if (solution.type === 'pubkey' && isCompressedOrUncompressedPubkey(solution.pubkey)) {
    return `pk(${toHex(solution.pubkey)})`;
  }
  if (solution.type === 'multisig' && solution.pubkeys.every(isCompressedOrUncompressedPubkey)) {
    return `multi(${[solution.required, ...solution.pubkeys.map(toHex)].join(',')})`;
  }
  if (solution.type === 'witness_v1_taproot' && isXOnlyPubkey(solution.outputKey)) {
    return `rawtr(${toHex(solution.outputKey)})`;
  }
  return undefined;
}

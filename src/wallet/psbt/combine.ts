import { outPointKey } from '../../primitives/outpoint.ts';
import { makeTransaction, SEQUENCE_FINAL, type TxInput, type TxOutput } from '../../primitives/tx.ts';
import { equalBytes } from '../../util/bytes.ts';
import { expectDefined } from '../../util/invariant.ts';
import { createPsbt } from './create.ts';
import { fieldOf, GLOBAL, INPUT, type Psbt, type PsbtMap, psbtEntry, psbtMap } from './model.ts';
import { uniqueIdOf, unsignedTxOf } from './unsigned-tx.ts';

/**
 * What several know of one transaction, together: of two values for one key the first stays. Undefined where they are
 * not of the same transaction.
 * @param psbts - one at least
 * @source BIP174 Combiner; Bitcoin Core src/psbt.cpp CombinePSBTs
 */
export function combinePsbts(psbts: readonly Psbt[]): Psbt | undefined {
  const [first, ...others] = psbts;
  let combined = expectDefined(first, 'one to begin with');
  for (const other of others) {
    const [a, b] = [uniqueIdOf(combined), uniqueIdOf(other)];
    if (!a || !b || !equalBytes(a, b) || combined.version !== other.version) return undefined;
    combined = {
      version: combined.version,
      global: mergeGlobal(combined.global, other.global),
      inputs: combined.inputs.map((map, i) => mergeMaps(map, expectDefined(other.inputs[i], 'its twin'))),
      outputs: combined.outputs.map((map, i) => mergeMaps(map, expectDefined(other.outputs[i], 'its twin'))),
    };
  }
  return combined;
}

function mergeMaps(a: PsbtMap, b: PsbtMap): PsbtMap {
  return psbtMap([...a.values(), ...b.values()]);
}

const HAS_SIGHASH_SINGLE = 4;

function mergeGlobal(a: PsbtMap, b: PsbtMap): PsbtMap {
  const [flagsA, flagsB] = [a, b].map((map) => fieldOf(map, GLOBAL.TX_MODIFIABLE)?.[0]);
  if (flagsA === undefined && flagsB === undefined) return mergeMaps(a, b);
  const both = (flagsA ?? 0) & (flagsB ?? 0) & ~HAS_SIGHASH_SINGLE;
  const either = ((flagsA ?? 0) | (flagsB ?? 0)) & HAS_SIGHASH_SINGLE;
  const flags = psbtEntry(GLOBAL.TX_MODIFIABLE, Uint8Array.of(both | either));
  return psbtMap([flags, ...a.values(), ...b.values()]);
}

/** Several transactions of version 0 in one, or the outpoint that two of them spend. */
export type JoinResult =
  | { readonly ok: true; readonly psbt: Psbt }
  | { readonly ok: false; readonly repeated: TxInput['prevout'] };

interface JoinedPart<T> {
  readonly part: T;
  readonly map: PsbtMap;
}

const SIGNATURES: readonly number[] = [INPUT.PARTIAL_SIG, INPUT.FINAL_SCRIPT_SIG, INPUT.FINAL_SCRIPT_WITNESS];

/**
 * One transaction with the inputs and outputs of all, in an order of chance; signatures would no longer hold and are
 * left out.
 * @param psbts - of version 0
 * @param shuffle - a random order, so that nobody sees whose is whose
 * @source Bitcoin Core src/rpc/rawtransaction.cpp joinpsbts
 */
export function joinPsbts(psbts: readonly Psbt[], shuffle: <T>(items: readonly T[]) => T[]): JoinResult {
  const txs = psbts.map((psbt) => expectDefined(unsignedTxOf(psbt), 'version 0 has its transaction'));
  const inputs = txs.flatMap(({ inputs: parts }, i) => zip(parts, psbts[i]?.inputs ?? []));
  const outputs = txs.flatMap(({ outputs: parts }, i) => zip<TxOutput>(parts, psbts[i]?.outputs ?? []));
  const seen = new Set<string>();
  for (const { part } of inputs) {
    const key = outPointKey(part.prevout);
    if (seen.has(key)) return { ok: false, repeated: part.prevout };
    seen.add(key);
  }
  const mixed = { inputs: shuffle(inputs), outputs: shuffle(outputs) };
  const tx = makeTransaction({
    version: Math.max(1, ...txs.map(({ version }) => version)),
    inputs: mixed.inputs.map(({ part }) => part),
    outputs: mixed.outputs.map(({ part }) => part),
    lockTime: Math.min(SEQUENCE_FINAL, ...txs.map(({ lockTime }) => lockTime)),
  });
  const { version, global } = createPsbt(tx, 0);
  const others = psbts.flatMap((psbt) =>
    [...psbt.global.values()].filter(({ type }) => !isKnownGlobal(type)),
  );
  return {
    ok: true,
    psbt: {
      version,
      global: psbtMap([...global.values(), ...others]),
      inputs: mixed.inputs.map(({ map }) => without(map, SIGNATURES)),
      outputs: mixed.outputs.map(({ map }) => map),
    },
  };
}

function isKnownGlobal(type: number): boolean {
  return (Object.values(GLOBAL) as number[]).includes(type);
}

function zip<T>(parts: readonly T[], maps: readonly PsbtMap[]): readonly JoinedPart<T>[] {
  return parts.map((part, i) => ({ part, map: expectDefined(maps[i], 'a map for each part') }));
}

/** The map without entries of these types. */
function without(map: PsbtMap, types: readonly number[]): PsbtMap {
  return psbtMap([...map.values()].filter(({ type }) => !types.includes(type)));
}

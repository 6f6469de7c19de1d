import type { Hash256 } from '../../../primitives/hash256.ts';
import { serializeWithoutWitness, type Transaction, writeOutput } from '../../../primitives/tx.ts';
import { encode } from '../../../primitives/writer.ts';
import { witnessProgramOf } from '../../../script/predicates.ts';
import { solve } from '../../../script/solver.ts';
import { equalBytes } from '../../../util/bytes.ts';
import { expectDefined } from '../../../util/invariant.ts';
import { fieldOf, INPUT, type Psbt, type PsbtMap, psbtEntry, psbtMap } from '../../../wallet/psbt/model.ts';
import type { SigningProvider } from '../../../wallet/psbt/provider.ts';
import { outpointsOf } from '../../../wallet/psbt/unsigned-tx.ts';
import type { PsbtContext } from './context.ts';

/**
 * The PSBT with what this node knows of the outputs that it spends: the whole transaction where the mempool or the
 * index of transactions has it, else the output where its value is covered by signatures.
 * @source Bitcoin Core src/rpc/rawtransaction.cpp ProcessPSBT
 */
export async function addKnownOutputs(
  psbt: Psbt,
  { scriptOf }: Pick<SigningProvider, 'scriptOf'>,
  context: PsbtContext,
): Promise<Psbt> {
  const find = await transactionFinder(context);
  const inputs = outpointsOf(psbt).map((outpoint, i): PsbtMap => {
    const map = expectDefined(psbt.inputs[i], 'a map for each input');
    if (fieldOf(map, INPUT.NON_WITNESS_UTXO)) return map;
    const tx = find(outpoint.txid);
    if (tx) return withEntry(map, INPUT.NON_WITNESS_UTXO, serializeWithoutWitness(tx));
    const output = context.mempool.coins.getCoin(outpoint)?.output;
    if (!output || !isSegwit(output.scriptPubKey, scriptOf)) return map;
    return withEntry(
      map,
      INPUT.WITNESS_UTXO,
      encode((writer) => writeOutput(writer, output)),
    );
  });
  return { ...psbt, inputs };
}

/** Looks in the index of transactions where there is one, then in the mempool. */
async function transactionFinder({ indexes, chainstate, mempool }: PsbtContext) {
  const reader = indexes.isKept('txindex') ? await indexes.current('txindex') : undefined;
  const inChain = (txid: Hash256): Transaction | undefined => {
    const place = reader?.transaction(txid);
    const entry = place && chainstate.atHeight(place.height);
    const block = entry && chainstate.readBlock(entry);
    return block?.transactions.find((tx) => equalBytes(tx.txid, txid));
  };
  return (txid: Hash256) => inChain(txid) ?? mempool.get(txid)?.tx;
}

function withEntry(map: PsbtMap, type: number, value: Uint8Array): PsbtMap {
  const others = [...map.values()].filter((entry) => entry.type !== type);
  return psbtMap([psbtEntry(type, value), ...others]);
}

/** @source Bitcoin Core src/script/sign.cpp IsSegWitOutput */
function isSegwit(scriptPubKey: Uint8Array, scriptOf: SigningProvider['scriptOf']): boolean {
  const solution = solve(scriptPubKey);
  const script = solution.type === 'scripthash' ? scriptOf(solution.hash) : scriptPubKey;
  return script !== undefined && witnessProgramOf(script) !== undefined;
}

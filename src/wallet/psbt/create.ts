import { serializeWithoutWitness, type TransactionFields } from '../../primitives/tx.ts';
import { encode, writeAmount, writeCompactSize, writeUint32 } from '../../primitives/writer.ts';
import { GLOBAL, INPUT, OUTPUT, type Psbt, psbtEntry, psbtMap } from './model.ts';

/** The transaction with nothing known of what it spends. @param tx - without scriptSigs and witnesses */
export function createPsbt(tx: TransactionFields, version: 0 | 2): Psbt {
  return version === 0 ? createVersion0(tx) : createVersion2(tx);
}

function createVersion0(tx: TransactionFields): Psbt {
  return {
    version: 0,
    global: psbtMap([psbtEntry(GLOBAL.UNSIGNED_TX, serializeWithoutWitness(tx))]),
    inputs: tx.inputs.map(() => psbtMap([])),
    outputs: tx.outputs.map(() => psbtMap([])),
  };
}

/** @source BIP370 */
function createVersion2(tx: TransactionFields): Psbt {
  return {
    version: 2,
    global: psbtMap([
      psbtEntry(GLOBAL.TX_VERSION, uint32(tx.version >>> 0)),
      psbtEntry(GLOBAL.FALLBACK_LOCKTIME, uint32(tx.lockTime)),
      psbtEntry(GLOBAL.INPUT_COUNT, compactSize(tx.inputs.length)),
      psbtEntry(GLOBAL.OUTPUT_COUNT, compactSize(tx.outputs.length)),
      psbtEntry(GLOBAL.VERSION, uint32(2)),
    ]),
    inputs: tx.inputs.map(({ prevout, sequence }) =>
      psbtMap([
        psbtEntry(INPUT.PREVIOUS_TXID, prevout.txid),
        psbtEntry(INPUT.OUTPUT_INDEX, uint32(prevout.index)),
        psbtEntry(INPUT.SEQUENCE, uint32(sequence)),
      ]),
    ),
    outputs: tx.outputs.map(({ value, scriptPubKey }) =>
      psbtMap([
        psbtEntry(
          OUTPUT.AMOUNT,
          encode((writer) => writeAmount(writer, value)),
        ),
        psbtEntry(OUTPUT.SCRIPT, scriptPubKey),
      ]),
    ),
  };
}

function uint32(value: number): Uint8Array {
  return encode((writer) => writeUint32(writer, value));
}

function compactSize(value: number): Uint8Array {
  return encode((writer) => writeCompactSize(writer, value));
}

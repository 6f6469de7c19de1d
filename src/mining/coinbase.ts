import { WITNESS_RESERVED_VALUE, witnessCommitmentScript } from '../consensus/witness-commitment.ts';
import type { Satoshis } from '../primitives/amount.ts';
import { NULL_OUTPOINT } from '../primitives/outpoint.ts';
import { makeTransaction, type Transaction, type TransactionFields } from '../primitives/tx.ts';
import { pushInt } from '../script/push.ts';
import { concatBytes } from '../util/bytes.ts';

export interface CoinbaseRequest {
  readonly height: number;
  /** Subsidy and fees: what the block may issue and collect. */
  readonly value: Satoshis;
  /** Whom the reward goes to. */
  readonly scriptPubKey: Uint8Array;
  /** Makes the coinbase, and so the merkle root, differ where the nonces are used up; 0 … 2^53 - 1. */
  readonly extraNonce: number;
  /** Whether BIP141 holds: the coinbase then commits to the witnesses. */
  readonly segwit: boolean;
  /** The other transactions of the block, in order. */
  readonly transactions: readonly Transaction[];
}

/** Not final, so that the lock time counts. @source Bitcoin Core CTxIn::MAX_SEQUENCE_NONFINAL */
const SEQUENCE_NONFINAL = 0xfffffffe;

const COINBASE_VERSION = 2;

/**
 * The transaction that issues a block's reward. The reward is nobody's until a block with this transaction is
 * accepted; there is no account that it is taken from.
 *
 * The scriptSig is the height (BIP34) and the extra nonce. The lock time of height - 1 makes every coinbase
 * differ from any that could be mined at another height, which BIP34 alone promises only up to height 1,983,702.
 * @source Bitcoin Core src/node/miner.cpp CreateNewBlock; BIP34; BIP141
 */
export function createCoinbase(request: CoinbaseRequest): Transaction {
  const { height, value, scriptPubKey, extraNonce, segwit } = request;
  const fields: TransactionFields = {
    version: COINBASE_VERSION,
    inputs: [
      {
        prevout: NULL_OUTPOINT,
        scriptSig: startOfScriptSig(height, extraNonce),
        sequence: SEQUENCE_NONFINAL,
        witness: segwit ? [WITNESS_RESERVED_VALUE] : [],
      },
    ],
    outputs: [{ value, scriptPubKey }],
    lockTime: height - 1,
  };
  return makeTransaction(segwit ? withWitnessCommitment(fields, request.transactions) : fields);
}

/** Without an extra nonce the height alone, but where it would be one byte: consensus asks for two. */
function startOfScriptSig(height: number, extraNonce: number): Uint8Array {
  const start = pushInt(height);
  return extraNonce === 0 && start.length > 1 ? start : concatBytes(start, pushInt(extraNonce));
}

/** The coinbase counts as zero in the witness merkle tree, so the commitment can be an output of its own. */
function withWitnessCommitment(
  fields: TransactionFields,
  transactions: readonly Transaction[],
): TransactionFields {
  const commitment = witnessCommitmentScript([makeTransaction(fields), ...transactions]);
  return { ...fields, outputs: [...fields.outputs, { value: 0, scriptPubKey: commitment }] };
}

import { describe, expect, it } from 'vitest';
import { createOrphanage } from '../../../src/mempool/orphanage.ts';
import { createKnownTransactions } from '../../../src/p2p/known-transactions.ts';
import { makeTransaction, type Transaction } from '../../../src/primitives/tx.ts';
import { seededRandom } from '../../helpers/p2p/test-peer.ts';
import { inputOf, outputOf, transactionOf } from '../../helpers/transactions.ts';

const NOTHING = { get: () => undefined, getByWtxid: () => undefined };
const ALL = { reconsiderable: true };
const HOPELESS = { reconsiderable: false };

function withWitness(number: number): Transaction {
  const input = { ...inputOf(number), witness: [Uint8Array.of(number)] };
  return makeTransaction({ ...transactionOf({ inputs: [input], outputs: [outputOf(1)] }) });
}

const byTxid = ({ txid: hash }: Transaction) => ({ hash, isWtxid: false });
const byWtxid = ({ wtxid: hash }: Transaction) => ({ hash, isWtxid: true });

function create() {
  const random = seededRandom(1);
  const orphanage = createOrphanage({ randomBelow: random.below });
  return { orphanage, known: createKnownTransactions({ mempool: NOTHING, orphanage, random }) };
}

describe('createKnownTransactions', () => {
  it('knows an orphan by its wtxid alone: another witness may be the right one', () => {
    const { orphanage, known } = create();
    const tx = withWitness(1);
    orphanage.addTx(tx, 0);
    expect([known.has(byWtxid(tx), HOPELESS), known.has(byTxid(tx), HOPELESS)]).toEqual([true, false]);
    const bare = transactionOf({ inputs: [inputOf(2)] });
    orphanage.addTx(bare, 0);
    expect(known.has(byTxid(bare), HOPELESS)).toBe(true);
  });

  it('takes what a child might pay for as unknown where that is asked', () => {
    const { known } = create();
    const tx = withWitness(1);
    known.reconsiderable.insert(tx.wtxid);
    expect([known.has(byWtxid(tx), ALL), known.has(byWtxid(tx), HOPELESS)]).toEqual([true, false]);
  });

  it('forgets what was refused, not what was confirmed, when the tip changes', () => {
    const { known } = create();
    const [refused, cheap, confirmed] = [withWitness(1), withWitness(2), withWitness(3)];
    known.rejected.insert(refused.wtxid);
    known.reconsiderable.insert(cheap.wtxid);
    known.noteConfirmed({ transactions: [confirmed] });
    known.forgetRejected();
    expect([refused, cheap, confirmed].map((tx) => known.has(byWtxid(tx), ALL))).toEqual([
      false,
      false,
      true,
    ]);
    expect(known.has(byTxid(confirmed), ALL)).toBe(true);
    known.forgetConfirmed();
    expect(known.has(byTxid(confirmed), ALL)).toBe(false);
  });
});

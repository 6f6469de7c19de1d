import type { BlockProducer } from '../chain/extend.ts';
import type { BlockRejectCode } from '../consensus/reject-codes.ts';
import { transactionWeight } from '../consensus/weight.ts';
import type { Block } from '../primitives/block.ts';
import type { Transaction } from '../primitives/tx.ts';
import { accept, type Verdict } from '../util/verdict.ts';
import { type GenerateDependencies, solve } from './generate.ts';
import type { TemplateTransaction } from './template.ts';

export interface GenerateBlockRequest {
  readonly scriptPubKey: Uint8Array;
  /** In block order, without the coinbase. */
  readonly transactions: readonly Transaction[];
  /** Whether the chain gets the block, or only judges it. */
  readonly submit: boolean;
  /** Headers to try before giving up. */
  readonly maxTries: number;
}

/**
 * Mines one block on the tip that holds exactly these transactions; undefined where `maxTries` is used up. Their fees
 * are left uncollected: nobody has asked whether the transactions are good when the coinbase is made.
 * @returns the block; with `submit` it is durable
 * @rejects every block reason; nothing is kept of a refused block
 * @source Bitcoin Core src/rpc/mining.cpp generateblock
 */
export async function generateBlock(
  { scriptPubKey, transactions, submit, maxTries }: GenerateBlockRequest,
  deps: GenerateDependencies,
): Promise<Verdict<Block | undefined, BlockRejectCode>> {
  const selected = transactions.map(withoutFee);
  let made: Block | undefined;
  const produce: BlockProducer = async (parent) => {
    const template = { ...deps.templates.bare(parent), selected };
    made = await solve(template, scriptPubKey, { budget: { triesLeft: maxTries }, deps });
    return made;
  };
  if (!submit) return deps.chainstate.rehearse(produce);
  const extended = await deps.chainstate.extend(1, produce);
  return extended.ok ? accept(made) : extended;
}

function withoutFee(tx: Transaction): TemplateTransaction {
  return { tx, fee: 0, sigOpCost: 0, weight: transactionWeight(tx) };
}

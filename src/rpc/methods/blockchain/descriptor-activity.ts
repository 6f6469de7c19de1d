import type { BlockIndexEntry } from '../../../chain/block-index.ts';
import type { MempoolView } from '../../../mempool/view.ts';
import { displayHash } from '../../../primitives/hash256.ts';
import { isCoinbase, type Transaction, type TxOutput } from '../../../primitives/tx.ts';
import type { AddressPrefixes } from '../../../script/address.ts';
import { toHex } from '../../../util/bytes.ts';
import { expectDefined } from '../../../util/invariant.ts';
import { Type } from '../../../util/schema.ts';
import { expandScanTarget, readScanObject, SCAN_OBJECT } from '../../descriptors.ts';
import { RpcError } from '../../errors.ts';
import { amount } from '../../json.ts';
import { readAs } from '../../read-as.ts';
import { defineMethod, required, withDefault } from '../../registry.ts';
import { amountResult, hashHex } from '../../schemas.ts';
import { ScriptPubKeyView, scriptPubKeyView } from '../../views/script.ts';
import { EXAMPLE_ADDRESS } from '../examples.ts';
import { type BlockchainContext, findBlock, interruptionPoint, readBlock, readUndo } from './context.ts';

/** What this method needs of the node. */
export interface DescriptorActivityContext extends BlockchainContext {
  readonly mempool: MempoolView;
}

const placeFields = {
  blockhash: Type.Optional(hashHex()),
  height: Type.Optional(Type.Integer({ description: 'Height of the block (omitted if unconfirmed)' })),
};

const SpendView = Type.Object({
  type: Type.Literal('spend', { description: "always 'spend'" }),
  amount: amountResult('The total amount in BTC of the spent output'),
  ...placeFields,
  spend_txid: hashHex(),
  spend_vin: Type.Integer({ description: 'The input index of the spend' }),
  prevout_txid: hashHex(),
  prevout_vout: Type.Integer({ description: 'The vout of the prevout' }),
  prevout_spk: ScriptPubKeyView,
});

const ReceiveView = Type.Object({
  type: Type.Literal('receive', { description: "always 'receive'" }),
  amount: amountResult('The total amount in BTC of the new output'),
  ...placeFields,
  txid: hashHex(),
  vout: Type.Integer({ description: 'The vout of the receiving output' }),
  output_spk: ScriptPubKeyView,
});

export const getDescriptorActivity = defineMethod({
  name: 'getDescriptorActivity',
  category: 'blockchain',
  description:
    'Get spend and receive activity associated with a set of descriptors for a set of blocks. This command pairs well with the relevant_blocks output of scanBlocks.',
  params: {
    blockhashes: required(
      Type.Array(Type.Unknown()),
      "The list of blockhashes to examine for activity. Order doesn't matter. Must be along main chain or an error is thrown.",
      { shown: Type.Array(hashHex()) },
    ),
    scanobjects: required(
      Type.Array(Type.Unknown()),
      'The list of descriptors (scan objects) to examine for activity. Every scan object is either a string descriptor or an object.',
      { shown: Type.Array(SCAN_OBJECT) },
    ),
    include_mempool: withDefault(Type.Boolean(), true, 'Whether to include unconfirmed activity'),
  },
  result: Type.Object({ activity: Type.Array(Type.Union([SpendView, ReceiveView])) }),
  errors: [
    { error: 'RPC_INVALID_ADDRESS_OR_KEY', when: 'a block is not known, a descriptor is none' },
    { error: 'RPC_INVALID_PARAMETER', when: 'a block is not in the best chain, or a range is none' },
    { error: 'RPC_MISC_ERROR', when: 'a block is not kept' },
    { error: 'RPC_CLIENT_NOT_CONNECTED', when: 'the node stops meanwhile' },
  ],
  example: [[], [`addr(${EXAMPLE_ADDRESS})`]],
  handler: async (request, context: DescriptorActivityContext) => {
    const entries = mainChainBlocks(request.blockhashes, context);
    const watch = await readWatch(request.scanobjects, context);
    const breathe = interruptionPoint(context);
    const activity = [];
    for (const entry of entries) {
      activity.push(...blockActivity(entry, watch, context));
      await breathe();
    }
    if (request.include_mempool) activity.push(...mempoolActivity(watch, context));
    return { activity };
  },
});

/** Each block once, upwards. @throws RpcError -5, -8 */
function mainChainBlocks(
  hashes: readonly unknown[],
  context: DescriptorActivityContext,
): readonly BlockIndexEntry[] {
  const entries = new Set<BlockIndexEntry>();
  for (const hash of hashes) {
    const entry = findBlock(readAs(hashHex('blockhash'), hash, 'blockhash'), context);
    if (!context.chainstate.isActive(entry)) {
      throw new RpcError('RPC_INVALID_PARAMETER', 'Block is not in main chain');
    }
    entries.add(entry);
  }
  return [...entries].sort((a, b) => a.height - b.height);
}

/** What is looked for, and how it is shown. */
interface Watch {
  /** The scripts in hex. */
  readonly scripts: ReadonlySet<string>;
  readonly prefixes: AddressPrefixes;
}

async function readWatch(
  scanobjects: readonly unknown[],
  context: DescriptorActivityContext,
): Promise<Watch> {
  const scripts = new Set<string>();
  for (const object of scanobjects) {
    const target = await readScanObject(object, context);
    for await (const { outputs } of expandScanTarget(target, interruptionPoint(context))) {
      for (const { script } of outputs) scripts.add(toHex(script));
    }
  }
  return { scripts, prefixes: context.network.addresses };
}

function blockActivity(entry: BlockIndexEntry, watch: Watch, context: DescriptorActivityContext) {
  const { transactions } = readBlock(entry, context);
  const undo = readUndo(entry, context);
  const place = { blockhash: displayHash(entry.hash), height: entry.height };
  return transactions.flatMap((tx, i) => {
    const spent = isCoinbase(tx) ? [] : expectDefined(undo[i - 1], 'what each transaction spends');
    return transactionActivity({ tx, spent: spent.map(({ output }) => output), place }, watch);
  });
}

function mempoolActivity(watch: Watch, { mempool }: DescriptorActivityContext) {
  return [...mempool.entries()].flatMap(({ tx }) => {
    const spent = tx.inputs.map(
      ({ prevout }) => expectDefined(mempool.coins.getCoin(prevout), 'a coin that exists').output,
    );
    return transactionActivity({ tx, spent, place: {} }, watch);
  });
}

interface PlacedTransaction {
  readonly tx: Transaction;
  /** In input order; none for a coinbase. */
  readonly spent: readonly TxOutput[];
  readonly place: { readonly blockhash?: string; readonly height?: number };
}

function transactionActivity({ tx, spent, place }: PlacedTransaction, { scripts, prefixes }: Watch) {
  const txid = displayHash(tx.txid);
  const isWatched = ({ scriptPubKey }: TxOutput) => scripts.has(toHex(scriptPubKey));
  const spends = spent.flatMap((output, index) => {
    if (!isWatched(output)) return [];
    const { prevout } = expectDefined(tx.inputs[index], 'an input for each output that is spent');
    return {
      type: 'spend' as const,
      amount: amount(output.value),
      ...place,
      spend_txid: txid,
      spend_vin: index,
      prevout_txid: displayHash(prevout.txid),
      prevout_vout: prevout.index,
      prevout_spk: scriptPubKeyView(output.scriptPubKey, prefixes),
    };
  });
  const receipts = tx.outputs.flatMap((output, vout) => {
    if (!isWatched(output)) return [];
    const output_spk = scriptPubKeyView(output.scriptPubKey, prefixes);
    return { type: 'receive' as const, amount: amount(output.value), ...place, txid, vout, output_spk };
  });
  return [...spends, ...receipts];
}

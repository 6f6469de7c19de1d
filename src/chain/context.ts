import type { ConsensusParams } from '../consensus/params.ts';
import type { Block } from '../primitives/block.ts';
import type { Clock, Timers } from '../util/clock.ts';
import { createEmitter, type Emitter } from '../util/emitter.ts';
import { expectDefined, invariant } from '../util/invariant.ts';
import type { Log } from '../util/log.ts';
import { createPacer, type Pacer } from '../util/pacer.ts';
import { type ActiveChain, createActiveChain } from './active-chain.ts';
import { type BlockIndexEntry, createEntry, type MutableEntry } from './block-index.ts';
import { type BlockTree, createBlockTree } from './block-tree.ts';
import { type ChainWriter, createChainWriter } from './chain-writer.ts';
import { type CoinsCache, createCoinsCache } from './coins-cache.ts';
import type { ChainEvents } from './events.ts';
import { createHeldWork, type HeldWork } from './held-work.ts';
import type { ChainStore, ScriptVerifier } from './ports.ts';
import { createScriptPolicy, type ScriptPolicy } from './script-policy.ts';

export interface ChainstateDependencies {
  readonly params: ConsensusParams;
  readonly genesis: Block;
  readonly store: ChainStore;
  readonly scripts: ScriptVerifier;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  readonly memory: ChainMemory;
  /** Lets other work have its turn. */
  readonly breathe: () => Promise<void>;
  /** Hears of a fault of our own or the disk's that has no caller: the node stops. */
  readonly onFault: (fault: unknown) => void;
}

/** How much memory the chain state may take beside its headers. */
export interface ChainMemory {
  /** Bytes for coins that are on disk too. */
  readonly coinsBytes: number;
  /** Bytes for what is not committed yet; one block more may come on top. */
  readonly heldBytes: number;
  /** 32 random bits for the place of a coin in memory. */
  readonly salt: number;
}

/** What the jobs of the chain state work on; one job at a time holds it. */
export interface ChainContext extends ChainstateDependencies {
  readonly tree: BlockTree;
  readonly active: ActiveChain;
  readonly writer: ChainWriter;
  /** The coins of the best chain as it is. */
  readonly coins: CoinsCache;
  readonly held: HeldWork;
  readonly scriptPolicy: ScriptPolicy;
  readonly pace: Pacer;
  readonly events: Emitter<ChainEvents>;
  readonly genesisEntry: MutableEntry;
  /** What the operator was told already. */
  readonly told: { outOfReach: BlockIndexEntry | undefined };
  /** True where the store was empty: the genesis block waits to be written. */
  readonly isNew: boolean;
}

/**
 * The chain of the store; a new store gets the genesis block.
 * @throws InvariantError where the store holds another network's chain
 */
export function loadChainContext(deps: ChainstateDependencies): ChainContext {
  const { store, memory, clock, breathe } = deps;
  const stored = store.loadChain();
  const tree = createBlockTree(stored.records);
  const writer = createChainWriter(store, tree);
  const isNew = stored.tip === undefined;
  const genesisEntry = isNew ? plantGenesis(deps.genesis, tree, writer) : tree.get(deps.genesis.hash);
  invariant(genesisEntry, "the stored chain starts with another genesis block than this network's");
  const tip = stored.tip ? tree.get(stored.tip) : genesisEntry;
  const active = createActiveChain(expectDefined(tip, 'the stored tip is a stored block'));
  if (stored.prunedHeight > 0) {
    tree.prune(expectDefined(active.at(stored.prunedHeight), 'what is pruned is below the stored tip'));
  }
  return {
    ...deps,
    tree,
    active,
    writer,
    coins: createCoinsCache(store, { maxBytes: memory.coinsBytes, salt: memory.salt }),
    held: createHeldWork(),
    scriptPolicy: createScriptPolicy({ params: deps.params, tree, log: deps.log }),
    pace: createPacer(clock, breathe),
    events: createEmitter<ChainEvents>(),
    genesisEntry,
    told: { outOfReach: undefined },
    isNew,
  };
}

/** The outputs of the genesis block were never spendable: it is not connected, only planted. */
function plantGenesis(genesis: Block, tree: BlockTree, writer: ChainWriter): MutableEntry {
  const entry = createEntry(genesis.header, genesis.hash, undefined);
  tree.insert(entry);
  writer.addBlock(entry, genesis);
  tree.receiveData(entry, genesis.transactions.length);
  return entry;
}

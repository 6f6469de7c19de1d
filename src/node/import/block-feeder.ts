import type { Chainstate } from '../../chain/chainstate.ts';
import { type Block, blockSize } from '../../primitives/block.ts';
import { type Hash256, hashKey } from '../../primitives/hash256.ts';

/** Gives blocks to the chain state, some ahead of its judgement, so that it always knows that more is coming. */
export interface BlockFeeder {
  /** Gives a block on; fulfilled once there is room for another one. @throws what the chain state throws */
  feed(block: Block): Promise<void>;
  /** True for a block that was given on and is not judged yet. */
  isUnderWay(hash: Hash256): boolean;
  /** Blocks that were accepted so far. */
  accepted(): number;
  /** Fulfilled once every block is judged. @throws what the chain state throws */
  drained(): Promise<void>;
}

/** Bounds of what is under way. */
const MAX_BLOCKS = 64;
const MAX_BYTES = 16_000_000;

/** A feeder of which nothing is under way. */
export function createBlockFeeder({ feedBlock }: Pick<Chainstate, 'feedBlock'>): BlockFeeder {
  /** In the order in which they are judged. */
  const underWay = new Map<string, { readonly judged: Promise<void>; readonly bytes: number }>();
  let bytes = 0;
  let accepted = 0;

  /** Waits until the first that is under way is judged. */
  async function waitForFirst(): Promise<void> {
    const [[key, first] = []] = underWay;
    if (key === undefined || first === undefined) return;
    await first.judged;
    underWay.delete(key);
    bytes -= first.bytes;
  }

  return {
    async feed(block) {
      const judged = feedBlock(block).then((verdict) => {
        if (verdict.ok && verdict.value.isNew) accepted++;
      });
      // It is awaited later: until then its failure is not unhandled.
      judged.catch(() => {});
      const size = blockSize(block);
      underWay.set(hashKey(block.hash), { judged, bytes: size });
      bytes += size;
      while (underWay.size >= MAX_BLOCKS || bytes >= MAX_BYTES) await waitForFirst();
    },
    isUnderWay: (hash) => underWay.has(hashKey(hash)),
    accepted: () => accepted,
    async drained() {
      while (underWay.size > 0) await waitForFirst();
    },
  };
}

import { setImmediate as breathe } from 'node:timers/promises';
import type { ChainstateDependencies } from '../../src/chain/context.ts';
import { SYSTEM_TIMERS } from '../../src/node/timers.ts';

/** What a chain state works with in tests and benches: little memory, the system's timers, no fault unheard. */
export const CHAIN_RESOURCES: Pick<ChainstateDependencies, 'timers' | 'breathe' | 'memory' | 'onFault'> = {
  timers: SYSTEM_TIMERS,
  breathe,
  memory: { coinsBytes: 2 ** 20, heldBytes: 4 * 2 ** 20, salt: 0x5eed },
  onFault(fault) {
    throw fault;
  },
};

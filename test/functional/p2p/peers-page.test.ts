import { describe, it } from 'vitest';
import { freePort } from '../../helpers/free-port.ts';
import { expectPageIsTrue } from '../../helpers/run-page.ts';

/** Some twenty starts of the program, and three blocks. */
const PATIENCE_MS = 300_000;

/** The ports of the page's three nodes, for peers and for requests. */
const OFFSETS = [1, 2, 3, 11, 12, 13];

describe('docs/peers.md', () => {
  it(
    'does what it says, block by block',
    async () => {
      const base = await freePort(OFFSETS);
      await expectPageIsTrue({
        page: 'docs/peers.md',
        minBlocks: 6,
        // By default mining takes what others leave, which is nothing where other tests run.
        environment: () => ({ BASE: String(base), NONCED_MININGPRIORITY: '5' }),
        patienceMs: PATIENCE_MS,
      });
    },
    PATIENCE_MS + 10_000,
  );
});

import { join } from 'node:path';
import { describe, it } from 'vitest';
import { freePort } from '../helpers/free-port.ts';
import { expectPageIsTrue } from '../helpers/run-page.ts';

/**
 * It takes half a minute, and more than three where ten programs share a core; and two searches of a million hashes may
 * have bad luck.
 */
const PATIENCE_MS = 600_000;

describe('docs/tutorial.md', () => {
  it(
    'does what it says, block by block',
    async () => {
      const port = await freePort();
      await expectPageIsTrue({
        page: 'docs/tutorial.md',
        minBlocks: 20,
        environment: (home) => ({
          NONCED_DATADIR: join(home, 'data'),
          NONCED_RPCPORT: String(port),
          // By default mining takes what others leave, which is nothing where other tests run.
          NONCED_MININGPRIORITY: '5',
          // On a slow machine a search takes longer than the usual 30 s.
          NONCED_RPCSERVERTIMEOUT: '3',
        }),
        patienceMs: PATIENCE_MS,
      });
    },
    PATIENCE_MS + 10_000,
  );
});

import { join } from 'node:path';
import { describe, it } from 'vitest';
import { freePort } from '../helpers/free-port.ts';
import { expectPageIsTrue } from '../helpers/run-page.ts';

/** It takes half a minute; but two searches of a million hashes may have bad luck, and the machine may be busy. */
const PATIENCE_MS = 240_000;

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
        }),
        patienceMs: PATIENCE_MS,
      });
    },
    PATIENCE_MS + 10_000,
  );
});

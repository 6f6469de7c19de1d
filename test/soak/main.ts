import { parseArgs } from 'node:util';
import { startVitest } from 'vitest/node';

/** `npm run soak -- --minutes=240 [--seed=NUMBER]`: the long run of soak.test.ts. */

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '240' }, seed: { type: 'string' } },
});
process.env['NONCED_SOAK_MINUTES'] = values.minutes;
if (values.seed !== undefined) process.env['NONCED_SEED'] = values.seed;
await startVitest('test', ['test/soak/soak.test.ts'], { watch: false });

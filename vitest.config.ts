import { defineConfig } from 'vitest/config';
import { PATIENCE_MS } from './test/helpers/nonced-process.ts';
import { SummaryReporter } from './test/helpers/summary-reporter.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/helpers/global-setup.ts'],
    reporters: ['default', new SummaryReporter()],
    // Functional tests start real daemons that mine: more files at once than cores would only starve them.
    maxWorkers: '100%',
    // Longer than a test waits for one thing, which can then say what it was that never came.
    testTimeout: 2 * PATIENCE_MS,
    hookTimeout: 2 * PATIENCE_MS,
    expect: { poll: { timeout: PATIENCE_MS } },
    coverage: { provider: 'v8', include: ['src/**', 'workers/**'], reporter: ['text-summary', 'html'] },
  },
});

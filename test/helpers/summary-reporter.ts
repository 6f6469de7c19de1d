import type { Reporter, TestModule } from 'vitest/node';

/**
 * Closes the run with plain lines: how many public vectors were checked, in how many cases we were compared with
 * others, and the count of tests.
 */
export class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0, vectors: 0, comparisons: 0 };
    for (const module of modules) {
      if (module.state() === 'failed' && module.errors().length > 0) count.failed++;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed' || state === 'failed' || state === 'skipped') count[state]++;
        const meta = test.meta() as { vectors?: number; comparisons?: number };
        count.vectors += meta.vectors ?? 0;
        count.comparisons += meta.comparisons ?? 0;
      }
    }
    console.log(`public vectors checked: ${count.vectors}`);
    console.log(`cases compared with other implementations: ${count.comparisons}`);
    console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
  }
}

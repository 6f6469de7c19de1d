import type { Reporter, TestModule } from 'vitest/node';

/** Closes the run with two plain lines: how many public vectors were checked, and the count of tests. */
export class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0, vectors: 0 };
    for (const module of modules) {
      if (module.state() === 'failed' && module.errors().length > 0) count.failed++;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed' || state === 'failed' || state === 'skipped') count[state]++;
        count.vectors += (test.meta() as { vectors?: number }).vectors ?? 0;
      }
    }
    console.log(`public vectors checked: ${count.vectors}`);
    console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
  }
}

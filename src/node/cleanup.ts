/** What has to be closed, in reverse order of its opening. */
export interface Cleanup {
  /** Notes how to close what was just opened. */
  push(close: () => void | Promise<void>): void;
  /** Closes everything, once; what fails does not keep the rest open, the first failure is thrown at the end. */
  run(): Promise<void>;
}

export function createCleanup(): Cleanup {
  const closers: (() => void | Promise<void>)[] = [];
  return {
    push: (close) => {
      closers.push(close);
    },
    async run() {
      const failures: unknown[] = [];
      for (let close = closers.pop(); close; close = closers.pop()) {
        try {
          await close();
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length > 0) throw failures[0];
    },
  };
}

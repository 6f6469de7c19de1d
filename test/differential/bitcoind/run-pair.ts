import { expect } from 'vitest';

/** Tries all cases, whatever becomes of one. @throws AssertionError with every case that failed, by its name */
export async function agreeInEach<T extends readonly [name: string, ...unknown[]]>(
  cases: Iterable<T>,
  agree: (one: T) => Promise<void>,
): Promise<void> {
  const failures: string[] = [];
  for (const one of cases) {
    try {
      await agree(one);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      failures.push(`${one[0]}: ${error.message}`);
    }
  }
  expect(failures.join('\n\n')).toBe('');
}

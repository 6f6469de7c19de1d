import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createSerialQueue } from '../../../src/util/serial-queue.ts';

describe('createSerialQueue', () => {
  it('runs each job to its end before the next begins', async () => {
    const enqueue = createSerialQueue();
    const steps: string[] = [];
    const job = (name: string) => async () => {
      steps.push(`${name} begins`);
      await setImmediate();
      steps.push(`${name} ends`);
      return name;
    };
    expect(await Promise.all([enqueue(job('a')), enqueue(job('b'))])).toEqual(['a', 'b']);
    expect(steps).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  });

  it('never runs a job before enqueue returns', async () => {
    const enqueue = createSerialQueue();
    let ran = false;
    const done = enqueue(() => {
      ran = true;
    });
    expect(ran).toBe(false);
    await done;
    expect(ran).toBe(true);
  });

  it.each([
    ['throws', (): void => fail()],
    ['rejects', (): Promise<void> => Promise.resolve().then(fail)],
  ])('goes on after a job that %s, which fails its own promise alone', async (_, job) => {
    const enqueue = createSerialQueue();
    const failed = enqueue(job);
    const next = enqueue(() => 'next');
    await expect(failed).rejects.toThrow('fault');
    await expect(next).resolves.toBe('next');
  });
});

function fail(): never {
  throw new Error('fault');
}

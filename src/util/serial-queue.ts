/** Runs jobs one after the other, each to its end before the next begins; the place where state changes. */
export type SerialQueue = <T>(job: () => T | Promise<T>) => Promise<T>;

/** A queue without jobs. A job that throws fails its own promise alone. */
export function createSerialQueue(): SerialQueue {
  let last: Promise<unknown> = Promise.resolve();
  return (job) => {
    const result = last.then(job);
    last = result.catch(() => undefined);
    return result;
  };
}

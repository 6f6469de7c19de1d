import { parentPort } from 'node:worker_threads';

/** What a thread says once all its modules are there. */
export const LOADED = 'loaded';

/**
 * Said by a thread's entry when all its modules are there. A thread that is ended before takes the process with it:
 * neither Node's loader ("Module::IsGraphAsync must be used on an instantiated module") nor a native addon in its
 * initialisation bears it.
 */
export function tellLoaded(): void {
  parentPort?.postMessage(LOADED);
}

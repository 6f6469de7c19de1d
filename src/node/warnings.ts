import type { Log } from '../util/log.ts';
import type { Cleanup } from './cleanup.ts';

/** Node's own warnings (deprecations, leaks) go to the log: standard error is for the reason of a failed start. */
export function logProcessWarnings(log: Log, cleanup: Cleanup): void {
  const onWarning = (warning: Error): void => log.warn(`Node.js: ${warning.name}: ${warning.message}`);
  const others = process.listeners('warning');
  process.removeAllListeners('warning');
  process.on('warning', onWarning);
  cleanup.push(() => {
    process.removeListener('warning', onWarning);
    for (const listener of others) process.on('warning', listener);
  });
}

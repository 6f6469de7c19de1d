import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** Milliseconds of a tick of /proc/stat. */
const TICK_MS = 10;

/** Milliseconds of CPU time that everything on the machine took since its start; undefined but on Linux. */
function busyMs(): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const [total = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = total.split(/\s+/).slice(1).map(Number);
  return TICK_MS * (user + nice + system + irq + softirq);
}

/** Milliseconds of CPU time that a process took since its start, all its threads together; undefined but on Linux. */
export function cpuMsOf(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined;
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return TICK_MS * (Number(fields[11]) + Number(fields[12]));
}

/**
 * Watches who else uses the machine, as what is measured in microseconds says little where others do.
 * @returns what to call at the end: the share of all CPUs' time that other processes took, in percent; undefined where the
 *   system doesn't tell
 */
export function watchOthers(): () => number | undefined {
  const [startedMs, busyBefore, ownBefore] = [performance.now(), busyMs(), process.cpuUsage()];
  return () => {
    const busyAfter = busyMs();
    if (busyBefore === undefined || busyAfter === undefined) return undefined;
    const { user, system } = process.cpuUsage(ownBefore);
    const others = Math.max(0, busyAfter - busyBefore - (user + system) / 1000);
    return (100 * others) / ((performance.now() - startedMs) * availableParallelism());
  };
}

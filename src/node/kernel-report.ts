import { type KernelState, listKernels } from '../kernel/select.ts';
import type { Log } from '../util/log.ts';
import { describeRejection } from '../util/verdict.ts';

/** What the operator is told of the hash kernels: at the start, before anything is mined. */

/** Why a kernel of the package can't be used though the CPU might run it: something to mend. */
const BROKEN = [
  'native-binary-unusable',
  'native-binary-damaged',
  'wasm-file-missing',
  'wasm-simd-unsupported',
];

/**
 * Says in the log which kernels there are and why the others are not; a warning where the files of some are missing or
 * damaged, since mining is then slower than it has to be.
 * @returns the warning in short, for the status
 */
export function reportKernels(
  log: Pick<Log, 'info' | 'warn'>,
  states: readonly KernelState[] = listKernels(),
): string | undefined {
  const usable = states.filter(({ refusal }) => refusal === undefined).map(({ name }) => name);
  const others = groupByReason(states).map(({ names, reason }) => `${names.join(', ')} (${reason})`);
  const broken = states.filter(({ refusal }) => refusal !== undefined && BROKEN.includes(refusal.code));
  const line = [
    `Hash kernels: ${usable.join(', ')}`,
    ...(others.length > 0 ? [`not here: ${others.join('; ')}`] : []),
  ];
  if (broken.length === 0) {
    log.info(line.join('; '));
    return undefined;
  }
  log.warn(`${line.join('; ')}. Mining goes on with those that are there`);
  return `hash kernels missing or damaged: ${broken.map(({ name }) => name).join(', ')}`;
}

/** The kernels that don't run here, those with the same reason together. */
export function groupByReason(
  states: readonly KernelState[],
): readonly { readonly names: readonly string[]; readonly reason: string }[] {
  const groups = new Map<string, string[]>();
  for (const { name, refusal } of states) {
    if (refusal === undefined) continue;
    const reason = describeRejection(refusal);
    groups.set(reason, [...(groups.get(reason) ?? []), name]);
  }
  return [...groups].map(([reason, names]) => ({ names, reason }));
}

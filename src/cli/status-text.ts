import type { NodeStatus } from '../node/running-node.ts';

/** The live status line's words. */

/** What a status line is made of. */
export interface StatusContext {
  readonly network: string;
  /** Seconds since 1970, of the machine's clock. */
  readonly now: number;
  /** Columns of the terminal. */
  readonly width: number;
}

/** One line, cut to the terminal's width: `cpunet · height 1,234 · 3.45 MH/s on 2 threads · last block 12 s ago · 0 peers`. */
export function statusText(status: NodeStatus, { network, now, width }: StatusContext): string {
  const parts = [network, `height ${status.height.toLocaleString('en-US')}`, miningText(status)];
  if (status.lastBlockAt !== undefined)
    parts.push(`last block ${formatDuration(now - status.lastBlockAt)} ago`);
  parts.push(status.peers === 1 ? '1 peer' : `${status.peers} peers`);
  if (status.notice !== undefined) parts.push(status.notice);
  const line = parts.join(' · ');
  return line.length < width ? line : `${line.slice(0, Math.max(0, width - 2))}…`;
}

/** Hashes per second with three digits and a unit, e.g. `3.45 MH/s`. */
export function formatHashRate(hashesPerSecond: number): string {
  const units = ['H/s', 'kH/s', 'MH/s', 'GH/s', 'TH/s', 'PH/s', 'EH/s'];
  let value = hashesPerSecond;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  const decimals = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${value.toFixed(decimals)} ${units[unit]}`;
}

/** Seconds in the two largest units that matter: `12 s`, `4 min 5 s`, `3 h 10 min`, `2 d 4 h`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const units = [
    ['d', 86_400],
    ['h', 3600],
    ['min', 60],
    ['s', 1],
  ] as const;
  const first = units.findIndex(([, length]) => whole >= length);
  if (first < 0) return '0 s';
  let rest = whole;
  const parts = units.slice(first, first + 2).map(([name, length]) => {
    const count = Math.floor(rest / length);
    rest %= length;
    return count === 0 ? '' : `${count} ${name}`;
  });
  return parts.filter(Boolean).join(' ');
}

function miningText({ hashRate, threads }: NodeStatus): string {
  if (hashRate === undefined) return 'not mining';
  return `${formatHashRate(hashRate)} on ${threads === 1 ? '1 thread' : `${threads} threads`}`;
}

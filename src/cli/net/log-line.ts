/** What a line of a node's log says of its chain; undefined for all others. */
export type LogNews =
  | { readonly kind: 'tip'; readonly hash: string; readonly height: number }
  | { readonly kind: 'found'; readonly hash: string }
  /** Blocks left the best chain: how many, and how many came in their place. */
  | { readonly kind: 'reorganisation'; readonly off: number; readonly on: number };

export function readLogLine(line: string): LogNews | undefined {
  const tip = / UpdateTip: new best=(\w+) height=(\d+)/.exec(line);
  if (tip) return { kind: 'tip', hash: tip[1] ?? '', height: Number(tip[2]) };
  const found = / Mined block (\w+)\b(?! (?:came|was))/.exec(line);
  if (found) return { kind: 'found', hash: found[1] ?? '' };
  const moved = / Reorganization: blocks off (\d+), on (\d+)/.exec(line);
  return moved ? { kind: 'reorganisation', off: Number(moved[1]), on: Number(moved[2]) } : undefined;
}

import type { Transaction } from '../../../src/primitives/tx.ts';
import { nameOf } from './chain.ts';

/** Who builds on whom, and in which pieces a miner would take it: found by looking at everybody. */

export interface ModelEntry {
  readonly tx: Transaction;
  readonly name: string;
  /** What it pays, satoshis. */
  readonly fee: number;
  /** What was added to it. */
  delta: number;
  /** Weight units. */
  readonly weight: number;
  /** When it came in, seconds; height of the chain then. */
  readonly time: number;
  readonly height: number;
  /** Those that were here before it came back from a block: it is not known yet that they build on it. */
  strangers: ReadonlySet<ModelEntry>;
}

/** Satoshis for weight units. */
export interface Piece {
  readonly fee: number;
  readonly size: number;
}

export interface ModelChunk extends Piece {
  readonly members: readonly ModelEntry[];
}

export const vsizeOf = ({ weight }: Pick<ModelEntry, 'weight'>): number => Math.ceil(weight / 4);
export const worthOf = ({ fee, delta }: ModelEntry): number => fee + delta;

/** Whose outputs it spends. */
function parentsIn(entries: readonly ModelEntry[], child: ModelEntry): ModelEntry[] {
  const sources = child.tx.inputs.map(({ prevout }) => nameOf(prevout));
  return entries.filter((other) => sources.includes(other.name) && !other.strangers.has(child));
}

function childrenIn(entries: readonly ModelEntry[], parent: ModelEntry): ModelEntry[] {
  return entries.filter((other) => parentsIn([parent], other).length > 0);
}

/** These with all that they lead to. */
function reach(from: readonly ModelEntry[], next: (entry: ModelEntry) => ModelEntry[]): ModelEntry[] {
  const reached = [...from];
  // The list grows while it is walked.
  for (const entry of reached) for (const one of next(entry)) if (!reached.includes(one)) reached.push(one);
  return reached;
}

export const ancestorsIn = (entries: readonly ModelEntry[], of: readonly ModelEntry[]): ModelEntry[] =>
  reach(of, (entry) => parentsIn(entries, entry));
export const descendantsIn = (entries: readonly ModelEntry[], of: readonly ModelEntry[]): ModelEntry[] =>
  reach(of, (entry) => childrenIn(entries, entry));
export const clusterIn = (entries: readonly ModelEntry[], of: ModelEntry): ModelEntry[] =>
  reach([of], (entry) => [...parentsIn(entries, entry), ...childrenIn(entries, entry)]);

/** All of them by cluster. */
export function clustersOf(entries: readonly ModelEntry[]): ModelEntry[][] {
  const clusters: ModelEntry[][] = [];
  for (const entry of entries) {
    if (!clusters.some((cluster) => cluster.includes(entry))) clusters.push(clusterIn(entries, entry));
  }
  return clusters;
}

export function sumOf(entries: readonly ModelEntry[]): Piece {
  const fee = entries.reduce((sum, entry) => sum + worthOf(entry), 0);
  return { fee, size: entries.reduce((sum, { weight }) => sum + weight, 0) };
}

/** Above 0 where the first pays more for its size. */
export function compareRates(a: Piece, b: Piece): number {
  return Number(BigInt(a.fee) * BigInt(b.size) - BigInt(b.fee) * BigInt(a.size));
}

/**
 * A cluster in the pieces in which a miner takes it: of all sets that need nobody else the one that pays most for its
 * size, the smallest of such; then the same of what is left.
 */
export function chunksOf(cluster: readonly ModelEntry[]): ModelChunk[] {
  const chunks: ModelChunk[] = [];
  for (let left = [...cluster]; left.length > 0; ) {
    const best = bestPart(left);
    chunks.push(best);
    left = left.filter((entry) => !best.members.includes(entry));
  }
  return chunks;
}

function bestPart(entries: readonly ModelEntry[]): ModelChunk {
  const needs = entries.map((entry) => ancestorsIn(entries, [entry]).map((one) => entries.indexOf(one)));
  let best: ModelChunk | undefined;
  for (let set = 1; set < 2 ** entries.length; set++) {
    const isIn = (number: number): boolean => ((set >> number) & 1) === 1;
    if (!needs.every((needed, number) => !isIn(number) || needed.every(isIn))) continue;
    const members = entries.filter((_, number) => isIn(number));
    const part = { ...sumOf(members), members };
    const order = best ? compareRates(part, best) || best.members.length - members.length : 1;
    if (order > 0) best = part;
  }
  return best as ModelChunk;
}

/** Whether the first pieces earn as much as the others however much room there is, and more with some. */
export function isBetter(pieces: readonly Piece[], others: readonly Piece[]): boolean {
  const [one, other] = [diagramOf(pieces), diagramOf(others)];
  const sizes = [...one, ...other].map(({ size }) => size);
  const gains = sizes.map((size) => compareHeights(one, other, size));
  return gains.every((gain) => gain >= 0) && gains.some((gain) => gain > 0);
}

/** What is earned once so much room is filled, the best pieces first. */
function diagramOf(pieces: readonly Piece[]): Piece[] {
  const points: Piece[] = [{ fee: 0, size: 0 }];
  for (const { fee, size } of [...pieces].sort((a, b) => compareRates(b, a))) {
    const last = points.at(-1) as Piece;
    points.push({ fee: last.fee + fee, size: last.size + size });
  }
  return points;
}

function compareHeights(one: readonly Piece[], other: readonly Piece[], size: number): number {
  const [a, b] = [heightAt(one, size), heightAt(other, size)];
  return Number(a.over * b.under - b.over * a.under);
}

/** As a fraction: the points are joined by straight lines, and after the last one nothing more is earned. */
function heightAt(points: readonly Piece[], size: number): { over: bigint; under: bigint } {
  const next = points.findIndex((point) => point.size >= size);
  const [from, to] = [points[next - 1], points[next]];
  if (!to) return { over: BigInt(points.at(-1)?.fee ?? 0), under: 1n };
  if (!from) return { over: BigInt(to.fee), under: 1n };
  const under = BigInt(to.size - from.size);
  const over = BigInt(from.fee) * under + BigInt(to.fee - from.fee) * BigInt(size - from.size);
  return { over, under };
}

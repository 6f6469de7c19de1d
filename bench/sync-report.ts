import { availableParallelism, cpus } from 'node:os';
import { secp256k1 } from '../src/crypto/secp256k1.ts';
import { expectDefined } from '../src/util/invariant.ts';
import { formatSummary, formatTable, ratios, report, summarize } from './rounds.ts';

export interface SyncResults {
  /** Blocks a second of each variant, round by round. */
  readonly rates: ReadonlyMap<string, readonly number[]>;
  /** The variant that the others are compared with, and what their ratio to it is called. */
  readonly base: string;
  readonly ratioName: string;
  readonly blocks: number;
  readonly inputs: number;
  readonly rounds: number;
  /** What is left at the end; undefined where that is not counted. */
  readonly coins?: number;
}

/** Prints how fast blocks came in, and their inputs. */
export function reportSync({ rates, base, ratioName, blocks, inputs, rounds, coins }: SyncResults): void {
  const baseRates = expectDefined(rates.get(base), 'the base');
  const rows = Array.from(rates, ([name, perSecond]) => ({
    name,
    blocksPerSecond: summarize(perSecond),
    inputsPerSecond: summarize(perSecond.map((rate) => (rate * inputs) / blocks)),
    ratio: summarize(ratios(perSecond, baseRates)),
  }));
  const system = { cpu: cpus()[0]?.model, node: process.version, cores: availableParallelism() };
  const left = coins === undefined ? '' : `, which leave ${coins} coins`;
  report(
    { ...system, verifier: secp256k1.name, blocks, inputs, coins, rounds, rows },
    [
      `${system.cpu}, ${system.cores} cores, Node ${system.node}, secp256k1 ${secp256k1.name}`,
      `${blocks} blocks with ${inputs} inputs${left}; ${rounds} rounds; medians (extremes)`,
      '',
      formatTable([
        ['', 'blocks/s', 'inputs/s', ratioName],
        ...rows.map(({ name, blocksPerSecond, inputsPerSecond, ratio }) => [
          name,
          formatSummary(blocksPerSecond, 0),
          formatSummary(inputsPerSecond, 0),
          formatSummary(ratio),
        ]),
      ]),
    ].join('\n'),
  );
}

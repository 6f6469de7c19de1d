import { describe, expect, it } from 'vitest';
import { encodeCompact } from '../../../src/consensus/compact-target.ts';
import { readShippedNetwork } from '../../../src/node/network-file-reader.ts';
import { type Miners, type SimulatedNetwork, simulateNetwork } from '../../helpers/simulated-network.ts';

/**
 * cpunet's retarget rule in a simulated clock. Every scenario runs with many seeds, and each seed must keep the
 * promise, not only their mean. What the rules refuse (a time too old or too far ahead, wrong bits) ends a run.
 */

const CPUNET = readShippedNetwork('cpunet');
const SEEDS = Array.from({ length: 20 }, (_, i) => i + 1);

const MINUTES = 60;
const HOURS = 60 * MINUTES;
const DAYS = 24 * HOURS;
const MEGA = 1_000_000;

/** How long the rule may take to find the block time (again), and over what it is measured then. */
const SETTLING = 30 * MINUTES;
const MEASURED = HOURS;

const SPACING = 15;
const TOLERANCE = 0.15;

/** Runs a scenario with every seed. */
function withEverySeed(scenario: (network: SimulatedNetwork, seed: number) => void): void {
  for (const seed of SEEDS) {
    const network = simulateNetwork(CPUNET, seed);
    scenario(network, seed);
    expect(network.mostAhead, `seed ${seed}: seconds ahead`).toBeLessThanOrEqual(
      CPUNET.consensus.maxFutureBlockTime,
    );
  }
}

/** Lets the rule settle and expects the spacing, within 15 %, in the hour after that. */
function expectSpacing(network: SimulatedNetwork, miners: Miners, seed: number): void {
  network.mine(SETTLING, miners);
  network.mine(MEASURED, miners);
  const mean = network.meanBlockTime(MEASURED);
  expect(mean, `seed ${seed}: block time`).toBeGreaterThan(SPACING * (1 - TOLERANCE));
  expect(mean, `seed ${seed}: block time`).toBeLessThan(SPACING * (1 + TOLERANCE));
}

describe.each([0.3, 15, 90])('asert-relative on cpunet at %d MH/s', (megahashes) => {
  const hashRate = megahashes * MEGA;
  const miners = { hashRate };

  it('finds the block time within 30 minutes of the genesis block', () => {
    withEverySeed((network, seed) => expectSpacing(network, miners, seed));
  });

  it('finds it again after ten times more hash rate', () => {
    withEverySeed((network, seed) => {
      network.mine(HOURS, miners);
      expectSpacing(network, { hashRate: 10 * hashRate }, seed);
    });
  });

  it.each([
    ['8 hours', 8 * HOURS],
    ['30 days', 30 * DAYS],
  ])('owes nothing after a stop of %s', (_name, stop) => {
    withEverySeed((network, seed) => {
      network.mine(HOURS, miners);
      network.sleep(stop);
      network.mine(15 * MINUTES, miners);
      // The difficulty has halved once: 15 minutes bring some blocks more than 60, not those of the whole stop.
      expect(network.blocksWithin(15 * MINUTES), `seed ${seed}`).toBeGreaterThan(50);
      expect(network.blocksWithin(15 * MINUTES), `seed ${seed}`).toBeLessThan(100);
      expectSpacing(network, miners, seed);
    });
  });

  it('keeps it while one in five sets times as early as they may', () => {
    withEverySeed((network, seed) => {
      network.mine(HOURS, miners);
      expectSpacing(network, { hashRate, shares: { earliest: 0.2 } }, seed);
    });
  });

  it('finds it again after an hour in which all set times as early as they may', () => {
    withEverySeed((network, seed) => {
      network.mine(HOURS, miners);
      network.mine(HOURS, { hashRate, shares: { earliest: 1 } });
      expectSpacing(network, miners, seed);
    });
  });

  it('keeps it while all set times as late as they may', () => {
    withEverySeed((network, seed) => {
      network.mine(HOURS, miners);
      expectSpacing(network, { hashRate, shares: { latest: 1 } }, seed);
    });
  });

  it('keeps it while blocks bear the time at which their search started', () => {
    withEverySeed((network, seed) => {
      network.mine(HOURS, miners);
      expectSpacing(network, { hashRate, shares: { stale: 1 } }, seed);
    });
  });

  it('slows down, never speeds up, while six in ten set times as early as they may, and recovers', () => {
    withEverySeed((network, seed) => {
      network.mine(HOURS, miners);
      network.mine(3 * HOURS, { hashRate, shares: { earliest: 0.6 } });
      expect(network.meanBlockTime(2 * HOURS), `seed ${seed}`).toBeGreaterThan(SPACING);
      expectSpacing(network, miners, seed);
    });
  });
});

describe('asert-relative on cpunet after ten times less hash rate', () => {
  it.each([15, 90])('finds the block time again at a tenth of %d MH/s', (megahashes) => {
    withEverySeed((network, seed) => {
      network.mine(HOURS, { hashRate: megahashes * MEGA });
      expectSpacing(network, { hashRate: (megahashes / 10) * MEGA }, seed);
    });
  });

  it('rests at the easiest target where even that is too hard for the spacing, from 0.3 MH/s', () => {
    // 2^20 hashes at 0.03 MH/s take 35 s.
    withEverySeed((network, seed) => {
      network.mine(HOURS, { hashRate: 0.3 * MEGA });
      network.mine(SETTLING, { hashRate: 0.03 * MEGA });
      network.mine(3 * HOURS, { hashRate: 0.03 * MEGA });
      expect(network.meanBlockTime(3 * HOURS), `seed ${seed}`).toBeGreaterThan(25);
      expect(network.meanBlockTime(3 * HOURS), `seed ${seed}`).toBeLessThan(45);
      expect(network.tip.header.bits).toBeGreaterThan(encodeCompact(CPUNET.consensus.powLimit / 4n));
    });
  });
});

describe('asert-relative on cpunet at its limits', () => {
  it('makes a miner wait whose hash rate would run the chain’s time too far ahead', () => {
    withEverySeed((network, seed) => {
      network.mine(10 * MINUTES, { hashRate: 1e18 });
      expect(network.waited, `seed ${seed}: waited`).toBeGreaterThan(0);
    });
  });
});

import { describe, expect, it } from 'vitest';
import { displayHash } from '../../../src/primitives/hash256.ts';
import type { Transaction } from '../../../src/primitives/tx.ts';
import { FEES, FORM, REFUSALS } from '../../helpers/package-cases.ts';
import { DUST, REPLACEMENTS, ROOM, rival, VERSION_3 } from '../../helpers/package-policy-cases.ts';
import { childOf, SIZE } from '../../helpers/package-scene.ts';
import { messageOf, openPackageWorld, outcomesOf } from '../../helpers/package-world.ts';
import { keyLock, outputAt, payOn, payTo, spend } from '../../helpers/spending.ts';

const TABLE = { FORM, FEES, REFUSALS, VERSION_3, DUST, REPLACEMENTS, ROOM };

describe.each(Object.entries(TABLE))('submitPackage: %s', (_, cases) => {
  it.each(cases)('$name', async ({ options = {}, play }) => {
    const world = await openPackageWorld({ options });
    const { txs, message, outcomes, held, maxFeeRate } = await play(world);
    const outcome = await world.submit(txs, maxFeeRate);
    expect(outcomesOf(txs, outcome)).toEqual(outcomes ?? Array(txs.length).fill(undefined));
    expect(messageOf(outcome)).toBe(message);
    const idsOf = (list: readonly Transaction[]) => list.map(({ wtxid }) => displayHash(wtxid)).sort();
    expect(idsOf(world.held())).toEqual(idsOf(held));
  });
});

describe('submitPackage', () => {
  it('tells by which rate each was judged, and what went for them once', async () => {
    const world = await openPackageWorld();
    const { spent, tx: old } = rival(world, 1000);
    const rich = payOn([world.coin()], 960);
    const [replacing, child] = [payOn([spent], 0), childOf(rich, 1000)];
    const together = payOn([outputAt(replacing, 0)], 3000);
    const first = await world.submit([rich, child]);
    expect(first.members.get(rich)).toMatchObject({
      accepted: { fee: 960, vsize: SIZE, judged: { fee: 960, vsize: SIZE, wtxids: [rich.wtxid] } },
    });
    const second = await world.submit([replacing, together]);
    const judged = { fee: 3000, vsize: 2 * SIZE, wtxids: [replacing.wtxid, together.wtxid] };
    expect(second.members.get(replacing)).toMatchObject({
      accepted: { fee: 0, judged, replaced: [{ tx: old }] },
    });
    expect(second.members.get(together)).toMatchObject({ accepted: { fee: 3000, judged, replaced: [] } });
  });

  it('answers when all is durable', async () => {
    const { coin, mempool, timers } = await openPackageWorld();
    const parent = payOn([coin()], 0);
    let isAnswered = false;
    const submitted = mempool.submitPackage({ txs: [parent, childOf(parent, 1000)] }).then(() => {
      isAnswered = true;
    });
    await new Promise(setImmediate);
    expect(isAnswered).toBe(false);
    timers.runAll();
    await submitted;
  });

  it('asks for the key of every input', async () => {
    const { coin, mine, submit } = await openPackageWorld();
    const made = spend([coin()], [payTo(keyLock(1), 1_000_000)]);
    await mine([made]);
    const parent = payOn([outputAt(made, 0, keyLock(1))], 0, { lock: keyLock(2) });
    const child = payOn([outputAt(parent, 0, keyLock(2))], 1000);
    expect(messageOf(await submit([parent, child]))).toBe('success');
  });
});

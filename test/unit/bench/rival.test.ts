import { describe, expect, it } from 'vitest';
import { ratesIn, rivals } from '../../../bench/rival.ts';

describe('ratesIn', () => {
  it("reads minerd's lines", () => {
    expect(
      ratesIn('[2026-01-01 00:00:00] thread 0: 14355328 hashes, 2620 khash/s\n[…] Total: 2620 khash/s\n'),
    ).toEqual([2_620_000]);
  });
  it("reads cpuminer-opt's, with colours", () => {
    const text = '[…]\u001b[01;37m Total: 25.30 MH/s, Temp: 0C\u001b[0m\n[…] Total: 9796.00 kH/s, Temp: 0C\n';
    expect(ratesIn(text)).toEqual([25_300_000, 9_796_000]);
  });
  it('finds none in anything else', () => {
    expect(ratesIn('Usage: minerd [OPTIONS]')).toEqual([]);
  });
});

describe('rivals', () => {
  it('are those that the variable names', () => {
    expect(rivals('/a/minerd:/b/cpuminer').map(({ name }) => name)).toEqual(['minerd', 'cpuminer']);
    expect(rivals('')).toEqual([]);
  });
  it('say what is wrong with a program that is no miner', async () => {
    const [none] = rivals('/no/such/program');
    await expect(none?.measure(1, 0.1)).rejects.toThrow('CPUMINER: /no/such/program does not start');
    const [echo] = rivals('/bin/echo');
    await expect(echo?.measure(1, 0.1)).rejects.toThrow('CPUMINER: /bin/echo said no hash rate');
  });
});

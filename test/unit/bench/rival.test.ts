import { describe, expect, it } from 'vitest';
import { ratesIn, rivals } from '../../../bench/rival.ts';

describe('ratesIn', () => {
  it("reads minerd's lines", () => {
    const text = `[2026-01-01 00:00:00] thread 0: 14355328 hashes, 2620 khash/s
[2026-01-01 00:00:00] thread 1: 14355328 hashes, 2600 khash/s
[2026-01-01 00:00:00] Total: 5220 khash/s
[2026-01-01 00:00:01] thread 1: 14355328 hashes, 2580 khash/s
`;
    expect(ratesIn(text, 2)).toEqual([5_220_000]);
    expect(ratesIn(text, 1)).toEqual([2_620_000, 2_600_000, 2_580_000]);
  });
  it("reads cpuminer-opt's, with colours, and leaves out its totals", () => {
    const text = `[…] Thread 0, CPU 0: 25.23 Mh/s\u001b[0m
[…]\u001b[01;37m Total: 51.44 MH/s, Temp: 0C, Freq: 0.000/0.000 GHz\u001b[0m
[…] Thread 0, CPU 0: 9796.00 kh/s\u001b[0m
`;
    expect(ratesIn(text, 1)).toEqual([25_230_000, 9_796_000]);
  });
  it('finds none in anything else', () => {
    expect(ratesIn('Usage: minerd [OPTIONS]', 1)).toEqual([]);
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

import { describe, expect, it } from 'vitest';
import { paymentLines, sentLines } from '../../../src/cli/payment-text.ts';

const TXID = 'ab'.repeat(32);

const payment = (change: string, inputs: number) =>
  `{"txid":"${TXID}","address":"cpu1xyz","amount":0.10000000,"fee":0.00000141,"fee_rate":1.007,"vsize":141,"change":${change},"inputs":${inputs}}`;

describe('paymentLines', () => {
  it('shows the daemon’s own figures', () => {
    expect(paymentLines(payment('1.20000000', 2))).toEqual([
      'Pay      0.10000000',
      'to       cpu1xyz',
      'fee      0.00000141  (1.007 satoshis for each of 141 virtual bytes)',
      'change   1.20000000  (comes back to the key of this node)',
      'spends   2 coins',
    ]);
  });

  it('says where small change goes', () => {
    const lines = paymentLines(payment('0.00000000', 1));
    expect(lines[3]).toBe('change   0.00000000  (too little to come back, it is part of the fee)');
    expect(lines[4]).toBe('spends   1 coin');
  });
});

describe('sentLines', () => {
  const sent = (waiting: number, generate: boolean) =>
    sentLines(
      `{"txid":"${TXID}","nextblock":124,"waiting":${waiting},"generate":${generate}}`,
      'nonced -regtest',
    );

  it('says what happens next', () => {
    expect(sent(1_000_000, true)).toEqual([
      `Sent: ${TXID}`,
      'It goes into the next block, 124. From then on the receiver can spend it; the change can be spent at once.',
      `To see it wait: nonced -regtest call getMempoolEntry ${TXID}`,
    ]);
  });

  it('says that blocks are full, and that nobody mines', () => {
    const lines = sent(1_000_001, false);
    expect(lines[1]).toContain('More waits than one holds');
    expect(lines[2]).toBe('This node does not mine now; to let it: nonced -regtest call setGenerate true');
  });
});

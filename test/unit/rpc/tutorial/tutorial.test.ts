import { describe, expect, it } from 'vitest';
import { createTutorial } from '../../../../src/rpc/tutorial/tutorial.ts';
import { createWarmup } from '../../../../src/rpc/warmup.ts';
import { DiskFullError } from '../../../../src/util/disk-full-error.ts';
import { OperatorError } from '../../../../src/util/operator-error.ts';
import { recordingLog } from '../../../helpers/rpc.ts';

function createBroken(fault: Error) {
  const logged: string[] = [];
  const faults: unknown[] = [];
  const warmup = createWarmup();
  const tutorial = createTutorial({
    context: () => {
      throw fault;
    },
    warmup,
    log: recordingLog(logged),
    onFault: (found) => faults.push(found),
  });
  return { tutorial, warmup, logged, faults };
}

describe('createTutorial', () => {
  it('says what the node is doing while it starts', async () => {
    const { tutorial } = createBroken(new Error('not asked for'));
    const { outcome, text } = await tutorial.readChain({}, '/getchain');
    expect(outcome).toBe('unavailable');
    expect(JSON.parse(text)).toMatchObject({
      error: 'warm-up',
      explanation: expect.stringContaining('RPC server'),
    });
  });

  it('logs and reports a fault of its own, and tells nothing of it', async () => {
    const fault = new Error('the secret reason');
    const { tutorial, warmup, logged, faults } = createBroken(fault);
    warmup.finish();
    const { outcome, text } = await tutorial.submitTransfer(new Uint8Array());
    expect(outcome).toBe('fault');
    expect(text).not.toContain('secret');
    expect(faults).toEqual([fault]);
    expect(logged.join()).toContain('the secret reason');
  });

  it('passes on what the operator has to mend', async () => {
    const { tutorial, warmup, faults } = createBroken(new OperatorError('the words are no key'));
    warmup.finish();
    const { outcome, text } = await tutorial.mine(new AbortController().signal);
    expect(outcome).toBe('unavailable');
    expect(JSON.parse(text)).toMatchObject({ explanation: 'the words are no key' });
    expect(faults).toEqual([]);
  });

  it('passes on that the disk is full, and tells the node', async () => {
    const full = new DiskFullError('there is no room');
    const { tutorial, warmup, faults, logged } = createBroken(full);
    warmup.finish();
    const { outcome, text } = await tutorial.mine(new AbortController().signal);
    expect(outcome).toBe('unavailable');
    expect(JSON.parse(text)).toMatchObject({ explanation: 'there is no room' });
    expect({ faults, logged }).toEqual({ faults: [full], logged: [] });
  });
});

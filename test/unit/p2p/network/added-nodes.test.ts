import { setImmediate as breathe } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createAddedNodes } from '../../../../src/p2p/network/added-nodes.ts';
import { serviceOf } from '../../../helpers/p2p/test-book.ts';
import { createTestPeer } from '../../../helpers/p2p/test-peer.ts';
import { createManualTimers } from '../../../helpers/test-mempool.ts';

const create = (given: Partial<Parameters<typeof createAddedNodes>[0]> = {}) =>
  createAddedNodes({
    outbound: { connect: async () => false, resolve: async () => [] },
    peers: () => [],
    defaultPort: 18444,
    timers: { after: () => () => {} },
    clock: { monotonicMs: () => 0 },
    onFault: (fault) => {
      throw fault;
    },
    ...given,
  });

describe('createAddedNodes', () => {
  it('has each address once, however it is spelled', () => {
    const nodes = create();
    expect(nodes.add('127.0.0.1:5', true)).toBe(true);
    for (const name of ['127.0.0.1:5', '127.1:5', '127.0.1:5']) expect(nodes.add(name, true)).toBe(false);
    expect(nodes.add('127.0.0.1', true)).toBe(true);
    expect(nodes.add('127.0.0.1:18444', true)).toBe(false);
    expect(nodes.add('node.example', true)).toBe(true);
    expect(nodes.list().map(({ name }) => name)).toEqual(['127.0.0.1:5', '127.0.0.1', 'node.example']);
  });

  it('knows an address by its name', () => {
    const nodes = create();
    nodes.add('5.6.7.8', true);
    expect(nodes.has(serviceOf('5.6.7.8:18444'))).toBe(true);
    expect(nodes.has(serviceOf('5.6.7.8:1'))).toBe(false);
    expect(nodes.remove('5.6.7.8')).toBe(true);
    expect(nodes.remove('5.6.7.8')).toBe(false);
  });

  it('knows the peer by its name, or by its address and port', () => {
    const named = createTestPeer({ name: 'node.example:1' }).peer;
    const addressed = createTestPeer({ id: 1, kind: 'inbound', service: serviceOf('127.0.0.1:5') }).peer;
    const nodes = create({ peers: () => [named, addressed] });
    for (const name of ['node.example:1', '127.1:5', '127.0.0.1:6']) nodes.add(name, true);
    expect(nodes.list().map(({ peer }) => peer)).toEqual([named, addressed, undefined]);
  });

  it('tells of a fault, and looks again', async () => {
    const faults: unknown[] = [];
    const timers = createManualTimers();
    const connect = () => Promise.reject(new Error('the disk is gone'));
    const nodes = create({
      outbound: { connect, resolve: async () => [] },
      timers,
      onFault: (fault) => void faults.push(fault),
    });
    nodes.add('5.6.7.8', true);
    nodes.start();
    await breathe();
    timers.runAll();
    await breathe();
    expect(faults).toEqual([new Error('the disk is gone'), new Error('the disk is gone')]);
  });
});

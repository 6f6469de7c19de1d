import { describe, expect, it } from 'vitest';
import { createAddedNodes } from '../../../../src/p2p/network/added-nodes.ts';
import { serviceOf } from '../../../helpers/p2p/test-book.ts';

const create = () =>
  createAddedNodes({
    outbound: { connect: async () => false, resolve: async () => [] },
    peers: () => [],
    defaultPort: 18444,
    timers: { after: () => () => {} },
    clock: { monotonicMs: () => 0 },
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
});

import { describe, expect, it } from 'vitest';
import { advertisedText, createLocalAddresses } from '../../../src/p2p/local-addresses.ts';
import { formatNetService } from '../../../src/p2p/net-address.ts';
import type { NetworkClass } from '../../../src/p2p/routability.ts';
import { serviceOf } from '../../helpers/p2p/test-book.ts';
import { createTestPeer, seededRandom, TEST_GREETING } from '../../helpers/p2p/test-peer.ts';

const scene = (discovers = true, reachable: readonly NetworkClass[] = ['ipv4', 'ipv6']) =>
  createLocalAddresses({
    reachable: new Set(reachable),
    discovers,
    defaultPort: 8333,
    random: seededRandom(1),
  });

const textOf = (found: ReturnType<ReturnType<typeof scene>['toTell']>) => found && formatNetService(found);

describe('createLocalAddresses', () => {
  it('takes what can be reached, and what the operator says for more', () => {
    const local = scene();
    for (const text of ['10.0.0.1:1', '127.0.0.1:1']) local.add(serviceOf(text), 'manual');
    expect(local.list()).toEqual([]);
    local.add(serviceOf('5.6.7.8:1'), 'interface');
    local.add(serviceOf('5.6.7.9:1'), 'manual');
    expect(local.list().map(({ score }) => score)).toEqual([1, 4]);
    local.seen(serviceOf('5.6.7.8:1'));
    local.seen(serviceOf('5.6.7.10:1'));
    expect(local.list().map(({ score }) => score)).toEqual([2, 4]);
    expect(local.has(serviceOf('5.6.7.8:1'))).toBe(true);
    expect(local.has(serviceOf('5.6.7.8:2'))).toBe(false);
    expect(textOf(local.toTell(createTestPeer().peer))).toBe('5.6.7.9:1');
  });

  it('takes an address of CJDNS for one where that can be reached', () => {
    const [here, elsewhere] = [scene(true, ['ipv4', 'ipv6', 'cjdns']), scene()];
    for (const local of [here, elsewhere]) local.add(serviceOf('[fc00::1]:1'), 'interface');
    expect(here.list()).toMatchObject([{ service: { network: 'cjdns', port: 1 } }]);
    expect(elsewhere.list()).toEqual([]);
  });

  it('tells of a network of which no use is made where the operator names it', () => {
    const local = scene(true, ['ipv6']);
    local.add(serviceOf('5.6.7.8:1'), 'bind');
    expect(local.list()).toEqual([]);
    local.add(serviceOf('5.6.7.8:1'), 'manual');
    expect(local.list()).toHaveLength(1);
  });

  it('finds nothing out where it shall not', () => {
    const local = scene(false);
    local.add(serviceOf('5.6.7.8:1'), 'interface');
    expect(local.list()).toEqual([]);
  });

  it('tells one what it sees, where nothing else is known', () => {
    const greeting = { ...TEST_GREETING, localService: serviceOf('5.6.7.8:777') };
    const service = serviceOf('9.9.9.9:1');
    const came = createTestPeer({ kind: 'inbound', greeting, service }).peer;
    const chosen = createTestPeer({ greeting, service }).peer;
    expect(textOf(scene().toTell(came))).toBe('5.6.7.8:777');
    expect(textOf(scene().toTell(chosen))).toBe('5.6.7.8:8333');
    expect(scene(false).toTell(came)).toBeUndefined();
    expect(scene().toTell(createTestPeer({ greeting }).peer)).toBeUndefined();
  });

  it('tells a peer on a hidden network nothing of another', () => {
    const local = scene();
    local.add(serviceOf('5.6.7.8:1'), 'manual');
    expect(local.toTell(createTestPeer({ network: 'onion' }).peer)).toBeUndefined();
  });
});

describe('advertisedText', () => {
  it('is a line of the log', () => {
    expect(advertisedText(serviceOf('5.6.7.8:1'), { id: 3 })).toBe('Advertising address 5.6.7.8:1 to peer=3');
  });
});

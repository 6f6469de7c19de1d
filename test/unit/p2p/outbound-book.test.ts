import { describe, expect, it } from 'vitest';
import type { Handler } from '../../../src/p2p/feature.ts';
import { createOutboundBook } from '../../../src/p2p/outbound-book.ts';
import type { Peer } from '../../../src/p2p/peer.ts';
import { createTestPeer, TEST_GREETING } from '../../helpers/p2p/test-peer.ts';

function scene() {
  const calls: string[] = [];
  const { services, arrivals } = createOutboundBook({
    book: {
      setServices: (_service, bits) => void calls.push(`services ${bits}`),
      good(_service) {
        calls.push('good');
        return true;
      },
      connected: () => void calls.push('connected'),
    },
  });
  const version = { services: 9n } as Parameters<Handler<'version'>>[1];
  /** A whole life: version, verack, end. */
  function live(given: Partial<Peer>, isReady = true) {
    const before = createTestPeer({ ...given, greeting: undefined, isReady: false });
    services.handlers.version?.(before.peer, version);
    const greeted = createTestPeer({ ...given, greeting: TEST_GREETING, isReady: false });
    arrivals.handlers.version?.(greeted.peer, version);
    arrivals.gone?.(createTestPeer({ ...given, isReady }).peer);
    return greeted;
  }
  return { calls, live };
}

describe('createOutboundBook', () => {
  it('notes what a peer that we chose offers, that it is there, and when it was last', () => {
    const { calls, live } = scene();
    live({ kind: 'outbound-full-relay' });
    expect(calls).toEqual(['services 9', 'good', 'connected']);
  });

  it('tells by no time that we were connected for blocks alone', () => {
    const { calls, live } = scene();
    live({ kind: 'block-relay-only' });
    expect(calls).toEqual(['services 9', 'good']);
  });

  it('believes nobody who came', () => {
    const { calls, live } = scene();
    live({ kind: 'inbound' });
    expect(calls).toEqual([]);
  });

  it('leaves one that it only looked for', () => {
    const { calls, live } = scene();
    const feeler = live({ kind: 'feeler' }, false);
    expect(feeler.disconnectedFor()).toBe('feeler connection completed');
    expect(calls).toEqual(['services 9', 'good']);
  });
});

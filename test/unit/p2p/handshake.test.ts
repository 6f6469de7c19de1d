import { describe, expect, it } from 'vitest';
import type { VersionMessage } from '../../../src/p2p/codec/message.ts';
import { createHandshake, PROTOCOL_VERSION, refusalBeforeReady } from '../../../src/p2p/handshake.ts';
import { netAddress } from '../../../src/p2p/net-address.ts';
import type { Peer } from '../../../src/p2p/peer.ts';
import type { PeerState } from '../../../src/p2p/peer-state.ts';
import { SERVICE } from '../../../src/p2p/services.ts';
import { SILENT_LOG } from '../../../src/util/log.ts';
import {
  createTestPeer,
  seededRandom,
  TEST_P2P_OPTIONS,
  type TestPeer,
} from '../../helpers/p2p/test-peer.ts';

/** The id of one for whom there is no room. */
const NO_ROOM = 77;

const NOW = 1_700_000_000;

const VERSION: VersionMessage = {
  command: 'version',
  version: PROTOCOL_VERSION,
  services: SERVICE.network | SERVICE.witness,
  time: BigInt(NOW + 7),
  receiver: { services: 0n, service: { ...netAddress('ipv4', Uint8Array.of(1, 2, 3, 4)), port: 5 } },
  nonce: 99n,
  userAgent: '/other:1.0<script>/',
  startHeight: 12,
  relay: true,
};

function scene() {
  const lines: string[] = [];
  const everyone: Peer[] = [];
  const keep = (line: string | (() => string)) => void lines.push(typeof line === 'string' ? line : line());
  const handshake = createHandshake({
    chainstate: { tip: () => ({ height: 42 }) } as Parameters<typeof createHandshake>[0]['chainstate'],
    clock: { nowMs: () => 1000 * NOW, nowSeconds: () => NOW, monotonicMs: () => 0 },
    random: seededRandom(3),
    log: { ...SILENT_LOG, info: keep, debug: (_category, line) => keep(line) },
    options: TEST_P2P_OPTIONS,
    peers: () => everyone as PeerState[],
    isRoutable: () => false,
    wantedServices: () => SERVICE.network | SERVICE.witness,
    hasRoom: ({ id }) => id !== NO_ROOM,
  });
  const { handlers } = handshake;

  function meet(given: Partial<Peer> = {}): TestPeer {
    const link = { transport: () => 'v1' };
    const fresh = { greeting: undefined, isReady: false, usesWtxids: false, wantsAddrV2: false, link };
    const tester = createTestPeer({ ...fresh, ...given } as Partial<Peer>);
    everyone.push(tester.peer);
    handshake.connected?.(tester.peer);
    return tester;
  }

  return {
    lines,
    handshake,
    meet,
    version: (peer: Peer, given: Partial<VersionMessage> = {}) =>
      handlers.version?.(peer, { ...VERSION, ...given }),
    verack: (peer: Peer) => handlers.verack?.(peer, { command: 'verack' }),
  };
}

const commandsOf = ({ sent }: TestPeer) => sent.map(({ command }) => command);

describe('createHandshake', () => {
  it('speaks first to whom it called, and says what it can', () => {
    const { meet, version, verack } = scene();
    const tester = meet();
    expect(tester.sent).toMatchObject([
      { command: 'version', version: PROTOCOL_VERSION, startHeight: 42, relay: true, time: BigInt(NOW) },
    ]);
    version(tester.peer);
    expect(commandsOf(tester)).toEqual(['version', 'wtxidrelay', 'sendaddrv2', 'verack']);
    verack(tester.peer);
    expect(tester.sent.at(-1)).toEqual({ command: 'sendcmpct', highBandwidth: false, version: 2n });
    expect(tester.peer.isReady).toBe(true);
  });

  it('answers whom it did not call', () => {
    const { meet, version } = scene();
    const tester = meet({ kind: 'inbound' });
    expect(tester.sent).toEqual([]);
    version(tester.peer);
    expect(commandsOf(tester)).toEqual(['version', 'wtxidrelay', 'sendaddrv2', 'verack']);
  });

  it('remembers what the peer said of itself, without what could harm a terminal', () => {
    const { meet, version } = scene();
    const { peer } = meet();
    version(peer);
    expect(peer.greeting).toMatchObject({
      commonVersion: PROTOCOL_VERSION,
      userAgent: '/other:1.0script/',
      timeOffset: 7,
      startHeight: 12,
    });
  });

  it('offers an old peer nothing that it may not know', () => {
    const { meet, version, verack } = scene();
    const tester = meet();
    version(tester.peer, { version: 70_013 });
    verack(tester.peer);
    expect(commandsOf(tester)).toEqual(['version', 'verack']);
  });

  it.each([
    [31_800, undefined],
    [31_799, 'peer using obsolete version 31799'],
  ])('talks to versions from 31800 on: %i', (number, why) => {
    const { meet, version } = scene();
    const { peer, disconnectedFor } = meet({ kind: 'inbound' });
    version(peer, { version: number });
    expect(disconnectedFor()).toBe(why);
  });

  it('leaves a peer that it chose for what it lacks, but not one that came', () => {
    const { meet, version } = scene();
    const chosen = meet();
    version(chosen.peer, { services: SERVICE.network });
    expect(chosen.disconnectedFor()).toBe(
      'peer does not offer the expected services (00000001 offered, 00000009 expected)',
    );
    const came = meet({ kind: 'inbound' });
    version(came.peer, { services: 0n });
    expect(came.disconnectedFor()).toBeUndefined();
  });

  it('leaves one that came for transactions where there is no room for it', () => {
    const { meet, version } = scene();
    const tester = meet({ id: NO_ROOM, kind: 'inbound' });
    version(tester.peer);
    expect(tester.disconnectedFor()).toContain('failed to find a tx-relaying eviction candidate');
    expect(tester.sentOf('verack')).toEqual([]);
  });

  it('knows itself', () => {
    const { meet, version, lines } = scene();
    const out = meet({ id: 1 });
    const nonce = out.sentOf('version')[0]?.nonce ?? 0n;
    const back = meet({ id: 2, kind: 'inbound' });
    version(back.peer, { nonce });
    expect(back.disconnectedFor()).toBe('connected to self');
    expect(lines.at(-1)).toBe('connected to self at 10.0.0.2:18444, disconnecting');
  });

  it('takes no second version', () => {
    const { meet, version, lines } = scene();
    const { peer } = meet({ kind: 'inbound' });
    version(peer);
    version(peer, { startHeight: 13 });
    expect(lines.at(-1)).toBe('redundant version message from peer=0');
    expect(peer.greeting?.startHeight).toBe(12);
  });

  it.each(['wtxidrelay', 'sendaddrv2', 'feature'] as const)('leaves who says %s too late', (command) => {
    const { handshake, meet, version, verack } = scene();
    const { peer, disconnectedFor } = meet();
    version(peer);
    verack(peer);
    const message = { command, id: 'abcd', data: new Uint8Array() } as never;
    handshake.handlers[command]?.(peer, message);
    expect(disconnectedFor()).toBe(`${command} received after verack`);
  });

  it('notes what the peer can before verack', () => {
    const { handshake, meet, version } = scene();
    const { peer } = meet();
    version(peer);
    handshake.handlers.wtxidrelay?.(peer, { command: 'wtxidrelay' });
    handshake.handlers.sendaddrv2?.(peer, { command: 'sendaddrv2' });
    expect(peer).toMatchObject({ usesWtxids: true, wantsAddrV2: true });
  });
});

describe('refusalBeforeReady', () => {
  it('hears nothing before version, and only what belongs to the handshake before verack', () => {
    const stranger = createTestPeer({ greeting: undefined, isReady: false }).peer;
    expect(refusalBeforeReady(stranger, 'ping')).toBe(
      'non-version message before version handshake. Message "ping" from peer=0',
    );
    expect(refusalBeforeReady(stranger, 'version')).toBeUndefined();
    const greeted = createTestPeer({ isReady: false }).peer;
    expect(refusalBeforeReady(greeted, 'ping')).toBe(
      'Unsupported message "ping" prior to verack from peer=0',
    );
    expect(refusalBeforeReady(greeted, 'wtxidrelay')).toBeUndefined();
    expect(refusalBeforeReady(createTestPeer().peer, 'ping')).toBeUndefined();
  });
});

import { expect } from 'vitest';
import type { PeerId } from '../../../src/mempool/orphan-announcements.ts';
import type { ExpiredRequest, HowToAsk, TxRequests } from '../../../src/p2p/tx-requests.ts';
import { toHash256 } from '../../../src/primitives/hash256.ts';

/**
 * What TxRequests does, by a list that is looked through from end to end each time.
 * @source Bitcoin Core src/test/fuzz/txrequest.cpp
 */
export interface TxRequestsModel {
  /** Does the same to both and compares. */
  announce(peer: PeerId, number: number, how: HowToAsk): void;
  dropPeer(peer: PeerId): void;
  forget(number: number): void;
  /** @returns what is to be asked of the peer, by number */
  due(peer: PeerId, nowMs: number): readonly number[];
  noteRequested(peer: PeerId, number: number, expiryMs: number): void;
  noteAnswered(peer: PeerId, number: number): void;
  compareCounts(): void;
}

interface Line {
  readonly peer: PeerId;
  readonly number: number;
  readonly sequence: number;
  readonly isPreferred: boolean;
  state: 'candidate' | 'requested' | 'done';
  timeMs: number;
}

export const MODEL_PEERS = 8;
export const MODEL_TRANSACTIONS = 8;

/** The lot that the nth announcement draws, from 0 on. */
export function lotOf(sequence: number): number {
  return (sequence * 7919 + 5) % 10_007;
}

export function modelTxRequests(real: TxRequests): TxRequestsModel {
  let lines: Line[] = [];
  let sequence = 0;
  const refs = Array.from({ length: MODEL_TRANSACTIONS }, (_, number) => ({
    hash: toHash256(new Uint8Array(32).fill(number + 1)),
    isWtxid: number % 2 === 0,
  }));
  const refOf = (number: number) => refs[number] as (typeof refs)[number];
  const find = (peer: PeerId, number: number) =>
    lines.find((line) => line.peer === peer && line.number === number);

  function clean(): void {
    lines = lines.filter(({ number }) =>
      lines.some((other) => other.number === number && other.state !== 'done'),
    );
  }

  function isBest(line: Line, nowMs: number): boolean {
    const same = lines.filter(({ number }) => number === line.number);
    if (same.some(({ state }) => state === 'requested')) return false;
    const ready = same.filter(({ state, timeMs }) => state === 'candidate' && timeMs <= nowMs);
    const rank = (one: Line) => [Number(one.isPreferred), lotOf(one.sequence)] as const;
    const [preferred, lot] = rank(line);
    return (
      ready.includes(line) &&
      ready.every((other) => {
        const [otherPreferred, otherLot] = rank(other);
        return preferred > otherPreferred || (preferred === otherPreferred && lot >= otherLot);
      })
    );
  }

  function expire(nowMs: number): readonly string[] {
    const late = lines.filter(({ state, timeMs }) => state === 'requested' && timeMs <= nowMs);
    for (const line of late) line.state = 'done';
    clean();
    return late.map(({ peer, number }) => `${peer} ${number}`).sort();
  }

  const numberOf = ({ tx }: Pick<ExpiredRequest, 'tx'>) => (tx.hash[0] as number) - 1;

  return {
    announce(peer, number, how) {
      real.announce(peer, refOf(number), how);
      if (find(peer, number)) return;
      const { isPreferred, notBeforeMs: timeMs } = how;
      lines.push({ peer, number, sequence: sequence++, isPreferred, state: 'candidate', timeMs });
    },
    dropPeer(peer) {
      real.dropPeer(peer);
      lines = lines.filter((line) => line.peer !== peer);
      clean();
    },
    forget(number) {
      real.forget(refOf(number).hash);
      lines = lines.filter((line) => line.number !== number);
    },
    due(peer, nowMs) {
      const { wanted, expired } = real.due(peer, nowMs);
      expect(expired.map((one) => `${one.peer} ${numberOf(one)}`).sort()).toEqual(expire(nowMs));
      const due = lines.filter((line) => line.peer === peer && isBest(line, nowMs));
      expect(wanted).toEqual(due.map(({ number }) => refOf(number)));
      return due.map(({ number }) => number);
    },
    noteRequested(peer, number, expiryMs) {
      real.noteRequested(peer, refOf(number).hash, expiryMs);
      const line = find(peer, number);
      if (line?.state !== 'candidate') return;
      for (const other of lines) {
        if (other.number === number && other.state === 'requested') other.state = 'done';
      }
      line.state = 'requested';
      line.timeMs = expiryMs;
    },
    noteAnswered(peer, number) {
      real.noteAnswered(peer, refOf(number).hash);
      const line = find(peer, number);
      if (line) line.state = 'done';
      clean();
    },
    compareCounts() {
      expect(real.size()).toBe(lines.length);
      for (let peer = 0; peer < MODEL_PEERS; peer++) {
        const own = lines.filter((line) => line.peer === peer);
        expect(real.count(peer)).toBe(own.length);
        expect(real.inFlight(peer)).toBe(own.filter(({ state }) => state === 'requested').length);
      }
      for (const [number, { hash }] of refs.entries()) {
        const open = lines.filter((line) => line.number === number && line.state !== 'done');
        expect([...real.candidates(hash)].sort()).toEqual(open.map(({ peer }) => peer).sort());
      }
    },
  };
}

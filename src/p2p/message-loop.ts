import type { Timers } from '../util/clock.ts';
import type { Log } from '../util/log.ts';
import { sanitizeText } from '../util/sanitize-text.ts';
import { decodeMessage } from './codec/codec.ts';
import type { Message } from './codec/message.ts';
import type { Feature, Handler } from './feature.ts';
import { refusalBeforeReady } from './handshake.ts';
import type { Frame, PeerState } from './peer-state.ts';

/**
 * Hands each peer's messages to the parts of the protocol: one after the other, each wholly, and after each the peer is
 * told and asked what is due, so that a pong tells its reader that everything before the ping is done. Peers don't wait
 * for each other but where a handler computes.
 * @source Bitcoin Core src/net.cpp CConnman::ThreadMessageHandler; src/net_processing.cpp PeerManagerImpl::ProcessMessages
 */
export interface MessageLoop {
  /** Begins with a peer whose connection stands. */
  add(peer: PeerState): void;
  /** Something came from the peer, or it takes more again. */
  wakePeer(peer: PeerState): void;
  /** Every peer has its turn soon. */
  wake(): void;
  /** The connection is gone. A fault of a part that hears of it is told as any other. */
  remove(peer: PeerState): void;
  /** Ends the turns that come by themselves. */
  close(): void;
}

export interface MessageLoopParts {
  /** In the order in which they see messages and have their turn. */
  readonly features: readonly Feature[];
  readonly log: Log;
  /** Real time. */
  readonly timers: Timers;
  /** Lets other work have its turn. */
  readonly breathe: () => Promise<void>;
  readonly onFault: (fault: unknown) => void;
}

/** How often every peer has a turn though nothing came, milliseconds. @source Bitcoin Core ThreadMessageHandler */
const TURN_MS = 100;

export function createMessageLoop(parts: MessageLoopParts): MessageLoop {
  const { features, log, timers, breathe, onFault } = parts;
  // Looked at before each message of each peer, and few parts have them.
  const resuming = features.flatMap(({ resume }) => resume ?? []);
  const waiting = features.flatMap(({ isBusy }) => isBusy ?? []);
  const refusing = features.flatMap(({ useless }) => useless ?? []);
  const peers = new Set<PeerState>();
  const running = new Set<PeerState>();
  let isWoken = false;
  let cancelTurn = timers.after(TURN_MS, turn);

  function turn(): void {
    wake();
    cancelTurn = timers.after(TURN_MS, turn);
  }

  function wake(): void {
    if (isWoken) return;
    isWoken = true;
    void breathe().then(() => {
      isWoken = false;
      for (const peer of [...peers]) wakePeer(peer);
    });
  }

  function wakePeer(peer: PeerState): void {
    if (running.has(peer) || !peers.has(peer)) return;
    running.add(peer);
    work(peer)
      .finally(() => {
        running.delete(peer);
        if (peer.isGone) forget(peer);
      })
      .catch(onFault);
  }

  /** Tells all parts that the peer is gone, once, and not before what is done about its last message is done. */
  function forget(peer: PeerState): void {
    if (running.has(peer) || !peers.delete(peer)) return;
    for (const feature of features) feature.gone?.(peer);
    log.debug('net', `Cleared nodestate for peer=${peer.id}`);
    wake();
  }

  /** All that can be done for the peer now. */
  async function work(peer: PeerState): Promise<void> {
    do {
      sendPass(peer);
      if (peer.isGone) return;
    } while (await step(peer));
  }

  /** Work that was left, or else the next message. @returns false where there is nothing to do now */
  async function step(peer: PeerState): Promise<boolean> {
    for (const resume of resuming) {
      if (await resume(peer)) return takeTurns(peer);
    }
    if (peer.isGone || peer.isPaused() || waiting.some((isBusy) => isBusy(peer))) return false;
    const frame = peer.link.take();
    if (!frame) return false;
    await handle(peer, frame);
    return takeTurns(peer);
  }

  async function takeTurns(peer: PeerState): Promise<boolean> {
    await breathe();
    return !peer.isGone;
  }

  async function handle(peer: PeerState, frame: Frame): Promise<void> {
    log.debug(
      'net',
      () => `received: ${sanitizeText(frame.command)} (${frame.payload.length} bytes) peer=${peer.id}`,
    );
    const message = understand(peer, frame);
    if (!message) return;
    for (const feature of features) {
      // The table's type says that the handler of a command takes its messages.
      const handler = feature.handlers[message.command] as Handler<Message['command']> | undefined;
      if (handler) await handler(peer, message);
      if (peer.isGone) return;
    }
    if (message.command === 'verack') for (const feature of features) feature.ready?.(peer);
  }

  /** The message, or undefined where it is of no use; what follows from that is done. */
  function understand(peer: PeerState, { command, payload }: Frame): Message | undefined {
    const early = refusalBeforeReady(peer, command);
    if (early !== undefined) {
      log.debug('net', early);
      return undefined;
    }
    for (const useless of refusing) {
      const reason = useless(peer, command);
      if (reason === undefined) continue;
      log.debug('net', reason);
      return undefined;
    }
    const decoded = decodeMessage(command, payload);
    if (decoded.ok) return decoded.value;
    const why = decoded.debug ?? decoded.code;
    switch (decoded.code) {
      case 'unknown-message':
        log.debug('net', () => `Unknown message type "${sanitizeText(command)}" from peer=${peer.id}`);
        break;
      case 'misbehaving':
        peer.punish(why);
        break;
      case 'unacceptable':
        peer.disconnect(why);
        break;
      default:
        log.debug(
          'net',
          () =>
            `ProcessMessages(${sanitizeText(command)}, ${payload.length} bytes): Exception '${why}' caught`,
        );
    }
    return undefined;
  }

  function sendPass(peer: PeerState): void {
    for (const feature of features) {
      feature.watch?.(peer);
      if (peer.isReady) feature.sendPass?.(peer);
      if (peer.isGone) return;
    }
  }

  return {
    add(peer) {
      peers.add(peer);
      for (const feature of features) feature.connected?.(peer);
      wakePeer(peer);
    },
    wakePeer,
    wake,
    remove(peer) {
      try {
        forget(peer);
      } catch (fault) {
        onFault(fault);
      }
    },
    close: () => cancelTurn(),
  };
}

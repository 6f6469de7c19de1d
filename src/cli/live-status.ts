import logUpdate from 'log-update';
import type { RunningNode } from '../node/running-node.ts';
import { statusText } from './status-text.ts';

/** The live status line of a daemon on a terminal. */

const REDRAW_MS = 1000;

export interface LiveStatus {
  /** Writes lines that stay, above the status line. */
  print(lines: readonly string[]): void;
  /** Leaves the last status standing and draws no more. */
  stop(): void;
}

/** Draws the node's status once a second, in place. @param network - its name */
export function showLiveStatus(node: RunningNode, network: string): LiveStatus {
  const draw = () => {
    logUpdate(statusText(node.status(), { network, now: Date.now() / 1000, width: process.stdout.columns }));
  };
  draw();
  // Drawing alone keeps no process alive.
  const timer = setInterval(draw, REDRAW_MS).unref();
  return {
    print: (lines) => {
      logUpdate.persist(lines.join('\n'));
      draw();
    },
    stop: () => {
      clearInterval(timer);
      logUpdate.done();
    },
  };
}

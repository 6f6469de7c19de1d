import { printLines } from '../output.ts';
import type { NetView } from './local-net.ts';
import type { NetEvent } from './net-events.ts';
import { eventLines, viewText } from './net-text.ts';

/** Where what happens in the network is shown. */
export interface NetOutput {
  event(event: NetEvent): void;
  say(lines: readonly string[]): void;
  /** Shows how the nodes do from now on. */
  follow(view: () => NetView): void;
  close(): void;
}

const DRAW_MS = 500;
const JSON_VIEW_MS = 1000;

/** A table that is drawn in place; above it what happens, but for blocks, which it shows itself. */
export async function terminalOutput(network: string): Promise<NetOutput> {
  const { default: logUpdate } = await import('log-update');
  let timer: NodeJS.Timeout | undefined;
  let draw = () => {};
  const say = (lines: readonly string[]) => {
    logUpdate.persist(lines.join('\n'));
    draw();
  };
  return {
    say,
    event(event) {
      if (event.event !== 'found') say(eventLines(event).map((line) => `${clockText()}  ${line}`));
    },
    follow(view) {
      draw = () => logUpdate(viewText(view(), network, process.stdout.columns));
      draw();
      timer = setInterval(draw, DRAW_MS);
    },
    close() {
      clearInterval(timer);
      draw = () => {};
      logUpdate.done();
    },
  };
}

/** A line for each thing that happens. */
export function plainOutput(): NetOutput {
  return {
    say: printLines,
    event: (event) => printLines(eventLines(event)),
    follow() {},
    close() {},
  };
}

/** The same for programs, and the state of all nodes each second. */
export function jsonOutput(): NetOutput {
  let timer: NodeJS.Timeout | undefined;
  const write = (value: object) => printLines([JSON.stringify(value)]);
  return {
    say() {},
    event: write,
    follow(view) {
      timer = setInterval(() => write({ event: 'status', ...view() }), JSON_VIEW_MS);
    },
    close: () => clearInterval(timer),
  };
}

function clockText(): string {
  return new Date().toTimeString().slice(0, 8);
}

import { packageVersion } from '../node/package-info.ts';
import type { NodeConfiguration, RunningNode } from '../node/running-node.ts';
import type { LiveStatus } from './live-status.ts';
import { printLines } from './output.ts';

/** What a person at the terminal sees of a daemon: lines that stay, and below them the live status. */
export interface Screen {
  /** Writes lines that stay. */
  print(lines: readonly string[]): void;
  /** Says what runs and, unless log lines are written there, shows its live status from now on. */
  show(node: RunningNode): Promise<void>;
  /** Ends the live status. */
  close(): void;
}

/** The screen of a terminal. */
export function createScreen({ network, paths, values }: NodeConfiguration): Screen {
  let live: LiveStatus | undefined;
  const print = (lines: readonly string[]) => {
    if (live) live.print(lines);
    else printLines(lines);
  };
  return {
    print,
    async show(node) {
      if (values.printToConsole) return;
      // Loaded here, on a terminal only: it would cost every start some time.
      const { showLiveStatus } = await import('./live-status.ts');
      print([
        `nonced ${packageVersion()} on ${network.name}, data in ${paths.networkFolder}`,
        ...(node.rpcUrls.length === 0 ? [] : [`JSON-RPC on ${node.rpcUrls.join(', ')}`]),
        ...(values.debugLogFile === undefined ? [] : [`Log in ${values.debugLogFile}`]),
        'Ctrl-C stops it.',
      ]);
      live = showLiveStatus(node, network.name);
    },
    close() {
      live?.stop();
      live = undefined;
    },
  };
}

/** The screen where nobody looks: the log says it all. */
export const NO_SCREEN: Screen = { print() {}, async show() {}, close() {} };

import { availableParallelism, homedir } from 'node:os';
import { isatty } from 'node:tty';
import { loadNetwork } from '../node/load-network.ts';
import type { ConfigSources } from '../node/options/read-config.ts';

/** What this process has to read a configuration from. @param args - its arguments without the command */
export function processSources(args: readonly string[]): ConfigSources<ReturnType<typeof loadNetwork>> {
  return {
    args,
    environment: process.env,
    workingDirectory: process.cwd(),
    home: homedir(),
    cores: availableParallelism(),
    stdoutIsTerminal: stdoutIsTerminal(),
    loadNetwork,
  };
}

/** True where a person looks at standard output. Does not open the stream, which would cost the start some time. */
export function stdoutIsTerminal(): boolean {
  return isatty(1);
}

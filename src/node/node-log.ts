import { createLogSwitches, type LogSwitches } from '../util/log-categories.ts';
import type { Cleanup } from './cleanup.ts';
import { type LogFile, openLogFile } from './log-file.ts';
import { packageVersion } from './package-info.ts';
import type { NodeConfiguration } from './running-node.ts';

export interface NodeLog extends LogFile {
  readonly switches: LogSwitches;
}

/** The node's log, which begins with what the operator will want to know of this start. */
export function openNodeLog(configuration: NodeConfiguration, cleanup: Cleanup): NodeLog {
  const { values: options, network, paths, configFile, notes } = configuration;
  const switches = createLogSwitches(options.debug, options.debugExclude, (message) => log.warn(message));
  const log = openLogFile({
    path: options.debugLogFile,
    format: options.logFormat,
    micros: options.logTimeMicros,
    switches,
    echo: options.printToConsole,
  });
  cleanup.push(log.close);
  log.info(`nonced version ${packageVersion()} on Node.js ${process.version}`);
  log.info(`Network ${network.name}, data in ${paths.networkFolder}`);
  if (configFile !== undefined) log.info(`Config file: ${configFile}`);
  for (const note of notes) log.warn(note);
  return { ...log, switches };
}

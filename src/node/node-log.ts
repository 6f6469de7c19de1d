import type { Cleanup } from './cleanup.ts';
import { enabledCategories } from './log-categories.ts';
import { type LogFile, openLogFile } from './log-file.ts';
import { packageVersion } from './package-info.ts';
import type { NodeConfiguration } from './running-node.ts';

/** The node's log, which begins with what the operator will want to know of this start. */
export function openNodeLog(configuration: NodeConfiguration, cleanup: Cleanup): LogFile {
  const { values: options, network, paths, configFile, notes } = configuration;
  const log = openLogFile({
    path: options.debugLogFile,
    format: options.logFormat,
    micros: options.logTimeMicros,
    categories: enabledCategories(options.debug, options.debugExclude),
    echo: options.printToConsole,
  });
  cleanup.push(log.close);
  log.info(`nonced version ${packageVersion()} on Node.js ${process.version}`);
  log.info(`Network ${network.name}, data in ${paths.networkFolder}`);
  if (configFile !== undefined) log.info(`Config file: ${configFile}`);
  for (const note of notes) log.warn(note);
  return log;
}

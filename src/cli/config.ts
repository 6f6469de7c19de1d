import { configText } from '../node/options/config-text.ts';
import { NODE_OPTIONS } from '../node/options/node-options.ts';
import { readConfiguration, readInformationFlags } from '../node/options/read-config.ts';
import { processSources } from './config-sources.ts';
import { printInformation } from './information.ts';
import { printLines } from './output.ts';

/** `nonced config [options]`: what a daemon with these options would run with, and where each value comes from. */

const COMMAND = { table: NODE_OPTIONS, operands: 'none' } as const;

/**
 * Runs the command; nothing is started and nothing written.
 * @throws StartError for a bad command line or configuration, as a start would
 */
export async function runConfig(args: readonly string[]): Promise<number> {
  const sources = processSources(args);
  if (printInformation('config', readInformationFlags(COMMAND, sources))) return 0;
  const configuration = readConfiguration(COMMAND, sources);
  const { network, paths, configFile, notes } = configuration;
  printLines([
    `# Network: ${network.name}`,
    `# Data: ${paths.networkFolder}`,
    `# Configuration file: ${configFile ?? 'none'}`,
    ...notes.map((note) => `# Note: ${note}`),
    '',
    configText(NODE_OPTIONS, configuration).trimEnd(),
  ]);
  return 0;
}

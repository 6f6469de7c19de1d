import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { NODE_OPTIONS } from '../../src/node/options/node-options.ts';
import type { NetworkFacts } from '../../src/node/options/option-spec.ts';
import {
  type ConfigSources,
  type Configuration,
  readConfiguration,
} from '../../src/node/options/read-config.ts';
import type { NetworkSelection } from '../../src/node/options/select-network.ts';

/** A network's facts as its file would give them. */
export function networkFacts(selection: NetworkSelection): NetworkFacts {
  const name = selection.kind === 'shipped' ? selection.name : 'ownnet';
  const isCpunet = name === 'cpunet';
  return {
    name,
    rpcPort: isCpunet ? 18_543 : 18_443,
    p2pPort: isCpunet ? 18_544 : 18_444,
    testChain: name === 'regtest',
    mineByDefault: isCpunet,
    versionRolling: true,
  };
}

/** A folder of its own. */
export interface TemporaryFolder {
  readonly path: string;
  /** Writes a file below it, with its folders. @returns its path */
  write(name: string, text: string): string;
  remove(): void;
}

/** Makes a temporary folder. */
export function temporaryFolder(): TemporaryFolder {
  const path = mkdtempSync(join(tmpdir(), 'nonced-test-'));
  return {
    path,
    write(name, text) {
      const file = join(path, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      return file;
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

/** Sources without anything given, all below `folder`: its datadir is `folder/.nonced`. */
export function emptySources(folder: string): ConfigSources<NetworkFacts> {
  return {
    args: [],
    environment: {},
    workingDirectory: join(folder, 'cwd'),
    home: folder,
    cores: 4,
    stdoutIsTerminal: false,
    loadNetwork: networkFacts,
  };
}

/** The daemon's configuration from these sources. */
export function readNodeConfiguration(
  sources: ConfigSources<NetworkFacts>,
): Configuration<typeof NODE_OPTIONS, NetworkFacts> {
  return readConfiguration({ table: NODE_OPTIONS, operands: 'none' }, sources);
}

import type { OptionTable } from './option-spec.ts';
import { absolutePath, settingValue, strongestSetting } from './resolve.ts';
import type { Setting } from './settings.ts';

/** The options of `nonced net up`. It reads no configuration file: its nodes are its own. */

const own = { category: 'net', flagOnly: true } as const;

export const NET_OPTIONS = {
  network: {
    kind: 'choice',
    ...own,
    choices: ['cpunet', 'regtest'],
    placeholder: 'NAME',
    help: 'The network that the nodes are of; regtest makes a block every two seconds, without work.',
    default: 'cpunet',
  },
  regtest: { kind: 'bool', ...own, help: 'Short for -network=regtest.', default: false },
  datadir: {
    kind: 'path',
    ...own,
    relativeTo: 'working directory',
    placeholder: 'DIR',
    help: 'Keep the chains in this folder, and go on from there the next time; without it nothing is left behind.',
  },
  json: {
    kind: 'bool',
    ...own,
    help: 'Print one JSON object a line: what happens, and each second how all nodes do.',
    default: false,
  },
} as const satisfies OptionTable;

export interface NetValues {
  readonly network: 'cpunet' | 'regtest';
  /** An absolute path; undefined: a folder that goes with the nodes. */
  readonly datadir: string | undefined;
  readonly json: boolean;
}

/** What the command line asks for. @param home - what `~` is in a path @throws StartError for a value that can't be */
export function netValues(settings: readonly Setting[], home: string): NetValues {
  const isOn = (key: 'regtest' | 'json'): boolean => {
    const setting = strongestSetting(settings, key);
    return setting !== undefined && !setting.negated && settingValue(NET_OPTIONS[key], setting) === true;
  };
  const named = strongestSetting(settings, 'network');
  const folder = strongestSetting(settings, 'datadir');
  const network = named ? (settingValue(NET_OPTIONS.network, named) as NetValues['network']) : 'cpunet';
  return {
    network: isOn('regtest') ? 'regtest' : network,
    datadir: folder && folder.text !== '' ? absolutePath(folder.text, folder.folder, home) : undefined,
    json: isOn('json'),
  };
}

import { isShippedNetwork, SHIPPED_NETWORKS, type ShippedNetwork } from '../../chainparams/network-names.ts';
import { didYouMean } from '../../util/nearest-name.ts';
import { StartError } from '../start-error.ts';
import { parseOptionValue } from './parse-value.ts';
import { absolutePath, strongestSetting } from './resolve.ts';
import { SETTING_SOURCES, type Setting, type SettingSource } from './settings.ts';
import { DEFAULT_NETWORK, START_OPTIONS } from './start-options.ts';

/** Which network the settings ask for: one that ships, by name, or a network file. */
export type NetworkSelection =
  | { readonly kind: 'shipped'; readonly name: ShippedNetwork }
  | { readonly kind: 'file'; readonly path: string };

interface Choice {
  readonly shown: string;
  readonly selection: NetworkSelection;
}

/**
 * The network that the strongest source asks for.
 * @param home - the folder that a leading `~/` of a path stands for
 * @param fallback - the network where no source asks for one
 * @throws StartError for an unknown name, or where one source asks for two networks
 */
export function selectNetwork(
  settings: readonly Setting[],
  home: string,
  fallback: ShippedNetwork = DEFAULT_NETWORK,
): NetworkSelection {
  for (const source of SETTING_SOURCES) {
    const choices = choicesOf(settings, source, home);
    const [first, ...others] = choices;
    if (first === undefined) continue;
    const other = others.find(({ selection }) => key(selection) !== key(first.selection));
    if (other)
      throw new StartError(`${first.shown} and ${other.shown} ask for two networks: give one of them`);
    return first.selection;
  }
  return { kind: 'shipped', name: fallback };
}

/** The choices that stand in one source and are not overruled by the same option in a stronger one. */
function choicesOf(settings: readonly Setting[], source: SettingSource, home: string): readonly Choice[] {
  const choices = SHIPPED_NETWORKS.flatMap((name): Choice[] => {
    const setting = strongestSetting(settings, name);
    return isOn(setting, source) ? [{ shown: setting.shown, selection: { kind: 'shipped', name } }] : [];
  });
  const named = strongestSetting(settings, 'network');
  if (isText(named, source)) choices.push({ shown: named.shown, selection: networkFromText(named, home) });
  const chain = strongestSetting(settings, 'chain');
  if (isText(chain, source)) choices.push({ shown: chain.shown, selection: networkFromChain(chain) });
  return choices;
}

function isOn(setting: Setting | undefined, source: SettingSource): setting is Setting {
  if (setting?.source !== source || setting.negated) return false;
  const verdict = parseOptionValue(START_OPTIONS.regtest, setting.text);
  if (!verdict.ok) throw new StartError(`${setting.shown} is not valid: give ${verdict.debug}`);
  return verdict.value === true;
}

function isText(setting: Setting | undefined, source: SettingSource): setting is Setting {
  return setting?.source === source && setting.text !== '';
}

function networkFromText(setting: Setting, home: string): NetworkSelection {
  const { text } = setting;
  if (/[\\/]|\.json$/i.test(text)) return { kind: 'file', path: absolutePath(text, setting.folder, home) };
  if (isShippedNetwork(text)) return { kind: 'shipped', name: text };
  const known = SHIPPED_NETWORKS.join(', ');
  const hint = didYouMean(text, SHIPPED_NETWORKS) || `; a file of that name is ./${text}.json`;
  throw new StartError(`${setting.shown} is not valid: give ${known} or the path of a network file${hint}`);
}

function networkFromChain(setting: Setting): NetworkSelection {
  if (isShippedNetwork(setting.text)) return { kind: 'shipped', name: setting.text };
  throw new StartError(
    `${setting.shown} is not valid: give one of ${SHIPPED_NETWORKS.join(', ')}; a network file goes with -network`,
  );
}

function key(selection: NetworkSelection): string {
  return selection.kind === 'shipped' ? selection.name : selection.path;
}

import { isatty } from 'node:tty';
import type { GenesisSearchProgress } from '../node/genesis-search.ts';
import {
  checkNotThere,
  completeFields,
  draftNetworkFile,
  type GivenFields,
  mineNetworkFile,
  type NewNetworkBirth,
  writeNetworkFile,
} from '../node/new-network.ts';
import { parseCommandLine } from '../node/options/command-line.ts';
import { givenFields, NEW_NETWORK_OPTIONS } from '../node/options/new-network-options.ts';
import { informationFlags } from '../node/options/read-config.ts';
import { settingValue, strongestSetting } from '../node/options/resolve.ts';
import { INFORMATION_OPTIONS } from '../node/options/start-options.ts';
import { StartError } from '../node/start-error.ts';
import { stdoutIsTerminal } from './config-sources.ts';
import { printInformation } from './information.ts';
import { printLines } from './output.ts';
import { formatHashRate } from './status-text.ts';

/** `nonced newnetwork NAME`: makes a network of the operator's own. */

const TABLE = { ...NEW_NETWORK_OPTIONS, ...INFORMATION_OPTIONS };

/** The draft of a network file. The law of imports keeps its type from the command line, which only hands it on. */
type Draft = ReturnType<typeof draftNetworkFile>;

/**
 * Runs the command.
 * @returns the exit status
 * @throws StartError where the operator has something to mend
 */
export async function runNewNetwork(args: readonly string[]): Promise<number> {
  const { settings, operands } = parseCommandLine(args, {
    table: TABLE,
    workingDirectory: process.cwd(),
    stopAtOperand: false,
  });
  if (printInformation('newnetwork', informationFlags(settings))) return 0;
  const birth = { name: nameOf(operands), genesisTime: Math.floor(Date.now() / 1000) };
  const path = `${birth.name}.json`;
  const force = strongestSetting(settings, 'force');
  const replace = force !== undefined && !force.negated && settingValue(TABLE.force, force) === true;
  if (!replace) checkNotThere(path);
  const draft = await draftNetwork(birth, givenFields(settings));
  const file = await mineWithProgress(draft);
  writeNetworkFile(path, file, replace);
  printLines([
    `The network ${birth.name} is in ${path}; its genesis block is ${file.genesis.hash}.`,
    `Start it with: nonced -network=${path}`,
    'Whoever has that file can join it.',
  ]);
  return 0;
}

function nameOf(operands: readonly string[]): string {
  const [name, ...others] = operands;
  if (name === undefined)
    throw new StartError('the network needs a name, for example: nonced newnetwork mynet');
  if (others.length > 0)
    throw new StartError(`unexpected argument '${others[0]}'; a value is joined to its option: -name=value`);
  return name;
}

/** From flags where there are any, from a person's answers otherwise, which are asked for until they fit together. */
async function draftNetwork(birth: NewNetworkBirth, given: GivenFields): Promise<Draft> {
  const isAsked = Object.keys(given).length === 0 && isatty(0) && stdoutIsTerminal();
  if (!isAsked) return draftNetworkFile(birth, completeFields(birth, given));
  // A bad name is told before the first question.
  draftNetworkFile(birth, completeFields(birth, {}));
  const { askFields } = await import('./ask-fields.ts');
  printLines([`What should ${birth.name} be like? Enter takes the value in brackets.`]);
  const conversation = { input: process.stdin, output: process.stdout };
  for (let answers: GivenFields = {}; ; ) {
    answers = await askFields(birth, answers, conversation);
    try {
      return draftNetworkFile(birth, completeFields(birth, answers));
    } catch (error) {
      if (!(error instanceof StartError)) throw error;
      printLines(['', `That does not fit together: ${error.message}.`, 'Once more, from your answers:']);
    }
  }
}

/** The file with its genesis block mined; says what is searched for, and on a terminal how far the search is. */
async function mineWithProgress(draft: Draft): Promise<Draft> {
  printLines([`Mining the genesis block (target ${draft.genesis.bits}).`]);
  if (!stdoutIsTerminal()) {
    return mineNetworkFile(draft, { onProgress() {}, onTrouble: (message) => printLines([message]) });
  }
  const { default: logUpdate } = await import('log-update');
  try {
    return await mineNetworkFile(draft, {
      onProgress: (progress) => logUpdate(progressText(progress)),
      onTrouble: (message) => logUpdate.persist(message),
    });
  } finally {
    logUpdate.clear();
    logUpdate.done();
  }
}

/** How far a search is; being past 100 % is bad luck, not an error. */
function progressText({ hashes, expectedHashes, seconds }: GenesisSearchProgress): string {
  const percent = Math.round((100 * hashes) / expectedHashes);
  return `${percent} % of the hashes that it takes on average, ${formatHashRate(hashes / seconds)}`;
}

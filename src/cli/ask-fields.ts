import { createInterface } from 'node:readline/promises';
import { completeFields, type GivenFields, type NewNetworkBirth } from '../node/new-network.ts';
import { NEW_NETWORK_FIELDS } from '../node/options/new-network-options.ts';
import { type OptionSpec, optionName } from '../node/options/option-spec.ts';
import { formatAmount } from '../node/options/option-text.ts';
import { parseOptionValue } from '../node/options/parse-value.ts';
import { StartError } from '../node/start-error.ts';

/** The questions of `nonced newnetwork`. */

/** Where questions are asked. */
export interface Conversation {
  readonly input: NodeJS.ReadableStream;
  readonly output: NodeJS.WritableStream;
}

type FieldName = keyof typeof NEW_NETWORK_FIELDS;

/**
 * Asks for every field; Enter takes the value in brackets, which follows from the answers before it.
 * @param answered - the answers of the time before, where they did not fit together
 * @returns what was answered; fields that follow from others are left out
 * @throws StartError where the person gives up
 */
export async function askFields(
  birth: NewNetworkBirth,
  answered: GivenFields,
  { input, output }: Conversation,
): Promise<GivenFields> {
  const terminal = createInterface({ input, output });
  const gaveUp = new Promise<never>((_, reject) => {
    terminal.once('close', () => reject(new StartError('given up: nothing was written')));
  });
  // The interface is closed at the end too, when nobody waits for this.
  gaveUp.catch(() => output.write('\n'));
  const ask = (question: string) => Promise.race([terminal.question(question), gaveUp]);
  const say = (text: string) => output.write(`${text}\n`);
  try {
    let answers = answered;
    for (const [name, spec] of Object.entries(NEW_NETWORK_FIELDS) as [FieldName, OptionSpec][]) {
      if (name === 'halfLife' && answers.retarget === 'bitcoin') continue;
      const answer = await askField(name, spec, { proposed: completeFields(birth, answers)[name], ask, say });
      if (answer !== undefined) answers = { ...answers, [name]: answer };
    }
    return answers;
  } finally {
    terminal.close();
  }
}

interface Question {
  readonly proposed: string | number;
  readonly ask: (question: string) => Promise<string>;
  readonly say: (text: string) => void;
}

/** One answer, asked for until it is right; undefined for Enter. */
async function askField(
  name: FieldName,
  spec: OptionSpec,
  { proposed, ask, say }: Question,
): Promise<unknown> {
  const shown = spec.kind === 'amount' ? formatAmount(Number(proposed)) : proposed;
  say(`\n${spec.help}${spec.kind === 'choice' ? ` (${spec.choices.join(', ')})` : ''}`);
  for (;;) {
    const text = (await ask(`  ${optionName(name)} [${shown}]: `)).trim();
    if (text === '') return undefined;
    const verdict = parseOptionValue(spec, text);
    if (verdict.ok) return verdict.value;
    say(`  Give ${verdict.debug}.`);
  }
}

import { createInterface } from 'node:readline/promises';
import {
  type CompleteFields,
  completeFields,
  type GivenFields,
  type NewNetworkBirth,
} from '../node/new-network.ts';
import { NEW_NETWORK_FIELDS } from '../node/options/new-network-options.ts';
import { type OptionSpec, optionName } from '../node/options/option-spec.ts';
import { formatAmount } from '../node/options/option-text.ts';
import { parseOptionValue } from '../node/options/parse-value.ts';
import { StartError } from '../node/start-error.ts';

/** The questions of `nonced newnetwork` on a terminal. */

type FieldName = keyof typeof NEW_NETWORK_FIELDS;

/**
 * Asks for every field; Enter takes the value in brackets, which follows from the answers before it.
 * @param first - what was answered the time before, where it did not fit together
 * @throws StartError where the person gives up
 */
export async function askFields(birth: NewNetworkBirth, first: GivenFields): Promise<CompleteFields> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const gaveUp = new Promise<never>((_, reject) => {
    terminal.once('close', () => reject(new StartError('given up: nothing was written')));
  });
  const ask = (question: string) => Promise.race([terminal.question(question), gaveUp]);
  try {
    let answers = first;
    for (const [name, spec] of Object.entries(NEW_NETWORK_FIELDS) as [FieldName, OptionSpec][]) {
      if (name === 'halfLife' && answers.retarget === 'bitcoin') continue;
      const proposed = completeFields(birth, answers)[name];
      answers = { ...answers, [name]: await askField(name, spec, { proposed, ask }) };
    }
    return completeFields(birth, answers);
  } finally {
    // The promise's rejection on closing is nobody's business any more.
    gaveUp.catch(() => {});
    terminal.close();
  }
}

interface Question {
  readonly proposed: string | number;
  readonly ask: (question: string) => Promise<string>;
}

/** One answer, asked for until it is right. */
async function askField(name: FieldName, spec: OptionSpec, { proposed, ask }: Question): Promise<unknown> {
  const shown = spec.kind === 'amount' ? formatAmount(Number(proposed)) : proposed;
  process.stdout.write(`\n${spec.help}${spec.kind === 'choice' ? ` (${spec.choices.join(', ')})` : ''}\n`);
  for (;;) {
    const text = (await ask(`  ${optionName(name)} [${shown}]: `)).trim();
    if (text === '') return proposed;
    const verdict = parseOptionValue(spec, text);
    if (verdict.ok) return verdict.value;
    process.stdout.write(`  Give ${verdict.debug}.\n`);
  }
}

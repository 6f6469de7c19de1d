import { wrapWords } from '../node/options/option-text.ts';
import { memberTexts } from './json-text.ts';

/** What `nonced explain` says, from what explainTransaction answered. */

interface StackItem {
  readonly hex: string;
  readonly size: number;
  readonly number?: number;
  readonly meaning?: string;
}

interface Instruction {
  readonly asm: string;
  readonly failed?: boolean;
}

interface ScriptFailure {
  readonly error: string;
  readonly phase?: string;
  readonly instructions?: readonly Instruction[];
  readonly stack: readonly StackItem[];
  readonly altstack: readonly StackItem[];
}

interface Part {
  readonly index: number;
  readonly type?: string;
  readonly address?: string;
  readonly txid?: string;
  readonly vout?: number;
}

interface Explanation {
  readonly txid: string;
  readonly allowed: boolean;
  readonly vsize?: number;
  readonly fee_rate?: number;
  readonly replaces?: readonly string[];
  readonly reject_reason?: string;
  readonly reject_details?: string;
  readonly rule?: string;
  readonly remedy?: string;
  readonly meaning?: string;
  readonly input?: Part;
  readonly output?: Part;
  readonly note?: string;
  readonly script?: ScriptFailure;
}

const WIDTH = 96;
const LABEL_WIDTH = 12;

/** Reasons that say that the transaction is on its way, or there. */
const KNOWN = ['txn-already-in-mempool', 'txn-same-nonwitness-data-in-mempool', 'txn-already-known'];

/** Instructions shown on either side of the failing one. */
const CONTEXT = 12;

/** What a script is called, by its phase. */
const PHASES: Readonly<Record<string, string>> = {
  scriptSig: 'The scriptSig of the input',
  scriptPubKey: 'The script of the output that is spent',
  redeemScript: 'The redeem script',
  witnessScript: 'The witness script',
};

/** True where nothing is wrong: it would be accepted, or it is here already. */
export function isGoodNews(json: string): boolean {
  const { allowed, reject_reason = '' } = JSON.parse(json) as Explanation;
  return allowed || KNOWN.includes(reject_reason);
}

/** The explanation for a person. @param json - what explainTransaction answered */
export function explanationLines(json: string): readonly string[] {
  const explanation = JSON.parse(json) as Explanation;
  const amounts = memberTexts(json);
  return explanation.allowed
    ? acceptedLines(explanation, amounts.get('fee') ?? '')
    : refusedLines(explanation, amounts);
}

function acceptedLines(explanation: Explanation, fee: string): readonly string[] {
  const { txid, vsize, fee_rate, replaces = [] } = explanation;
  return [
    `Transaction ${txid}`,
    `would be accepted: it pays ${fee} for ${vsize} virtual bytes, ${fee_rate} satoshis for each.`,
    ...(replaces.length === 0 ? [] : ['It would replace:', ...replaces.map((id) => `  ${id}`)]),
    'Nothing was sent. To send it: nonced call submitTransaction TXHEX',
  ];
}

function refusedLines(explanation: Explanation, amounts: ReadonlyMap<string, string>): readonly string[] {
  const { txid, reject_reason = '', rule = '', remedy = '', meaning = '' } = explanation;
  const heading = KNOWN.includes(reject_reason) ? 'is known already' : 'is refused';
  return [
    `Transaction ${txid}`,
    `${heading}: ${reject_reason}`,
    '',
    ...paragraph('Rule', rule),
    ...partLines(explanation, amounts),
    // Of a script they only name the input once more.
    ...paragraph('Details', explanation.script ? undefined : explanation.reject_details),
    ...paragraph('What to do', remedy),
    ...paragraph('It means', meaning),
    ...(explanation.script ? scriptLines(explanation.script) : []),
  ];
}

/** Which input or output, and what is particular about it. */
function partLines(
  { input, output, note }: Explanation,
  amounts: ReadonlyMap<string, string>,
): readonly string[] {
  const amountOf = (part: string) => memberTexts(amounts.get(part) ?? '{}').get('value');
  const lines: string[] = [];
  if (input) {
    const value = amountOf('input');
    const spent = value === undefined ? '' : ` (${value}, ${kindOf(input)})`;
    lines.push(...paragraph(`Input ${input.index}`, `spends ${input.txid}:${input.vout}${spent}`));
  }
  if (output) lines.push(...paragraph(`Output ${output.index}`, `${amountOf('output')}, ${kindOf(output)}`));
  return [...lines, ...paragraph('', note)];
}

function kindOf({ type, address }: Part): string {
  return address === undefined ? String(type) : `${type} ${address}`;
}

/** A label and its words, which stand below each other; nothing where there are none. */
function paragraph(label: string, words: string | undefined): readonly string[] {
  if (words === undefined || words === '') return [];
  return wrapWords(words, WIDTH - LABEL_WIDTH).map(
    (line, index) => (index === 0 ? label : '').padEnd(LABEL_WIDTH) + line,
  );
}

function scriptLines({ error, phase, instructions, stack, altstack }: ScriptFailure): readonly string[] {
  const lines: string[] = [''];
  if (phase !== undefined && instructions) {
    const where = instructions.some(({ failed }) => failed) ? 'fails at the arrow' : 'ran to its end';
    lines.push(`${PHASES[phase] ?? phase} ${where} (${error}):`, '', ...instructionLines(instructions), '');
  }
  lines.push(...stackLines(stackHeading(phase, instructions), stack));
  if (altstack.length > 0) lines.push('', ...stackLines('The alternative stack', altstack));
  return lines;
}

function stackHeading(phase: string | undefined, instructions: readonly Instruction[] | undefined): string {
  if (phase === undefined) return 'The witness of the input';
  return instructions?.some(({ failed }) => failed) ? 'The stack before it' : 'The stack that it left';
}

/** The instructions around the failing one, or the last ones. */
function instructionLines(instructions: readonly Instruction[]): readonly string[] {
  const failing = instructions.findIndex(({ failed }) => failed);
  const centre = failing < 0 ? instructions.length - 1 : failing;
  const first = Math.max(0, centre - CONTEXT);
  const shown = instructions.slice(first, centre + CONTEXT + 1);
  const left = instructions.length - first - shown.length;
  return [
    ...(first > 0 ? [`        (${first} before)`] : []),
    ...shown.map(({ asm, failed }) => `${failed ? '   -->' : '      '}  ${short(asm)}`),
    ...(left > 0 ? [`        (${left} more)`] : []),
  ];
}

function stackLines(heading: string, stack: readonly StackItem[]): readonly string[] {
  if (stack.length === 0) return [`${heading} is empty.`];
  return [`${heading}, the top first:`, '', ...stack.map((item) => `        ${itemText(item)}`)];
}

function itemText({ hex, size, number, meaning }: StackItem): string {
  if (size === 0) return '(empty: 0, false)';
  const facts = [
    ...(number === undefined ? [] : [`the number ${number}`]),
    `${size} ${size === 1 ? 'byte' : 'bytes'}`,
    ...(meaning === undefined ? [] : [meaning]),
  ];
  return `${short(hex)}  ${facts.join(', ')}`;
}

/** Long hex is cut in its middle: its ends tell it from other. */
function short(text: string): string {
  return text.length <= 44 ? text : `${text.slice(0, 20)}…${text.slice(-20)}`;
}

import { memberTexts } from './json-text.ts';

/** What `nonced pay` says. Amounts are shown as the daemon wrote them: nothing is rounded. */

/** The payment before it is sent. @param json - what preparePayment answered */
export function paymentLines(json: string): readonly string[] {
  const { text, word } = fieldsOf(json);
  const inputs = text('inputs');
  const change = text('change');
  const isNoChange = /^0\.0+$/.test(change);
  return [
    `Pay      ${text('amount')}`,
    `to       ${word('address')}`,
    `fee      ${text('fee')}  (${text('fee_rate')} satoshis for each of ${text('vsize')} virtual bytes)`,
    `change   ${change}  (${isNoChange ? 'too little to come back, it is part of the fee' : 'comes back to the key of this node'})`,
    `spends   ${inputs} ${inputs === '1' ? 'coin' : 'coins'}`,
  ];
}

/** Virtual bytes of transactions that a block holds. */
const BLOCK_VSIZE = 1_000_000;

/**
 * The payment once it is sent, and what happens next.
 * @param json - what sendPayment answered
 * @param command - how a command for the same daemon begins, e.g. `nonced -regtest`
 */
export function sentLines(json: string, command: string): readonly string[] {
  const { text, word } = fieldsOf(json);
  const txid = word('txid');
  const isCrowded = Number(text('waiting')) > BLOCK_VSIZE;
  const when = isCrowded
    ? 'It waits for a block. More waits than one holds: those with a higher fee rate go first.'
    : `It goes into the next block, ${text('nextblock')}.`;
  return [
    `Sent: ${txid}`,
    `${when} From then on the receiver can spend it; the change can be spent at once.`,
    ...(text('generate') === 'true'
      ? []
      : [`This node does not mine now; to let it: ${command} call setGenerate true`]),
    `To see it wait: ${command} call getMempoolEntry ${txid}`,
  ];
}

/** The members of a JSON object as they are written, and strings without their quotes. */
function fieldsOf(json: string): { text: (name: string) => string; word: (name: string) => string } {
  const members = memberTexts(json);
  const text = (name: string) => members.get(name) ?? '';
  return { text, word: (name) => JSON.parse(members.get(name) ?? '""') as string };
}

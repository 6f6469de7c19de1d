import {
  type MempoolRejectClass,
  type MempoolRejectCode,
  mempoolRejectClass,
} from '../../policy/reject-codes.ts';
import type { Rejected } from '../../util/verdict.ts';
import type { Problem } from './reply.ts';

/** What a refusal of the mempool means, for somebody who meets these rules for the first time. */

type Advice = Pick<Problem, 'explanation' | 'next'>;

const BY_CLASS: Readonly<Record<MempoolRejectClass, Advice>> = {
  consensus: {
    explanation: 'The transaction breaks a rule of the network: no block with it would be valid.',
    next: 'Build another one; this one can never be mined.',
  },
  'premature-spend': {
    explanation: 'The transaction may not be in the next block yet.',
    next: 'Mine some blocks (GET /mine) and send it again.',
  },
  'missing-inputs': {
    explanation: 'What the transaction wants to spend does not exist, or is spent already.',
    next: 'Look at the chain (GET /getchain) to see what became of those coins.',
  },
  'not-standard': {
    explanation: 'A block could hold the transaction, but nodes do not pass such transactions on.',
    next: 'Build one in a form that nodes relay.',
  },
  'inputs-not-standard': {
    explanation: 'The transaction spends coins in a way that nodes do not pass on.',
    next: 'Spend coins of a usual kind.',
  },
  'witness-mutated': {
    explanation: 'The witness, where the signatures are, holds what does not belong there.',
    next: 'Sign the transaction anew.',
  },
  conflict: {
    explanation: 'The node has the transaction already: a second copy changes nothing.',
    next: 'Mine a block (GET /mine), if it is not in one yet.',
  },
  'mempool-policy': {
    explanation: "Too much in this node's list of waiting transactions depends on it, or stands in its way.",
    next: 'Mine a block (GET /mine) and send it again.',
  },
  reconsiderable: {
    explanation: 'The transaction pays too small a fee.',
    next: 'Pay a higher fee: leave more of what goes in to nobody.',
  },
};

/** Where more can be said than the class says. */
const BY_CODE: Readonly<Partial<Record<MempoolRejectCode, Advice>>> = {
  'bad-txns-premature-spend-of-coinbase': {
    explanation: "A miner's reward can be spent only once enough blocks stand on the one that made it.",
    next: 'Mine more blocks (GET /mine) and send it again.',
  },
  'bad-txns-in-belowout': {
    explanation: 'More would come out of the transaction than goes into it. Only a coinbase makes new coins.',
    next: 'Spend more coins, or send less.',
  },
  dust: {
    explanation: 'An output is worth less than it would cost to spend it.',
    next: 'Send more at once.',
  },
  coinbase: {
    explanation: 'Only the miner of a block may write a coinbase, as its first transaction.',
    next: 'Mine a block (GET /mine) to be paid by one.',
  },
};

const SCRIPT_FAILURE: Advice = {
  explanation: 'A signature is missing or wrong: what was spent asks for another one.',
  next: 'Sign every input with the key that its coin belongs to; "nonced explain HEX" shows which script failed.',
};

/** The mempool's refusal with what it means. */
export function explainRejection(rejected: Rejected<MempoolRejectCode>): Problem {
  const { code, debug } = rejected;
  const known = code.startsWith('mempool-script-verify-flag-failed') ? SCRIPT_FAILURE : BY_CODE[code];
  const { explanation, next } = known ?? BY_CLASS[mempoolRejectClass(code)];
  return { error: code, explanation: debug === undefined ? explanation : `${explanation} (${debug})`, next };
}

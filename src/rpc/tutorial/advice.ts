import { type MempoolRejectCode, mempoolRejectClass } from '../../policy/reject-codes.ts';
import type { Rejected } from '../../util/verdict.ts';
import { CLASS_MEANINGS, reasonOf } from '../explain/mempool-reasons.ts';
import type { Problem } from './reply.ts';

/** Of a script that fails there is more to see than fits here. */
const SCRIPT_ADVICE =
  'Sign each input with the key that its coin belongs to. npx nonced explain HEX shows where the script failed.';

/** The mempool's refusal with what it means and what would be right. */
export function explainRejection({ code, debug }: Rejected<MempoolRejectCode>): Problem {
  const { rule, remedy } = reasonOf(code);
  const details = debug === undefined ? '' : ` (${debug})`;
  return {
    error: code,
    explanation: `${rule}${details} ${CLASS_MEANINGS[mempoolRejectClass(code)]}`,
    next: code.startsWith('mempool-script-verify-flag-failed') ? SCRIPT_ADVICE : remedy,
  };
}

import { SCRIPT_VERIFY } from '../flags.ts';
import { SEQUENCE_LOCKTIME_DISABLE_FLAG } from '../limits.ts';
import { type Machine, needing, numberAt, type Operation } from '../machine.ts';
import { Opcode } from '../opcodes.ts';

/** The two NOPs that compare the top item, which stays, with the transaction's lock times. @source BIP65, BIP112 */

/** Bytes of a lock time as a number: one more than others may have, since it is an unsigned 32-bit field. */
const MAX_LOCKTIME_SIZE = 5;

function checkLockTimeVerify(machine: Machine): ReturnType<Operation> {
  const lockTime = numberAt(machine, 1, MAX_LOCKTIME_SIZE);
  if (lockTime === undefined) return 'SCRIPTNUM';
  if (lockTime < 0) return 'NEGATIVE_LOCKTIME';
  return machine.checker.checkLockTime(lockTime) ? undefined : 'UNSATISFIED_LOCKTIME';
}

function checkSequenceVerify(machine: Machine): ReturnType<Operation> {
  const sequence = numberAt(machine, 1, MAX_LOCKTIME_SIZE);
  if (sequence === undefined) return 'SCRIPTNUM';
  if (sequence < 0) return 'NEGATIVE_LOCKTIME';
  // Room for later soft forks: with this bit it is a NOP.
  if (sequence & SEQUENCE_LOCKTIME_DISABLE_FLAG) return undefined;
  return machine.checker.checkSequence(sequence) ? undefined : 'UNSATISFIED_LOCKTIME';
}

/** The operation where its soft fork is active, else a NOP. */
function activeWith(flag: number, operation: Operation): Operation {
  return (machine) => (machine.flags & flag ? operation(machine) : undefined);
}

export const LOCKTIME_OPERATIONS: readonly (readonly [opcode: number, Operation])[] = [
  [
    Opcode.OP_CHECKLOCKTIMEVERIFY,
    activeWith(SCRIPT_VERIFY.CHECKLOCKTIMEVERIFY, needing(1, checkLockTimeVerify)),
  ],
  [
    Opcode.OP_CHECKSEQUENCEVERIFY,
    activeWith(SCRIPT_VERIFY.CHECKSEQUENCEVERIFY, needing(1, checkSequenceVerify)),
  ],
];

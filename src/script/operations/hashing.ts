import { hash160 } from '../../crypto/hash160.ts';
import { ripemd160, sha1 } from '../../crypto/legacy-hashes.ts';
import { sha256, sha256d } from '../../crypto/sha256d.ts';
import { drop, itemAt, needing, type Operation } from '../machine.ts';
import { Opcode } from '../opcodes.ts';

/** x → hash of x */
function hashing(hash: (item: Uint8Array) => Uint8Array): Operation {
  return needing(1, (machine) => {
    const digest = hash(itemAt(machine, 1));
    drop(machine, 1);
    machine.stack.push(digest);
    return undefined;
  });
}

export const HASHING_OPERATIONS: readonly (readonly [opcode: number, Operation])[] = [
  [Opcode.OP_RIPEMD160, hashing(ripemd160)],
  [Opcode.OP_SHA1, hashing(sha1)],
  [Opcode.OP_SHA256, hashing(sha256)],
  [Opcode.OP_HASH160, hashing(hash160)],
  [Opcode.OP_HASH256, hashing(sha256d)],
];

import { pushData } from '../../../src/script/push.ts';
import { concatBytes, toHex } from '../../../src/util/bytes.ts';
import type { Lock } from '../../helpers/spending.ts';
import type { Tree } from '../../helpers/taproot.ts';
import { bareLock, PUBKEY, scriptOf, times } from '../locks.ts';
import type { CaseTable } from '../table.ts';
import { signedTapscriptLock, taprootKeyLock, tapscriptLock } from '../taproot-locks.ts';
import { fails, holds } from './scripts.ts';

/** Taproot and tapscript (BIP341, BIP342), each spend in a block with the transaction that makes what it spends. */

const EMPTY = new Uint8Array();
const KEY = `0x20 0x${toHex(PUBKEY.subarray(1))}`;
const ANNEX = Uint8Array.of(0x50, 1, 2, 3);

/** A tree whose first leaf is as deep as that. */
function deepTree(depth: number): Tree {
  let tree: Tree = { script: scriptOf('1') };
  for (let i = 0; i < depth; i++) tree = [tree, { script: scriptOf('RETURN') }];
  return tree;
}

const changeByte =
  (at: number) =>
  (bytes: Uint8Array): Uint8Array =>
    bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));

const typed =
  (hashType: number) =>
  (signature: Uint8Array): Uint8Array =>
    concatBytes(signature, Uint8Array.of(hashType));

/**
 * A leaf with eleven checks of one signature. They cost 550 units; its witness and the 50 that are free come to 537
 * without the padding.
 */
function elevenChecks(padding: number) {
  const pad = `0x${toHex(pushData(new Uint8Array(padding - 2)))} DROP`;
  return signedTapscriptLock(`${pad} ${times(10, `DUP ${KEY} CHECKSIGVERIFY`)} ${KEY} CHECKSIG`);
}

/** The same lock, opened as before, with an annex behind it. */
function withAnnex({ scriptPubKey, unlock }: Lock): Lock {
  return {
    scriptPubKey,
    unlock: (...place) => ({ witness: [...(unlock(...place).witness ?? []), ANNEX] }),
  };
}

export const TAPROOT_KEY_CASES: CaseTable = {
  'a signature': holds(taprootKeyLock()),
  'a signature by the key of an output that has scripts too': holds(
    taprootKeyLock({ tree: { script: EMPTY } }),
  ),
  'a signature by ALL': holds(taprootKeyLock({ hashType: 0x01 })),
  'a signature by NONE': holds(taprootKeyLock({ hashType: 0x02 })),
  'a signature by SINGLE and ANYONECANPAY': holds(taprootKeyLock({ hashType: 0x83 })),
  'a signature of something else': fails('SCHNORR_SIG', taprootKeyLock({ alter: changeByte(40) })),
  'a signature by another type than it says': fails('SCHNORR_SIG', taprootKeyLock({ alter: typed(0x01) })),
  'a hash type of zero': fails('SCHNORR_SIG_HASHTYPE', taprootKeyLock({ alter: typed(0) })),
  'a hash type that nobody knows': fails('SCHNORR_SIG_HASHTYPE', taprootKeyLock({ alter: typed(0x04) })),
  'a signature of 63 bytes': fails('SCHNORR_SIG_SIZE', taprootKeyLock({ alter: (all) => all.subarray(1) })),
  'a signature of 66 bytes': fails(
    'SCHNORR_SIG_SIZE',
    taprootKeyLock({ alter: (all) => concatBytes(all, new Uint8Array(2)) }),
  ),
  'an empty signature': fails('SCHNORR_SIG_SIZE', taprootKeyLock({ alter: () => EMPTY })),
  'a signature and an annex': holds(taprootKeyLock({ annex: ANNEX })),
  'an annex that was not signed': fails('SCHNORR_SIG', withAnnex(taprootKeyLock())),
  'a single item that begins as an annex does': fails(
    'SCHNORR_SIG_SIZE',
    bareLock(taprootKeyLock().scriptPubKey, { witness: [ANNEX] }),
  ),
  'no witness': fails(
    'WITNESS_PROGRAM_WITNESS_EMPTY',
    bareLock(taprootKeyLock().scriptPubKey, { witness: [] }),
  ),
  'a scriptSig': fails('WITNESS_MALLEATED', bareLock(taprootKeyLock().scriptPubKey, { scriptSig: '0' })),
  'a key that is not on the curve': fails(
    'SCHNORR_SIG',
    bareLock(`1 0x20 0x${'ff'.repeat(32)}`, { witness: [new Uint8Array(64).fill(1)] }),
  ),
};

export const TAPROOT_SCRIPT_CASES: CaseTable = {
  'a script that holds': holds(tapscriptLock('2 EQUAL', { stack: [Uint8Array.of(2)] })),
  'a script that holds, and an annex': holds(tapscriptLock('1', { annex: ANNEX })),
  'a script that leaves false': fails('EVAL_FALSE', tapscriptLock('0')),
  'a script that leaves two items': fails('CLEANSTACK', tapscriptLock('1 1')),
  'a script 128 levels deep': holds(tapscriptLock('1', { tree: deepTree(128) })),
  'a script 129 levels deep': fails(
    'TAPROOT_WRONG_CONTROL_SIZE',
    tapscriptLock('1', { tree: deepTree(129) }),
  ),
  'a control block of 32 bytes': fails(
    'TAPROOT_WRONG_CONTROL_SIZE',
    tapscriptLock('1', { alterControl: (control) => control.subarray(1) }),
  ),
  'a control block with half a level': fails(
    'TAPROOT_WRONG_CONTROL_SIZE',
    tapscriptLock('1', { alterControl: (control) => concatBytes(control, new Uint8Array(16)) }),
  ),
  'another inner key': fails('WITNESS_PROGRAM_MISMATCH', tapscriptLock('1', { alterControl: changeByte(9) })),
  'the other parity': fails('WITNESS_PROGRAM_MISMATCH', tapscriptLock('1', { alterControl: changeByte(0) })),
  'another path': fails(
    'WITNESS_PROGRAM_MISMATCH',
    tapscriptLock('1', { tree: deepTree(1), alterControl: changeByte(40) }),
  ),
  'a leaf of a version that nobody knows': holds(
    tapscriptLock('RETURN', { tree: { script: scriptOf('RETURN'), leafVersion: 0xc2 } }),
  ),

  'a script of 10,001 bytes': holds(tapscriptLock(times(10_000, 'NOP').concat('1'))),
  '202 operations': holds(tapscriptLock(`${times(202, 'NOP')} 1`)),
  'a push of 521 bytes': fails(
    'PUSH_SIZE',
    tapscriptLock(concatBytes(pushData(new Uint8Array(521)), scriptOf('1'))),
  ),
  'a witness item of 521 bytes': fails(
    'PUSH_SIZE',
    tapscriptLock('DROP 1', { stack: [new Uint8Array(521)] }),
  ),
  'a witness of 1,000 items': holds(
    tapscriptLock(`${times(500, '2DROP')} 1`, { stack: Array.from({ length: 1000 }, () => EMPTY) }),
  ),
  'a witness of 1,001 items': fails(
    'STACK_SIZE',
    tapscriptLock(`${times(500, '2DROP')} DROP 1`, { stack: Array.from({ length: 1001 }, () => EMPTY) }),
  ),
  'OP_IF of what is neither empty nor 1': fails(
    'TAPSCRIPT_MINIMALIF',
    tapscriptLock('IF 1 ENDIF', { stack: [Uint8Array.of(2)] }),
  ),
  OP_CHECKMULTISIG: fails('TAPSCRIPT_CHECKMULTISIG', tapscriptLock('0 0 0 CHECKMULTISIG')),
  'OP_CHECKMULTISIG in a branch that is not run': holds(tapscriptLock('0 IF CHECKMULTISIG ENDIF 1')),

  'OP_SUCCESS80, whatever is behind it': holds(tapscriptLock('0x50 RETURN 0xff 0x4c')),
  'OP_SUCCESS126 in a branch that is not run': holds(tapscriptLock('0 IF CAT ENDIF')),
  'OP_SUCCESS254 and a witness item of 521 bytes': holds(
    tapscriptLock('0xfe', { stack: [new Uint8Array(521)] }),
  ),
  'OP_SUCCESS behind a push that runs past the end': fails('BAD_OPCODE', tapscriptLock('0x05 0x50')),
  'OP_SUCCESS in pushed bytes': fails('EVAL_FALSE', tapscriptLock('0x01 0x50 DROP 0')),

  OP_CHECKSIG: holds(signedTapscriptLock(`${KEY} CHECKSIG`)),
  'OP_CHECKSIG of a wrong signature': fails(
    'SCHNORR_SIG',
    signedTapscriptLock(`${KEY} CHECKSIG`, changeByte(3)),
  ),
  'OP_CHECKSIG of no signature': fails(
    'EVAL_FALSE',
    signedTapscriptLock(`${KEY} CHECKSIG`, () => EMPTY),
  ),
  'OP_CHECKSIG of no signature, and a script that wants it so': holds(
    signedTapscriptLock(`${KEY} CHECKSIG NOT`, () => EMPTY),
  ),
  'OP_CHECKSIG with a hash type of zero': fails(
    'SCHNORR_SIG_HASHTYPE',
    signedTapscriptLock(`${KEY} CHECKSIG`, typed(0)),
  ),
  'OP_CHECKSIG of an empty key': fails('TAPSCRIPT_EMPTY_PUBKEY', signedTapscriptLock('0 CHECKSIG')),
  'OP_CHECKSIG of a key that nobody knows': holds(signedTapscriptLock('0x01 0x02 CHECKSIG')),
  OP_CHECKSIGADD: holds(signedTapscriptLock(`5 ${KEY} CHECKSIGADD 6 NUMEQUAL`)),
  'OP_CHECKSIGADD of no signature': holds(
    signedTapscriptLock(`5 ${KEY} CHECKSIGADD 5 NUMEQUAL`, () => EMPTY),
  ),
  'as many checks as the witness pays for': holds(elevenChecks(13)),
  'checks that cost a unit more than the witness pays': fails(
    'TAPSCRIPT_VALIDATION_WEIGHT',
    elevenChecks(12),
  ),
};

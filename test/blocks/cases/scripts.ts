import { hash160 } from '../../../src/crypto/hash160.ts';
import { SCRIPT_ERROR_TEXTS, type ScriptError } from '../../../src/script/errors.ts';
import { payToScriptHash } from '../../../src/script/output-scripts.ts';
import { pushData } from '../../../src/script/push.ts';
import { concatBytes, toHex } from '../../../src/util/bytes.ts';
import { keyLock, type Lock, payOn, type SpendOptions } from '../../helpers/spending.ts';
import {
  bareLock,
  LONG_PUBKEY,
  nested,
  PUBKEY,
  p2shLock,
  p2wshLock,
  pubkeyLock,
  scriptOf,
  through,
  times,
  witnessKeyLock,
} from '../locks.ts';
import { accepted, type BlockCase, type CaseTable, refused, refuses, story } from '../table.ts';

/** Spends that scripts allow or fail, each in a block with the transaction that makes what it spends. */

/** The spend holds. */
export const holds = (lock: Lock, options: SpendOptions = {}): BlockCase =>
  accepted(({ holding, coin }) => holding(...through(coin(1), lock, options)));

/** The spend fails for that reason. */
export const fails = (error: ScriptError, lock: Lock, options: SpendOptions = {}): BlockCase =>
  refused(`block-script-verify-flag-failed (${SCRIPT_ERROR_TEXTS[error]})`, ({ holding, coin }) =>
    holding(...through(coin(1), lock, options)),
  );

/** The script as a word of the notation: its bytes pushed. */
const pushed = (script: string | Uint8Array): string => `0x${toHex(pushData(scriptOf(script)))}`;
const KEY = pushed(PUBKEY);
const EMPTY = new Uint8Array();
const REDEEM = scriptOf('2 EQUAL');
/** Well-formed, but of nothing: r and s are 1. */
const WRONG_SIGNATURE = scriptOf('0x300602010102010101');

/** An r and an s that are positive, but with a zero byte that they don't need: wrong since BIP66. */
function padded(signature: Uint8Array): Uint8Array {
  const sizeOfR = signature[3] ?? 0;
  return concatBytes(
    Uint8Array.of(0x30, (signature[1] ?? 0) + 1, 0x02, sizeOfR + 1, 0),
    signature.subarray(4),
  );
}

/** The same signature with the other s, which is above half of the order. */
function highS(signature: Uint8Array): Uint8Array {
  const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
  const start = 4 + (signature[3] ?? 0) + 2;
  const s = BigInt(`0x${toHex(signature.subarray(start, -1))}`);
  const other = scriptOf(`0x00${(order - s).toString(16).padStart(64, '0')}`);
  const r = signature.subarray(2, start - 2);
  const body = concatBytes(r, Uint8Array.of(0x02, other.length), other);
  return concatBytes(Uint8Array.of(0x30, body.length), body, signature.subarray(-1));
}

export const SCRIPT_CASES: CaseTable = {
  'what leaves true': holds(bareLock('1')),
  'what leaves false': fails('EVAL_FALSE', bareLock('0')),
  'what leaves a negative zero': fails('EVAL_FALSE', bareLock('0x01 0x80')),
  'what leaves nothing': fails('EVAL_FALSE', bareLock('')),
  'more than one item left': holds(bareLock('1 1')),
  OP_RETURN: fails('OP_RETURN', bareLock('1', { scriptSig: '1 RETURN' })),
  'OP_RETURN in a branch that is not run': holds(bareLock('0 IF RETURN ENDIF 1')),
  'an opcode that nobody knows': fails('BAD_OPCODE', bareLock('0xff')),
  'an opcode that nobody knows in a branch that is not run': holds(bareLock('0 IF 0xff ELSE 1 ENDIF')),
  'OP_VERIF in a branch that is not run': fails('BAD_OPCODE', bareLock('0 IF VERIF ENDIF 1')),
  'OP_VER in a branch that is not run': holds(bareLock('0 IF VER ENDIF 1')),
  OP_RESERVED: fails('BAD_OPCODE', bareLock('RESERVED')),
  'a push that runs past the end': fails('BAD_OPCODE', bareLock('1 0x05 0x01')),
  'OP_CHECKSIGADD before taproot': fails('BAD_OPCODE', bareLock('0 0 0 0xba')),
  ...disabledOpcodes(),
  'a disabled opcode in a branch that is not run': fails('DISABLED_OPCODE', bareLock('0 IF CAT ENDIF 1')),
  'OP_VERIFY of false': fails('VERIFY', bareLock('0 VERIFY 1')),
  'OP_EQUALVERIFY of what differs': fails('EQUALVERIFY', bareLock('1 2 EQUALVERIFY 1')),
  'OP_NUMEQUALVERIFY of what differs': fails('NUMEQUALVERIFY', bareLock('1 2 NUMEQUALVERIFY 1')),
  'OP_CHECKSIGVERIFY without a signature': fails('CHECKSIGVERIFY', bareLock(`0 ${KEY} CHECKSIGVERIFY 1`)),
  'OP_CHECKMULTISIGVERIFY without a signature': fails(
    'CHECKMULTISIGVERIFY',
    bareLock(`0 0 1 ${KEY} 1 CHECKMULTISIGVERIFY 1`),
  ),
  'an operation without its operands': fails('INVALID_STACK_OPERATION', bareLock('1 ADD')),
  'the alt stack of the scriptSig is not that of the output': fails(
    'INVALID_ALTSTACK_OPERATION',
    bareLock('FROMALTSTACK', { scriptSig: '1 TOALTSTACK' }),
  ),
  'OP_IF without OP_ENDIF': fails('UNBALANCED_CONDITIONAL', bareLock('1 IF 1')),
  'OP_ENDIF without OP_IF': fails('UNBALANCED_CONDITIONAL', bareLock('1 ENDIF')),
  'OP_IF in the scriptSig and OP_ENDIF in the output': fails(
    'UNBALANCED_CONDITIONAL',
    bareLock('ENDIF 1', { scriptSig: '1 IF' }),
  ),
  'a number of 4 bytes': holds(bareLock('0x04 0xffffff7f 1ADD')),
  'a number of 5 bytes': fails('SCRIPTNUM', bareLock('0x05 0x0000000080 1ADD')),
  'a number that could be shorter': holds(bareLock('0x02 0x0100 1ADD')),

  'a push of 520 bytes': holds(bareLock(pushData(new Uint8Array(520).fill(1)))),
  'a push of 521 bytes': fails('PUSH_SIZE', bareLock(pushData(new Uint8Array(521).fill(1)))),
  'a push of 521 bytes in a branch that is not run': fails(
    'PUSH_SIZE',
    bareLock(`0 IF ${pushed(new Uint8Array(521))} ENDIF 1`),
  ),
  'a script of 10,000 bytes': holds(bareLock(concatBytes(longScript(9_999), scriptOf('1')))),
  'a scriptSig of 10,001 bytes': fails('SCRIPT_SIZE', bareLock('1', { scriptSig: longScript(10_001) })),
  '201 operations': holds(bareLock(`1 ${times(201, 'NOP')}`)),
  '202 operations': fails('OP_COUNT', bareLock(`1 ${times(202, 'NOP')}`)),
  '202 operations, one of them not run': fails('OP_COUNT', bareLock(`${times(199, 'NOP')} 0 IF NOP ENDIF 1`)),
  'the keys of a multisig count as operations': fails(
    'OP_COUNT',
    bareLock(`${times(182, 'NOP')} 0 0 ${times(20, KEY)} 20 CHECKMULTISIG`),
  ),
  '1,000 items': holds(bareLock(times(1000, '1'))),
  '1,001 items': fails('STACK_SIZE', bareLock(times(1001, '1'))),
  '1,001 items, one of them on the alt stack': fails(
    'STACK_SIZE',
    bareLock(`1 TOALTSTACK ${times(1000, '1')}`),
  ),
  'no signatures of no keys': holds(bareLock('0 0 0 CHECKMULTISIG')),
  'more signatures than keys': fails('SIG_COUNT', bareLock('0 0 1 0 CHECKMULTISIG')),
  'a negative number of keys': fails('PUBKEY_COUNT', bareLock('0 0 -1 CHECKMULTISIG')),
  '20 keys': holds(bareLock(`0 0 ${times(20, KEY)} 20 CHECKMULTISIG`)),
  '21 keys': fails('PUBKEY_COUNT', bareLock(`0 0 ${times(21, KEY)} 21 CHECKMULTISIG`)),

  'NOP4 to NOP10 do nothing': holds(bareLock('NOP1 NOP4 NOP5 NOP6 NOP7 NOP8 NOP9 NOP10 1')),
  'pushes longer than they need to be': holds(bareLock('0x4c 0x01 0x01')),
  'operations in a scriptSig': holds(bareLock('2 EQUAL', { scriptSig: '1 1 ADD' })),
  'the second of two inputs fails': refused(
    `block-script-verify-flag-failed (${SCRIPT_ERROR_TEXTS.VERIFY})`,
    ({ holding, coin }) => {
      const [fund, spends] = through(coin(1), bareLock('0 VERIFY'));
      return holding(payOn([coin(2)], 0), fund, spends);
    },
  ),
  'a failed script is remembered against its block': story(({ holding, coin, on }) => {
    const bad = holding(...through(coin(1), bareLock('0')));
    const code = `block-script-verify-flag-failed (${SCRIPT_ERROR_TEXTS.EVAL_FALSE})` as const;
    return [refuses(bad, code), refuses(on(bad), 'bad-prevblk')];
  }),
};

export const SIGNATURE_CASES: CaseTable = {
  'a signature of P2PK': holds(pubkeyLock()),
  'a signature of P2WPKH': holds(keyLock(1)),
  'a signature of P2WPKH behind P2SH': holds(nested(witnessKeyLock())),
  'a signature by NONE': holds(pubkeyLock(undefined, 0x02)),
  'a signature by SINGLE and ANYONECANPAY': holds(pubkeyLock(undefined, 0x83)),
  'no signature': fails(
    'EVAL_FALSE',
    pubkeyLock(() => EMPTY),
  ),
  'a signature of something else': fails('EVAL_FALSE', witnessKeyLock(undefined, { amount: 1 })),
  'a hash type that nobody knows, which was not signed': fails(
    'EVAL_FALSE',
    pubkeyLock((signature) => concatBytes(signature.subarray(0, -1), Uint8Array.of(0x50))),
  ),
  'a signature with a high s': holds(pubkeyLock(highS)),
  'a signature with a padded r': fails('SIG_DER', pubkeyLock(padded)),
  'a signature without its last byte': fails(
    'SIG_DER',
    pubkeyLock((signature) => signature.subarray(0, -1)),
  ),
  'a byte instead of a signature': fails(
    'SIG_DER',
    pubkeyLock(() => Uint8Array.of(1)),
  ),
  'a wrong signature that is not empty, and a script that wants it so': holds(
    bareLock(`${KEY} CHECKSIG NOT`, { scriptSig: pushData(WRONG_SIGNATURE) }),
  ),
  'a multisig whose dummy is not empty': fails('SIG_NULLDUMMY', bareLock('1 0 0 CHECKMULTISIG')),
  'a P2WPKH of an uncompressed key': holds(witnessKeyLock(undefined, { pubkey: LONG_PUBKEY })),
};

export const P2SH_CASES: CaseTable = {
  'a redeem script that holds': holds(p2shLock('2 EQUAL', '2')),
  'a redeem script that leaves false': fails('EVAL_FALSE', p2shLock('2 EQUAL', '3')),
  'a redeem script that fails': fails('VERIFY', p2shLock('0 VERIFY 1')),
  'another redeem script': fails(
    'EVAL_FALSE',
    p2shLock(REDEEM, '2', { scriptSig: `2 ${pushed('3 EQUAL')}` }),
  ),
  'no redeem script': fails('INVALID_STACK_OPERATION', p2shLock(REDEEM, '2', { scriptSig: '' })),
  'a scriptSig that does more than push': fails(
    'SIG_PUSHONLY',
    p2shLock(REDEEM, '2', { scriptSig: `1 1 ADD ${pushed(REDEEM)}` }),
  ),
  'a redeem script of 520 bytes': holds(p2shLock(concatBytes(longScript(519), scriptOf('1')))),
  'a redeem script of 521 bytes': fails('PUSH_SIZE', p2shLock(concatBytes(longScript(520), scriptOf('1')))),
  'the hash pushed in another way is no P2SH': holds(
    bareLock(`HASH160 0x4c 0x14 0x${toHex(hash160(scriptOf('0')))} EQUAL`, { scriptSig: pushed('0') }),
  ),
  'P2SH behind P2SH is not run': holds(p2shLock(payToScriptHash(hash160(scriptOf('0'))), pushed('0'))),
};

export const SEGWIT_CASES: CaseTable = {
  'a witness script that holds': holds(p2wshLock('2 EQUAL', [Uint8Array.of(2)])),
  'a witness script that leaves false': fails('EVAL_FALSE', p2wshLock('2 EQUAL', [Uint8Array.of(3)])),
  'a witness script that leaves nothing': fails('CLEANSTACK', p2wshLock('DROP', [EMPTY])),
  'a witness script that leaves two items': fails('CLEANSTACK', p2wshLock('1 1')),
  'another witness script': fails(
    'WITNESS_PROGRAM_MISMATCH',
    p2wshLock('1', [], { witness: [scriptOf('2')] }),
  ),
  'no witness': fails('WITNESS_PROGRAM_WITNESS_EMPTY', p2wshLock('1', [], { witness: [] })),
  'a scriptSig': fails('WITNESS_MALLEATED', p2wshLock('1', [], { scriptSig: '0' })),
  'a scriptSig with more than the program': fails(
    'WITNESS_MALLEATED_P2SH',
    bareLock(nested(p2wshLock('1')).scriptPubKey, {
      scriptSig: `0 ${pushed(p2wshLock('1').scriptPubKey)}`,
      witness: [scriptOf('1')],
    }),
  ),
  'a witness for a script that has none': fails('WITNESS_UNEXPECTED', bareLock('1', { witness: [EMPTY] })),
  'a witness for a P2SH that has none': fails(
    'WITNESS_UNEXPECTED',
    p2shLock('1', '', { scriptSig: pushed('1'), witness: [EMPTY] }),
  ),
  'a program of version 0 with 21 bytes': fails(
    'WITNESS_PROGRAM_WRONG_LENGTH',
    bareLock(`0 ${pushed(new Uint8Array(21).fill(1))}`, { witness: [EMPTY] }),
  ),
  'a P2WPKH with three items': fails(
    'WITNESS_PROGRAM_MISMATCH',
    bareLock(witnessKeyLock().scriptPubKey, { witness: [EMPTY, EMPTY, EMPTY] }),
  ),
  'a program of version 2': holds(bareLock(`2 ${pushed(new Uint8Array(32).fill(1))}`)),
  'a program of version 16, with a witness': holds(
    bareLock(`16 ${pushed(new Uint8Array(2).fill(1))}`, { witness: [EMPTY] }),
  ),
  'a program of version 1 with 33 bytes': holds(bareLock(`1 ${pushed(new Uint8Array(33).fill(1))}`)),
  'a program of version 1 with 32 bytes behind P2SH': holds(
    nested(bareLock(`1 ${pushed(new Uint8Array(32).fill(1))}`, { witness: [EMPTY] })),
  ),
  'pay to anchor': holds(bareLock('1 0x02 0x4e73')),
  'a witness item of 520 bytes': holds(p2wshLock('DROP 1', [new Uint8Array(520)])),
  'a witness item of 521 bytes': fails('PUSH_SIZE', p2wshLock('DROP 1', [new Uint8Array(521)])),
  'a witness script of 10,000 bytes': holds(p2wshLock(concatBytes(longScript(9_999), scriptOf('1')))),
  'a witness script of 10,001 bytes': fails(
    'SCRIPT_SIZE',
    p2wshLock(concatBytes(longScript(10_000), scriptOf('1'))),
  ),
  'OP_IF of what is neither empty nor 1': holds(p2wshLock('IF 1 ENDIF', [Uint8Array.of(2)])),
};

/** Operations that were switched off for good. @source CVE-2010-5137 */
function disabledOpcodes(): CaseTable {
  const names = 'CAT SUBSTR LEFT RIGHT INVERT AND OR XOR 2MUL 2DIV MUL DIV MOD LSHIFT RSHIFT'.split(' ');
  return Object.fromEntries(
    names.map((name) => [`OP_${name}`, fails('DISABLED_OPCODE', bareLock(`1 1 1 ${name}`))]),
  );
}

/** A script of so many bytes that leaves nothing: pushes that are dropped, and a few NOPs. */
function longScript(size: number): Uint8Array {
  const long = concatBytes(pushData(new Uint8Array(516)), scriptOf('DROP'));
  const short = concatBytes(pushData(new Uint8Array(38)), scriptOf('DROP'));
  const rest = size % long.length;
  const repeat = (piece: Uint8Array, count: number) => Array.from({ length: count }, () => piece);
  return concatBytes(
    ...repeat(long, Math.floor(size / long.length)),
    ...repeat(short, Math.floor(rest / short.length)),
    new Uint8Array(rest % short.length).fill(0x61),
  );
}

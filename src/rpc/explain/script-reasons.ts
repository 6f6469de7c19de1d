import type { ScriptError } from '../../script/errors.ts';
import type { Reason } from './reason.ts';

/** Every way in which a script fails, in plain words. Core's own words for them are in script/errors.ts. */
export const SCRIPT_REASONS: Readonly<Record<ScriptError, Reason>> = {
  EVAL_FALSE: {
    rule: 'The scripts ran to their end, but what is left on top of the stack is false (empty or zero); it has to be true.',
    remedy:
      'The stack shows what did not fit: mostly a signature by another key, or a script or key with another hash than the output names. Give what the output asks for.',
  },
  OP_RETURN: {
    rule: 'OP_RETURN ends a script as failed. Outputs that have it carry data; nobody can ever spend them.',
    remedy: 'Spend another output.',
  },
  SCRIPTNUM: {
    rule: 'Numbers that a script computes with have at most 4 bytes (lock times 5) and no byte more than they need.',
    remedy: 'Push the number in its shortest form, least significant byte first.',
  },

  SCRIPT_SIZE: {
    rule: 'A script has at most 10,000 bytes.',
    remedy: 'Pay to a shorter script; what was paid to a longer one is lost.',
  },
  PUSH_SIZE: {
    rule: 'An item on the stack has at most 520 bytes, in a witness too.',
    remedy: 'Give shorter items. A script in a witness may be longer, since it does not count as an item.',
  },
  OP_COUNT: {
    rule: 'A script runs at most 201 operations. Pushes are free; each key of a multisig counts as one.',
    remedy: 'Use a script with fewer operations.',
  },
  STACK_SIZE: {
    rule: 'The stack and the alternative stack have at most 1,000 items together.',
    remedy: 'Give fewer items, or drop some within the script.',
  },
  SIG_COUNT: {
    rule: 'A multisig can ask for none up to as many signatures as it has keys.',
    remedy: 'Write it as M <keys> N OP_CHECKMULTISIG with M from 0 to N.',
  },
  PUBKEY_COUNT: {
    rule: 'A multisig has at most 20 keys, and their number stands right behind them.',
    remedy: 'Write it as M <keys> N OP_CHECKMULTISIG with N from 0 to 20.',
  },

  VERIFY: {
    rule: 'OP_VERIFY takes the top item off and fails where it is false.',
    remedy: 'Give the script what makes the condition before OP_VERIFY true.',
  },
  EQUALVERIFY: {
    rule: 'OP_EQUALVERIFY fails where the two items on top differ. When a key hash is spent, these are the hash of the public key that was given and the hash in the output.',
    remedy:
      'Sign with the key of the address that is spent. The long and the short form of a key have different hashes.',
  },
  CHECKMULTISIGVERIFY: {
    rule: 'OP_CHECKMULTISIGVERIFY fails where not every signature is by one of the keys, in the order of the keys.',
    remedy:
      'Give as many signatures as the script asks for, each by another key, in the order of their keys.',
  },
  CHECKSIGVERIFY: {
    rule: 'OP_CHECKSIGVERIFY fails where the signature is not by the key, over this very transaction.',
    remedy: 'Sign this input with that key, after the last change of the transaction.',
  },
  NUMEQUALVERIFY: {
    rule: 'OP_NUMEQUALVERIFY fails where the two numbers on top differ.',
    remedy: 'Give the number that the script asks for.',
  },

  BAD_OPCODE: {
    rule: 'Here stands a byte that is no instruction, one that is reserved, or a push that runs past the end of the script.',
    remedy: 'Check how the script was put together; if the output commits to it, it can not be spent.',
  },
  DISABLED_OPCODE: {
    rule: 'This instruction was switched off in 2010. A script that has it fails, even where a branch leaves it out.',
    remedy: 'Use a script without it.',
  },
  INVALID_STACK_OPERATION: {
    rule: 'The instruction needs more items than the stack has.',
    remedy:
      'Something is missing in what the input gives: mostly the input is not signed. A key hash wants the signature and then the public key.',
  },
  INVALID_ALTSTACK_OPERATION: {
    rule: 'OP_FROMALTSTACK needs an item that OP_TOALTSTACK put away before.',
    remedy: 'Use a script that puts away what it takes back.',
  },
  UNBALANCED_CONDITIONAL: {
    rule: 'Every OP_IF and OP_NOTIF needs an item to look at and an OP_ENDIF; OP_ELSE and OP_ENDIF need an open one.',
    remedy: 'Close what is open, and give the item that chooses the branch.',
  },

  NEGATIVE_LOCKTIME: {
    rule: 'A lock time that a script asks for can not be negative.',
    remedy: 'Use a script with a height or a time of 0 or more.',
  },
  UNSATISFIED_LOCKTIME: {
    rule: 'The script wants the coin to rest longer than this transaction says that it does: OP_CHECKLOCKTIMEVERIFY looks at the lock time (BIP65), OP_CHECKSEQUENCEVERIFY at the sequence of the input (BIP112).',
    remedy:
      'For the first, set the lock time to at least the number on the stack, of the same kind (below 500,000,000 a height, else a time), and the sequence below ffffffff. For the second, set version 2 and the sequence to at least that number. Then wait until it is due, and sign again.',
  },

  SIG_HASHTYPE: {
    rule: 'The last byte of a signature says what it covers: 01 ALL, 02 NONE, 03 SINGLE, each also plus 80.',
    remedy: 'Put 01 behind the signature, and sign for that.',
  },
  SIG_DER: {
    rule: 'A signature is written in strict DER (BIP66): 30 length 02 length R 02 length S, without needless zeros.',
    remedy:
      'Let the library write the signature as DER; 64 bytes without any form are for Schnorr signatures.',
  },
  MINIMALDATA: {
    rule: 'Every push uses the shortest form there is (BIP62): the numbers -1 to 16 have opcodes of their own.',
    remedy: 'Write the push in its shortest form.',
  },
  SIG_PUSHONLY: {
    rule: 'The scriptSig of an input that spends a script hash only pushes data (BIP16).',
    remedy: 'Leave out everything but pushes, the last one being the redeem script.',
  },
  SIG_HIGH_S: {
    rule: 'The S of a signature is at most half the order of the group; otherwise anybody could change it, and with it the txid.',
    remedy: 'Use the order less S instead; libraries call that low S, or normalized.',
  },
  SIG_NULLDUMMY: {
    rule: 'A multisig takes one item more than it needs, by a mistake that became a rule. It has to be empty (BIP147).',
    remedy: 'Put OP_0 before the signatures, or an empty item in a witness.',
  },
  PUBKEYTYPE: {
    rule: 'A public key has 33 bytes that begin with 02 or 03, or 65 bytes that begin with 04.',
    remedy: 'Give the key in one of these forms.',
  },
  CLEANSTACK: {
    rule: 'When all scripts are through, one single item is left (BIP62).',
    remedy: 'Give no more items than the scripts take.',
  },
  MINIMALIF: {
    rule: 'In a witness, what OP_IF and OP_NOTIF look at is either empty or the byte 01.',
    remedy: 'Give one of these two.',
  },
  SIG_NULLFAIL: {
    rule: 'A signature does not fit: it has to be by the key that it is checked against, over this very transaction, with every coin that it spends and every output. In segwit it covers the value of the coin, too. (Only an empty signature may fail quietly.)',
    remedy:
      'Sign this input again, after the last change of the transaction, with the key of the address that is spent. In segwit tell the signer the exact value of the coin; in a multisig give the signatures in the order of their keys.',
  },

  DISCOURAGE_UPGRADABLE_NOPS: {
    rule: 'OP_NOP1 and OP_NOP4 to OP_NOP10 do nothing today, and are kept for later rules.',
    remedy: 'Leave the instruction out.',
  },
  DISCOURAGE_UPGRADABLE_WITNESS_PROGRAM: {
    rule: 'Anybody could spend outputs of this witness version today: it has no rules yet.',
    remedy: 'Wait for the rules; a miner may take the transaction all the same.',
  },
  DISCOURAGE_UPGRADABLE_TAPROOT_VERSION: {
    rule: 'The first byte of the control block names a leaf version without rules yet: anybody can spend by such a leaf today. Tapscript is c0, or c1.',
    remedy: 'Spend by another leaf, or by the key of the output.',
  },
  DISCOURAGE_OP_SUCCESS: {
    rule: 'The script has an OP_SUCCESS: today it lets anybody spend, and is kept for later rules (BIP342).',
    remedy:
      'Spend by another leaf, or by the key of the output; a miner may take the transaction all the same.',
  },
  DISCOURAGE_UPGRADABLE_PUBKEYTYPE: {
    rule: 'In a tapscript a public key has 32 bytes. One of another size is kept for later rules: today every signature is right for it (BIP342).',
    remedy: 'Write scripts with the x coordinates of keys alone, without 02 or 03 before them.',
  },

  WITNESS_PROGRAM_WRONG_LENGTH: {
    rule: 'A witness program of version 0 has 20 bytes (a key hash) or 32 (a script hash).',
    remedy: 'What was paid to another one is lost; spend another output.',
  },
  WITNESS_PROGRAM_WITNESS_EMPTY: {
    rule: 'What spends a segwit output stands in the witness of the input, and this one has none.',
    remedy: 'Sign the input, and send the transaction with its witnesses.',
  },
  WITNESS_PROGRAM_MISMATCH: {
    rule: 'The witness is not the one that the output asks for: a key hash wants exactly a signature and a public key, a script hash wants the script of that very SHA-256 as the last item, and a taproot output a script and a control block that lead to its key.',
    remedy:
      'An input that is not signed has no witness: sign it. Else give the public key or the script that the address was made from, with the control block of that very script.',
  },
  WITNESS_MALLEATED: {
    rule: 'An input that spends a segwit output has an empty scriptSig.',
    remedy: 'Put the signature and what else is needed into the witness, not into the scriptSig.',
  },
  WITNESS_MALLEATED_P2SH: {
    rule: 'The scriptSig of an input that spends segwit behind a script hash is one push, of the redeem script.',
    remedy: 'Leave everything else to the witness.',
  },
  WITNESS_UNEXPECTED: {
    rule: 'The output is none of segwit, so the input must not have a witness.',
    remedy: 'Put the signature into the scriptSig.',
  },
  WITNESS_PUBKEYTYPE: {
    rule: 'Public keys in segwit have the short form: 33 bytes that begin with 02 or 03.',
    remedy:
      'Use an address that was made from the short form; the coins of this one need a miner who takes them.',
  },

  SCHNORR_SIG_SIZE: {
    rule: 'A signature of taproot has 64 bytes, and one more behind them where it does not cover everything (BIP341).',
    remedy: 'Sign with Schnorr (BIP340); signatures in DER are for other outputs.',
  },
  SCHNORR_SIG_HASHTYPE: {
    rule: 'The 65th byte of a signature of taproot is 01, 02, 03, 81, 82 or 83, never 00; and 03 and 83 (SINGLE) need an output with the number of the input.',
    remedy: 'Leave the byte out to cover everything, or give one of these.',
  },
  SCHNORR_SIG: {
    rule: 'The signature is not by the key over this very transaction. It covers all coins that are spent, with their values and scripts (BIP341). To spend by the key of the output, the key is the one in the address: the inner key after its tweak.',
    remedy:
      'Sign this input again after the last change of the transaction, with the tweaked key, and tell the signer value and script of every coin.',
  },
  TAPROOT_WRONG_CONTROL_SIZE: {
    rule: 'Two items or more spend by a script, and the last one is the control block: 33 bytes, and 32 for each level of the tree, of which there are at most 128 (BIP341).',
    remedy:
      'Give what the script takes, the script and its control block. To spend by the key, give the signature alone.',
  },
  TAPSCRIPT_VALIDATION_WEIGHT: {
    rule: 'Each check of a signature that is not empty takes 50 of a budget: the bytes of the witness, and 50 (BIP342).',
    remedy: 'Use a script with fewer checks; an annex would make the witness longer, but is not relayed.',
  },
  TAPSCRIPT_CHECKMULTISIG: {
    rule: 'Tapscripts have no OP_CHECKMULTISIG (BIP342).',
    remedy:
      'Write the script with OP_CHECKSIG for the first key, OP_CHECKSIGADD for each other, and compare the sum.',
  },
  TAPSCRIPT_MINIMALIF: {
    rule: 'In a tapscript, what OP_IF and OP_NOTIF look at is either empty or the byte 01 (BIP342).',
    remedy: 'Give one of these two.',
  },
  TAPSCRIPT_EMPTY_PUBKEY: {
    rule: 'In a tapscript a public key is never empty (BIP342).',
    remedy: 'Use a script with keys of 32 bytes.',
  },

  OP_CODESEPARATOR: {
    rule: 'OP_CODESEPARATOR is not relayed outside of witnesses.',
    remedy: 'Leave it out.',
  },
  SIG_FINDANDDELETE: {
    rule: 'The script that is signed holds the signature itself, which is not relayed.',
    remedy: 'Keep signatures out of scripts that are signed.',
  },
};

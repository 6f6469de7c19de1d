import {
  type MempoolRejectClass,
  type MempoolRejectKey,
  mempoolRejectKey,
} from '../../policy/reject-codes.ts';
import type { Reason } from './reason.ts';

/** Every reason for which the mempool refuses a transaction, in plain words. */
export const MEMPOOL_REASONS: Readonly<Record<MempoolRejectKey, Reason>> = {
  'bad-txns-vin-empty': {
    rule: 'A transaction spends at least one coin.',
    remedy: 'Give it an input.',
  },
  'bad-txns-vout-empty': {
    rule: 'A transaction has at least one output.',
    remedy: 'Give it an output.',
  },
  'bad-txns-oversize': {
    rule: 'A transaction without its witnesses has at most 1,000,000 bytes.',
    remedy: 'Split it into several.',
  },
  'bad-txns-vout-negative': {
    rule: 'No output has a negative value.',
    remedy: 'Check how the change was computed: it is what the coins bring, less the payments, less the fee.',
  },
  'bad-txns-vout-toolarge': {
    rule: 'No output has more than 21,000,000 coins.',
    remedy: 'Values are counted in satoshis: one coin has 100,000,000.',
  },
  'bad-txns-txouttotal-toolarge': {
    rule: 'All outputs together have at most 21,000,000 coins.',
    remedy: 'Values are counted in satoshis: one coin has 100,000,000.',
  },
  'bad-txns-inputs-duplicate': {
    rule: 'A transaction spends a coin once.',
    remedy: 'Take out the input that is there twice.',
  },
  'bad-cb-length': {
    rule: 'The scriptSig of a coinbase has 2 to 100 bytes.',
    remedy: 'A coinbase belongs into a block: see submitBlock.',
  },
  'bad-txns-prevout-null': {
    rule: 'Only a coinbase has an input that spends nothing.',
    remedy: 'Name the transaction and the output that the input spends.',
  },
  coinbase: {
    rule: 'A coinbase, which issues the reward, is valid only as the first transaction of its block.',
    remedy: 'Mine a block, and submit it whole: see submitBlock and generateToAddress.',
  },
  'bad-txns-inputvalues-outofrange': {
    rule: 'The coins that a transaction spends have at most 21,000,000 together.',
    remedy: 'Check which coins it spends.',
  },
  'bad-txns-in-belowout': {
    rule: 'A transaction can not pay more than the coins that it spends bring.',
    remedy: 'Spend more coins, or pay less. What is left over is the fee.',
  },
  'bad-txns-fee-outofrange': {
    rule: 'A fee is at most 21,000,000 coins.',
    remedy: 'Check the values of coins and outputs.',
  },
  'bad-txns-spends-conflicting-tx': {
    rule: 'It would replace a transaction that it also builds on.',
    remedy: 'Spend either the coin of that transaction or what it makes, not both.',
  },

  'non-final': {
    rule: 'Its lock time is not reached: below 500,000,000 it is a height that the next block has to exceed, else a time that the median of the last 11 blocks has to exceed.',
    remedy:
      'Wait, or set the lock time lower and sign again. It does not count where every sequence is ffffffff.',
  },
  'non-BIP68-final': {
    rule: 'The sequence of an input is a lock, too (BIP68): its coin has to rest for so many blocks, or steps of 512 seconds.',
    remedy: 'Wait, or set the sequence to fffffffd and sign again.',
  },
  'bad-txns-premature-spend-of-coinbase': {
    rule: 'A mining reward can be spent once it is mature: it could still vanish with its block.',
    remedy: 'Wait for that block, or spend other coins. getBalances tells how much is immature.',
  },
  'bad-txns-inputs-missingorspent': {
    rule: 'What an input spends is no coin: it was never made, not yet, on another chain, or it is spent.',
    remedy:
      'Check the id and the number of the output; send the transaction that makes it first. getTxOut asks for one coin.',
  },

  version: {
    rule: 'Only transactions of version 1, 2 or 3 are relayed.',
    remedy: 'Set version 2, and sign again.',
  },
  'tx-size': {
    rule: 'Only transactions of at most 400,000 weight units, about 100,000 bytes, are relayed.',
    remedy: 'Split it into several.',
  },
  'tx-size-small': {
    rule: 'A transaction of fewer than 65 bytes (without witnesses) could be taken for a part of the merkle tree.',
    remedy: 'Make it longer, e.g. by a usual output script or by data behind OP_RETURN.',
  },
  'scriptsig-size': {
    rule: 'Only scriptSigs of at most 1,650 bytes are relayed.',
    remedy: 'Give less; large scripts belong behind P2WSH.',
  },
  'scriptsig-not-pushonly': {
    rule: 'Only scriptSigs that push data, and do nothing else, are relayed.',
    remedy: 'Leave out everything but pushes.',
  },
  scriptpubkey: {
    rule: 'Only outputs of the usual kinds are relayed: keys, key hashes, script hashes, small multisigs, witness programs, data.',
    remedy: 'Pay to an address; put a script of your own behind P2WSH.',
  },
  'bare-multisig': {
    rule: 'This node does not relay multisigs that are not behind a hash.',
    remedy: 'Put the multisig behind P2WSH; or start the node with -permitbaremultisig.',
  },
  datacarrier: {
    rule: 'The scripts that carry data have more bytes together than this node relays.',
    remedy: 'Carry less; or start the node with a larger -datacarriersize.',
  },
  dust: {
    rule: 'An output is worth less than it will cost to spend it. One such output may be where the transaction pays no fee, and comes together with another one that spends it.',
    remedy: 'Pay more to it, or leave it out: then it is part of the fee.',
  },
  'bad-txns-too-many-sigops': {
    rule: 'Its scripts have more signature checks than a transaction may have: they count more than its bytes.',
    remedy: 'Split it into several, or use scripts with fewer checks.',
  },
  'mempool-script-verify-flag-failed (': {
    rule: 'The scripts of an input do not allow it to spend its coin.',
    remedy: 'The script below tells where it failed.',
  },
  'bad-txns-nonstandard-inputs': {
    rule: 'Only coins of the usual kinds are spent by relayed transactions, and a script behind P2SH has at most 15 signature checks.',
    remedy: 'Spend other coins; a miner may take the transaction all the same.',
  },
  'bad-witness-nonstandard': {
    rule: 'A witness has more than is relayed: for P2WSH 100 items of at most 80 bytes, and a script of at most 3,600 bytes; for other outputs none.',
    remedy: 'Take out what the script does not need.',
  },

  'txn-already-in-mempool': {
    rule: 'This very transaction waits in the mempool already.',
    remedy: 'There is nothing to do but wait for a block: see getMempoolEntry.',
  },
  'txn-same-nonwitness-data-in-mempool': {
    rule: 'The same transaction with another witness waits in the mempool already; the first one stays.',
    remedy: 'There is nothing to do but wait for a block: it does the same.',
  },
  'txn-already-known': {
    rule: 'A block of the best chain holds this transaction.',
    remedy: 'There is nothing to do: it is confirmed.',
  },

  'bip125-replacement-disallowed': {
    rule: 'A coin is spent by a transaction in the mempool already, and this one may not replace it here.',
    remedy: 'Submit it alone rather than with others.',
  },
  'too many potential replacements': {
    rule: 'What spends the same coins belongs to more than 100 groups of transactions that build on each other.',
    remedy: 'Wait until some of them are confirmed.',
  },
  'too many potential replacements (including sibling eviction)': {
    rule: 'To replace what spends the same coins, and the other child of its parent, something of more than 100 groups of transactions that build on each other would have to go.',
    remedy: 'Wait until some of them are confirmed.',
  },
  'TRUC-violation': {
    rule: 'An unconfirmed transaction of version 3 has at most 10,000 virtual bytes, and one parent or one child, which is of version 3, too. The child has at most 1,000 virtual bytes.',
    remedy: 'Wait for a block, set the version of the parent, or spend confirmed coins; and sign again.',
  },
  'max feerate exceeded': {
    rule: 'It pays a higher rate than maxfeerate allows.',
    remedy: 'Check the change; or give a higher maxfeerate, 0 for any.',
  },
  'missing-ephemeral-spends': {
    rule: 'It spends an output of an unconfirmed transaction, but not the dust that the same transaction makes.',
    remedy: 'Spend the dust with it, and sign again.',
  },
  'too-large-cluster': {
    rule: 'Transactions that wait for a block and build on each other, directly or not, are at most 64 (-limitclustercount), with at most 101,000 virtual bytes together (-limitclustersize).',
    remedy: 'Wait for a block, or spend confirmed coins.',
  },
  'min relay fee not met': {
    rule: 'It pays less than this node relays, at any time.',
    remedy:
      'Pay a higher fee, by smaller change: one satoshi per virtual byte is enough in quiet times. Sign again.',
  },
  'mempool min fee not met': {
    rule: 'The mempool is full, and it pays less than what had to go lately.',
    remedy: 'Pay a higher fee, by smaller change: getMempoolInfo tells the rate (mempoolminfee). Sign again.',
  },
  'insufficient fee': {
    rule: 'A coin is spent by a transaction in the mempool already. To replace it, this one has to pay more than all that would go, by the rate of relay for its own size.',
    remedy: 'Pay more, and sign again; or leave the first one as it is.',
  },
  'insufficient fee (including sibling eviction)': {
    rule: 'Its parent, of version 3, has another child in the mempool. To take its place, this one has to pay more than all that would go, by the rate of relay for its own size.',
    remedy: 'Pay more, and sign again; or leave the first child as it is.',
  },
  'replacement-failed': {
    rule: 'A coin is spent by a transaction in the mempool already, and miners would be worse off with this one at some size of a block: it pays more, but less for each byte, or it depends on others that pay little.',
    remedy: 'Pay a higher rate, and sign again; or leave the first one as it is.',
  },
  'mempool full': {
    rule: 'There is no room: everything in the mempool pays more for each byte.',
    remedy: 'Pay a higher fee, or try again when blocks have made room.',
  },
};

/** What a refusal means for the future of the transaction. */
export const CLASS_MEANINGS: Readonly<Record<MempoolRejectClass, string>> = {
  consensus: 'This is a rule of blocks: none will ever hold the transaction as it is.',
  'premature-spend': 'It is early: the same transaction can be accepted later.',
  'missing-inputs': 'It can be accepted once what it spends is there.',
  'not-standard': 'This is a rule of relay, not of blocks: a miner could take it.',
  'inputs-not-standard': 'This is a rule of relay, not of blocks: a miner could take it.',
  'witness-mutated': 'This is a rule of relay, not of blocks; another witness could make it pass.',
  conflict: 'This is not an error.',
  'mempool-policy': 'This is a limit of the mempool, not a rule of blocks: it can be accepted later.',
  reconsiderable: 'This is a question of the fee, not a rule of blocks: it can be accepted later.',
};

/** The words for a reason as the mempool says it. @param code - formatted ones with their rest */
export function reasonOf(code: string): Reason {
  return MEMPOOL_REASONS[mempoolRejectKey(code)];
}

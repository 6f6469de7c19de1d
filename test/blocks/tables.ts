import { ACTIVATION_CASES, EXCEPTION_CASES, OVERWRITE_CASES, SIGNET_CASES } from './cases/activations.ts';
import { CHAIN_CASES } from './cases/chains.ts';
import { COINBASE_CASES } from './cases/coinbase.ts';
import { PLACE_CASES, TIME_CASES, VERSION_CASES, WORK_CASES } from './cases/headers.ts';
import { LOCK_TIME_CASES, SEQUENCE_CASES, TIMELOCK_SCRIPT_CASES } from './cases/locktimes.ts';
import { MERKLE_CASES } from './cases/merkle.ts';
import { ORDER_CASES } from './cases/order.ts';
import { P2SH_CASES, SCRIPT_CASES, SEGWIT_CASES, SIGNATURE_CASES } from './cases/scripts.ts';
import { SIGOP_CASES } from './cases/sigops.ts';
import { SIZE_CASES } from './cases/sizes.ts';
import { TAPROOT_KEY_CASES, TAPROOT_SCRIPT_CASES } from './cases/taproot.ts';
import { INPUT_CASES, TRANSACTION_CASES, VALUE_CASES } from './cases/transactions.ts';
import { WITNESS_CASES } from './cases/witnesses.ts';
import type { CaseTable } from './table.ts';

/**
 * The rules of blocks as one table of named cases, each run through a chain state with a real store.
 * @source the idea: btcd blockchain/fullblocktests; the cases: Bitcoin Core test/functional/feature_block.py,
 *   test/functional/data/invalid_txs.py, p2p_segwit.py, feature_cltv.py, feature_dersig.py, feature_csv_activation.py
 */
export const TABLES: Readonly<Record<string, CaseTable>> = {
  'competing chains': CHAIN_CASES,
  'proof of work': WORK_CASES,
  times: TIME_CASES,
  versions: VERSION_CASES,
  parents: PLACE_CASES,
  'the merkle root': MERKLE_CASES,
  sizes: SIZE_CASES,
  'the coinbase': COINBASE_CASES,
  'signature operations': SIGOP_CASES,
  'the witness commitment': WITNESS_CASES,
  'transactions alone': TRANSACTION_CASES,
  'spent outputs': INPUT_CASES,
  values: VALUE_CASES,
  'lock times': LOCK_TIME_CASES,
  'relative lock times': SEQUENCE_CASES,
  'lock times in scripts': TIMELOCK_SCRIPT_CASES,
  scripts: SCRIPT_CASES,
  signatures: SIGNATURE_CASES,
  P2SH: P2SH_CASES,
  'segregated witness': SEGWIT_CASES,
  'taproot by the key': TAPROOT_KEY_CASES,
  'taproot by a script': TAPROOT_SCRIPT_CASES,
  'rules that begin at a height': ACTIVATION_CASES,
  'which rule comes first': ORDER_CASES,
  'blocks that are known exceptions': EXCEPTION_CASES,
  'blocks of a signet': SIGNET_CASES,
  'transactions made again (BIP30)': OVERWRITE_CASES,
};

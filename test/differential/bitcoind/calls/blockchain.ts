import { type Add, type Facts, someTransactions, UNKNOWN } from './facts.ts';

/** Calls about the chain. @source Bitcoin Core src/rpc/blockchain.cpp, src/rpc/txoutproof.cpp */
export function blockchainCalls(add: Add, facts: Facts): void {
  for (const method of [
    'getbestblockhash',
    'getblockchaininfo',
    'getblockcount',
    'getchaintips',
    'getdifficulty',
    'getchainstates',
    'getindexinfo',
    'getdeploymentinfo',
    'getchaintxstats',
    'verifychain',
    'syncwithvalidationinterfacequeue',
  ]) {
    add(method);
  }
  for (const { hash } of [...facts.allBlocks, { hash: UNKNOWN }]) addBlock(add, hash);
  add('preciousblock', facts.tip.hash);
  for (const height of [-1, 0, 1, facts.height - 2, facts.height - 1, facts.height, facts.height + 1, 1000]) {
    addHeight(add, height, facts.height);
  }
  for (const kind of ['hash_serialized_3', 'muhash', 'none', 'bogus', '']) add('gettxoutsetinfo', kind);
  add('gettxoutsetinfo', 'muhash', null, false);
  add('gettxoutsetinfo', 'hash_serialized_3', null, true);
  for (const stats of [
    ['avgfee'],
    ['avgfee', 'bogus'],
    [],
    ['feerate_percentiles', 'swtxs'],
    ['height', 'height'],
  ]) {
    add('getblockstats', facts.height - 1, stats);
  }
  addProofs(add, facts);
  for (const method of ['invalidateblock', 'reconsiderblock', 'preciousblock']) {
    for (const hash of [UNKNOWN, 'zz']) add(method, hash);
  }
  add('waitfornewblock', 1);
  add('waitfornewblock', -1);
}

function addBlock(add: Add, hash: string): void {
  for (const verbosity of [0, 1, 2, 3, 4, -1, true, false]) add('getblock', hash, verbosity);
  for (const method of [
    'getblock',
    'getblockheader',
    'getblockstats',
    'getdeploymentinfo',
    'getblockfilter',
  ]) {
    add(method, hash);
  }
  for (const verbose of [true, false]) add('getblockheader', hash, verbose);
  for (const blocks of [3, null, 0, -1, 10_000]) add('getchaintxstats', blocks, hash);
  for (const type of ['basic', 'extended', '']) add('getblockfilter', hash, type);
  add('waitforblock', hash, 1);
  add('getblockfrompeer', hash, 0);
  for (const kind of ['muhash', 'none', 'hash_serialized_3']) {
    add('gettxoutsetinfo', kind, hash);
    add('gettxoutsetinfo', kind, hash, false);
  }
  add('preciousblock', hash);
}

function addHeight(add: Add, height: number, tip: number): void {
  for (const method of [
    'getblockhash',
    'getblockstats',
    'getchaintxstats',
    'getnetworkhashps',
    'pruneblockchain',
  ]) {
    add(method, height);
  }
  for (const kind of ['muhash', 'none', 'hash_serialized_3']) add('gettxoutsetinfo', kind, height);
  for (const blocks of [120, 3, 0]) add('getnetworkhashps', blocks, height);
  add('waitforblockheight', Math.min(height, tip), 1);
  for (const level of [0, 4]) add('verifychain', level, Math.min(height, 200));
}

function addProofs(add: Add, facts: Facts): void {
  const txs = someTransactions(facts);
  for (const { txid } of txs) {
    for (const place of [[], [facts.busy.hash], [facts.fund.hash]]) add('gettxoutproof', [txid], ...place);
    for (const index of [0, 1, 12, 100]) {
      for (const withMempool of [true, false]) add('gettxout', txid, index, withMempool);
    }
  }
  const [a, b] = facts.confirmed;
  for (const txids of [
    [UNKNOWN],
    ['zz'],
    [],
    [5],
    [a?.txid, b?.txid],
    [a?.txid, a?.txid],
    [a?.txid, facts.funding.txid],
  ]) {
    for (const place of [[], [facts.busy.hash], [UNKNOWN], ['zz'], [facts.announced.hash]]) {
      add('gettxoutproof', txids, ...place);
    }
  }
}

import { type Add, type Facts, UNKNOWN } from './facts.ts';

/** Calls about the mempool. @source Bitcoin Core src/rpc/mempool.cpp, src/rpc/fees.cpp */
export function mempoolCalls(add: Add, facts: Facts): void {
  const { unconfirmed, funding } = facts;
  for (const method of ['getmempoolinfo', 'getrawmempool', 'getmempoolfeeratediagram']) add(method);
  for (const verbose of [true, false]) {
    add('getrawmempool', verbose);
    for (const withSequence of [true, false]) add('getrawmempool', verbose, withSequence);
  }
  for (const txid of [...unconfirmed.map((tx) => tx.txid), UNKNOWN]) {
    add('getmempoolentry', txid);
    add('getmempoolcluster', txid);
    for (const method of ['getmempoolancestors', 'getmempooldescendants']) {
      for (const more of [[], [true]]) add(method, txid, ...more);
    }
    add('gettxspendingprevout', [{ txid, vout: 0 }]);
    add(
      'gettxspendingprevout',
      [
        { txid, vout: 0 },
        { txid: funding.txid, vout: 1 },
      ],
      { mempool_only: true },
    );
    add('gettxspendingprevout', [{ txid, vout: 0 }], { mempool_only: false, return_spending_tx: true });
  }
  for (const outputs of [
    [],
    [{}],
    [{ txid: funding.txid }],
    [{ txid: funding.txid, vout: -1 }],
    [{ txid: 'zz', vout: 0 }],
  ]) {
    add('gettxspendingprevout', outputs);
  }
  for (const outputs of [
    [{ txid: funding.txid, vout: 0, bogus: 1 }],
    [5],
    [{ txid: funding.txid, vout: 'a' }],
  ]) {
    add('gettxspendingprevout', outputs);
  }
  addPriorities(add, unconfirmed[0]?.txid ?? '');
  addSubmissions(add, facts);
}

function addPriorities(add: Add, txid: string): void {
  for (const [id, dummy, delta] of [
    [txid, 0, 1000],
    [txid, null, -400],
    [UNKNOWN, 0, 5],
    [UNKNOWN, 0, -5],
    [txid, 1, 5],
    [txid, 0.5, 5],
    [txid, 0, 0],
  ]) {
    add('prioritisetransaction', id, dummy, delta);
    add('getprioritisedtransactions');
  }
}

const FEE_RATES = [0, 0.1, 1, 1.01, -1, '0.1', 'x', 1e-8, 1e-9, null];

function addSubmissions(add: Add, { unconfirmed, confirmed, package: family }: Facts): void {
  const [held = { hex: '', unsignedHex: '' }] = unconfirmed;
  const hexes = family.map(({ hex }) => hex);
  for (const { hex, unsignedHex } of [...confirmed.slice(0, 3), ...unconfirmed]) {
    for (const text of [hex, unsignedHex]) {
      add('testmempoolaccept', [text]);
      add('sendrawtransaction', text);
      add('submitpackage', [text]);
    }
  }
  for (const rate of FEE_RATES) {
    add('testmempoolaccept', [held.hex], rate);
    add('sendrawtransaction', held.hex, rate);
    add('sendrawtransaction', held.hex, 0, rate);
    add('submitpackage', hexes, rate);
    add('submitpackage', hexes, 0, rate);
  }
  for (const method of ['testmempoolaccept', 'submitpackage']) {
    for (const texts of [[], Array(26).fill(held.hex), hexes, [...hexes].reverse(), [held.hex, held.hex]])
      add(method, texts);
  }
}

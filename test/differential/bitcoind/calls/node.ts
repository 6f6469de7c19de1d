import { EXAMPLE_ADDRESS } from '../../../../src/rpc/methods/examples.ts';
import { type Add, type Facts, UNKNOWN } from './facts.ts';

/** Calls about mining, peers and the process. @source Bitcoin Core src/rpc/mining.cpp, src/rpc/net.cpp, src/rpc/node.cpp */
export function nodeCalls(add: Add, facts: Facts): void {
  addMining(add, facts);
  addNetwork(add);
  addControl(add);
}

const TEMPLATE_REQUESTS: readonly unknown[] = [
  ...[
    {},
    { rules: [] },
    { rules: ['segwit'] },
    { rules: ['segwit', 'taproot'] },
    { rules: ['segwit', '!signet'] },
  ],
  ...[
    { mode: 'bogus', rules: ['segwit'] },
    { mode: 5 },
    { mode: null, rules: ['segwit'] },
    { rules: 'segwit' },
    { rules: [5] },
  ],
  ...[
    { mode: 'proposal' },
    { mode: 'proposal', data: 5 },
    { rules: ['segwit'], longpollid: 'x' },
    { rules: ['signet'] },
  ],
  ...[
    { rules: ['segwit'], maxversion: 2 },
    { rules: ['segwit'], capabilities: 5 },
  ],
];

function addMining(add: Add, facts: Facts): void {
  add('getmininginfo');
  add('getblocktemplate');
  for (const request of TEMPLATE_REQUESTS) add('getblocktemplate', request);
  for (const { hex, header } of facts.allBlocks) {
    add('getblocktemplate', { mode: 'proposal', rules: ['segwit'], data: hex });
    add('submitheader', header);
  }
  for (const { hex } of [facts.tip, facts.first, facts.overpaid, ...facts.stale]) {
    for (const dummy of [[], ['x'], [5]]) add('submitblock', hex, ...dummy);
  }
  add('generatetoaddress', -1, EXAMPLE_ADDRESS);
  add('generatetoaddress', 1, EXAMPLE_ADDRESS, 0);
  for (const id of [UNKNOWN, facts.funding.txid, facts.unconfirmed[1]?.txid]) {
    add('generateblock', EXAMPLE_ADDRESS, [id], false);
  }
}

const SUBNETS = [
  '1.2.3.4',
  '1.2.3.0/24',
  '1.2.3.4/33',
  'x',
  '',
  '::1',
  '::/0',
  '1.2.3.4:80',
  '127.0.0.1/255.255.255.0',
  '127.0.0.1/255.0.255.0',
];

function addNetwork(add: Add): void {
  for (const method of [
    'getconnectioncount',
    'getpeerinfo',
    'listbanned',
    'getaddednodeinfo',
    'getnodeaddresses',
    'ping',
    'getaddrmaninfo',
  ]) {
    add(method);
  }
  for (const method of ['getnetworkinfo', 'getorphantxs', 'disconnectnode']) add(method);
  for (const subnet of SUBNETS) {
    add('setban', subnet, 'add', 100);
    add('listbanned');
    for (const command of ['add', 'remove', 'remove', 'bogus']) add('setban', subnet, command);
    add('setban', subnet, 'add', 1, true);
    add('clearbanned');
  }
  for (const count of [-1, 0, 1]) {
    for (const network of [[], ['ipv4'], ['bogus']]) add('getnodeaddresses', count, ...network);
    add('disconnectnode', '', count);
  }
  add('disconnectnode', '1.2.3.4:5');
  add('disconnectnode', '1.2.3.4:5', 1);
  for (const command of ['bogus', 'remove', 'add', 'add', 'remove', 'remove']) {
    add('addnode', '127.0.0.1:1', command);
    add('getaddednodeinfo');
  }
  add('getaddednodeinfo', '1.2.3.4:5');
  for (const [address, port] of [
    ['1.2.3.4', 8333],
    ['1.2.3.4', 8333],
    ['x', 8333],
    ['1.2.3.4', 70_000],
  ]) {
    add('addpeeraddress', address, port);
    add('getnodeaddresses', 0);
  }
  for (const verbosity of [0, 1, 2, 3]) add('getorphantxs', verbosity);
  for (const [type, message] of [
    ['ping', '00'],
    ['ping', 'zz'],
    ['a'.repeat(13), ''],
  ])
    add('sendmsgtopeer', 0, type, message);
  add('addconnection', '1.2.3.4:1', 'bogus', false);
  add('setnetworkactive', true);
}

function addControl(add: Add): void {
  add('getmemoryinfo', 'bogus');
  for (const sets of [[['bogus']], [[], ['bogus']], ['x'], [['net'], ['net']]]) add('logging', ...sets);
  add('help', 'bogus');
  add('help', 5);
  for (const method of ['echo', 'echojson']) {
    for (const params of [[], [1, 'a', null, [1], { a: 1 }], [1, 2, 3]]) add(method, ...params);
  }
  for (const time of [-1, 'x', 1e15]) add('setmocktime', time);
  for (const delta of [0, 3601, -1]) add('mockscheduler', delta);
  for (const method of ['bogusmethod', '']) add(method);
}

import {
  EXAMPLE_ADDRESS,
  EXAMPLE_COINBASE_TXID,
  EXAMPLE_OTHER_PSBT,
  EXAMPLE_PRIVATE_KEY,
  EXAMPLE_PSBT,
  EXAMPLE_SIGNED_HEX,
  EXAMPLE_UNSIGNED_HEX,
} from '../../../../src/rpc/methods/examples.ts';
import { type Add, type Facts, LONG_PUBKEY, PUBKEY, someTransactions, UNKNOWN, X } from './facts.ts';

/** Calls about transactions. @source Bitcoin Core src/rpc/rawtransaction.cpp */
export function rawTransactionCalls(add: Add, facts: Facts): void {
  for (const { txid, hex, unsignedHex, scripts } of someTransactions(facts)) {
    for (const verbosity of [0, 1, 2, 3, true, false]) {
      for (const block of [[], [facts.busy.hash], [facts.fund.hash], [UNKNOWN]]) {
        add('getrawtransaction', txid, verbosity, ...block);
      }
    }
    for (const form of [[], [true], [false]]) add('decoderawtransaction', hex, ...form);
    add('decoderawtransaction', unsignedHex);
    for (const options of [[], [true], [true, true], [false, false]]) {
      add('converttopsbt', hex, ...options);
      add('converttopsbt', unsignedHex, ...options);
    }
    add('signrawtransactionwithkey', unsignedHex, [EXAMPLE_PRIVATE_KEY]);
    add('signrawtransactionwithkey', hex, []);
    add('combinerawtransaction', [hex, unsignedHex]);
    for (const script of scripts) add('decodescript', script);
  }
  for (const script of SCRIPTS) add('decodescript', script);
  for (const text of TEXTS) addText(add, text);
  addConstructions(add, facts);
  addSignings(add);
  for (const psbt of PSBTS) addPsbt(add, psbt);
}

const SCRIPTS = [
  ...[
    '',
    '51',
    '00',
    '6a',
    '5',
    'zz',
    '4c',
    '4d0100',
    'ff',
    '76a9',
    '5d',
    '50',
    '62',
    '65',
    '7e',
    'b0',
    'b1',
    'b2',
    'ba',
  ],
  ...[
    `21${PUBKEY}ac`,
    `5121${PUBKEY}51ae`,
    `20${X}ac`,
    `5120${X}`,
    `41${LONG_PUBKEY}ac`,
    `4104${X}${X}ac`,
    `21${PUBKEY}51`,
  ],
  ...[
    `0014${'11'.repeat(20)}`,
    `0020${'22'.repeat(32)}`,
    `a914${'33'.repeat(20)}87`,
    `76a914${'44'.repeat(20)}88ac`,
  ],
  ...[
    '51024e73',
    '52024e74',
    '6002abcd',
    '63516768',
    `6a4c50${'00'.repeat(80)}`,
    '03ffffff',
    '0480000000',
    '0581000000ff',
  ],
  ...['6a0480000000', '6c'.repeat(300), '00'.repeat(10_001)],
];

const TEXTS = [
  ...['', '00', 'zz', '0', '0x00', ' 00', '01000000000000000000', '010000000001000000000000'],
  ...[EXAMPLE_SIGNED_HEX, EXAMPLE_UNSIGNED_HEX, `${EXAMPLE_SIGNED_HEX}00`, EXAMPLE_SIGNED_HEX.slice(2)],
  ...[EXAMPLE_SIGNED_HEX.slice(0, -2), EXAMPLE_SIGNED_HEX.toUpperCase(), `020000000001${'00'.repeat(13)}`],
];

function addText(add: Add, text: string): void {
  for (const form of [[], [true], [false]]) add('decoderawtransaction', text, ...form);
  for (const method of [
    'sendrawtransaction',
    'converttopsbt',
    'submitblock',
    'submitheader',
    'verifytxoutproof',
  ]) {
    add(method, text);
  }
  for (const method of ['testmempoolaccept', 'submitpackage', 'combinerawtransaction']) {
    add(method, [text]);
    add(method, [text, text]);
  }
  add('signrawtransactionwithkey', text, []);
  add('getblocktemplate', { mode: 'proposal', data: text, rules: ['segwit'] });
  add('generateblock', EXAMPLE_ADDRESS, [text], false);
  for (const method of ['analyzepsbt', 'decodepsbt']) add(method, text);
}

function addConstructions(add: Add, { funding: { txid } }: Facts): void {
  const input = { txid, vout: 0 };
  const both = (...params: readonly unknown[]): void => {
    add('createrawtransaction', ...params);
    add('createpsbt', ...params);
  };
  const payment = [{ [EXAMPLE_ADDRESS]: 1 }];
  for (const inputs of [
    [],
    [input],
    [input, input],
    null,
    5,
    'x',
    {},
    [5],
    [null],
    [[]],
    [{ vout: 0 }],
    [{ txid }],
  ]) {
    both(inputs, payment);
  }
  for (const sequence of [5, -1, 2 ** 32, 1.5, 'a', null]) both([{ ...input, sequence }], payment);
  for (const vout of [-1, 'a', 1.5, true, 2 ** 31, 2 ** 31 - 1]) both([{ txid, vout }], payment);
  for (const id of ['zz', 5, txid.slice(1), `${txid}0`]) both([{ txid: id, vout: 0 }], payment);
  for (const outputs of [
    [],
    [{}],
    payment,
    payment[0],
    { data: '00' },
    [{ data: '00' }, { data: '01' }],
    [5],
    [[]],
    5,
    'x',
    null,
    true,
  ]) {
    both([input], outputs);
  }
  for (const data of ['', 'zz', 5, 10, null, true, [], '00'.repeat(100_001)]) both([input], [{ data }]);
  for (const amount of AMOUNTS) both([input], [{ [EXAMPLE_ADDRESS]: amount }]);
  both([input], [...payment, ...payment]);
  both([input], [{ ...payment[0], data: '00' }]);
  for (const rest of REST) {
    for (const sequence of [undefined, 0xffffffff, 0xfffffffe, 0xfffffffd]) {
      both([{ ...input, ...(sequence !== undefined && { sequence }) }], payment, ...rest);
    }
  }
}

const AMOUNTS = [
  ...[
    0,
    -1,
    21_000_001,
    21_000_000,
    '1.5',
    '1.123456789',
    1e-8,
    1e-9,
    'x',
    null,
    true,
    [],
    ' 1',
    '1e2',
    '0x1',
    '',
  ],
  ...['+1', '01', '1.', '.5', 1e15, 1e30],
];

/** Lock time, replaceable, version. */
const REST: readonly (readonly unknown[])[] = [
  ...[
    [0],
    [1],
    [-1],
    [2 ** 32 - 1],
    [2 ** 32],
    [1.5],
    ['a'],
    [null],
    [0, true],
    [0, false],
    [0, null],
    [0, 1],
    [0, 'true'],
  ],
  ...[
    [5, true],
    [0, false, 1],
    [0, false, 2],
    [0, false, 3],
    [0, false, 4],
    [0, false, 0],
    [0, false, -1],
    [0, false, 1.5],
  ],
];

const PREVOUT = {
  txid: EXAMPLE_COINBASE_TXID,
  vout: 0,
  scriptPubKey: '0014751e76e8199196d454941c45d1b3a323f1433bd6',
  amount: 50,
};
const P2SH = { ...PREVOUT, scriptPubKey: `a914${'33'.repeat(20)}87` };
const P2SH_OF_TRUE = {
  ...PREVOUT,
  scriptPubKey: 'a914da1745e9b549bd0bfa1a569971c77eba30cd5a4b87',
  redeemScript: '51',
};
const P2WSH = { ...PREVOUT, scriptPubKey: `0020${'33'.repeat(32)}` };

const PREVOUTS = [
  ...[
    5,
    null,
    'x',
    {},
    { ...PREVOUT, txid: 'zz' },
    { ...PREVOUT, vout: -1 },
    { ...PREVOUT, scriptPubKey: 'zz' },
  ],
  ...[
    { ...PREVOUT, amount: -1 },
    { ...PREVOUT, amount: 'x' },
    { ...PREVOUT, amount: null },
    { ...PREVOUT, bogus: 1 },
  ],
  ...[
    { ...PREVOUT, txid: undefined },
    { ...PREVOUT, vout: undefined },
    { ...PREVOUT, scriptPubKey: undefined },
  ],
  ...[P2SH, { ...P2SH, redeemScript: '51' }, P2SH_OF_TRUE, { ...P2SH_OF_TRUE, witnessScript: '52' }],
  ...[P2WSH, { ...P2WSH, witnessScript: '51' }, { ...P2WSH, redeemScript: '51' }],
];

function addSignings(add: Add): void {
  const sign = (...params: readonly unknown[]): void =>
    add('signrawtransactionwithkey', EXAMPLE_UNSIGNED_HEX, ...params);
  for (const base of ['DEFAULT', 'ALL', 'NONE', 'SINGLE', 'bogus', '', 'all']) {
    for (const type of [base, `${base}|ANYONECANPAY`]) sign([EXAMPLE_PRIVATE_KEY], [PREVOUT], type);
  }
  for (const prevout of PREVOUTS) sign([EXAMPLE_PRIVATE_KEY], [prevout]);
  const uncompressed = '5KYZdUEo39z3FPrtuX2QbbwGnNP5zTd7yyr2SC1j299sBCnWjss';
  for (const keys of [
    ['x'],
    [5],
    [EXAMPLE_PRIVATE_KEY, EXAMPLE_PRIVATE_KEY],
    [''],
    null,
    'x',
    [uncompressed],
  ])
    sign(keys);
}

const PSBTS = [
  EXAMPLE_PSBT,
  EXAMPLE_OTHER_PSBT,
  'cHNidA==',
  'cHNidP8=',
  EXAMPLE_PSBT.slice(0, -4),
  'x',
  `${EXAMPLE_PSBT}AAAA`,
];

function addPsbt(add: Add, psbt: string): void {
  for (const method of ['decodepsbt', 'analyzepsbt', 'finalizepsbt', 'utxoupdatepsbt']) add(method, psbt);
  add('finalizepsbt', psbt, false);
  for (const psbts of [[psbt], [psbt, psbt], [psbt, EXAMPLE_OTHER_PSBT]]) add('combinepsbt', psbts);
  for (const psbts of [[psbt], [psbt, psbt]]) add('joinpsbts', psbts);
  const descriptor = `wpkh(${EXAMPLE_PRIVATE_KEY})`;
  add('descriptorprocesspsbt', psbt, []);
  for (const type of ['DEFAULT', 'ALL', 'NONE|ANYONECANPAY', 'bogus'])
    add('descriptorprocesspsbt', psbt, [descriptor], type);
  add('descriptorprocesspsbt', psbt, [descriptor], 'ALL', false, false);
}

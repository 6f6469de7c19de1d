import { EXAMPLE_ADDRESS, EXAMPLE_PRIVATE_KEY, EXAMPLE_PSBT } from '../../../../src/rpc/methods/examples.ts';
import { type Add, type Facts, LONG_PUBKEY, PUBKEY, X } from './facts.ts';

/** Calls about addresses, descriptors and messages. @source Bitcoin Core src/rpc/output_script.cpp, src/rpc/signmessage.cpp */
export function descriptorCalls(add: Add, { busy }: Facts): void {
  for (const address of ADDRESSES) {
    add('validateaddress', address);
    add('verifymessage', address, 'AAAA', 'm');
    add('createrawtransaction', [], [{ [address]: 1 }]);
    add('generatetoaddress', 0, address);
    add('generateblock', address, [], false);
  }
  for (const descriptor of DESCRIPTORS) addDescriptor(add, descriptor, busy.hash);
  for (const range of RANGES) add('deriveaddresses', `wpkh(${XPUB}/0/*)#kft60nuy`, range);
  for (const action of ['status', 'abort', 'bogus', 'start']) {
    add('scantxoutset', action);
    add('scanblocks', action);
  }
  for (const objects of [[], [{ range: 1 }], [5]]) add('scantxoutset', 'start', objects);
  for (const rest of SCAN_RANGES) add('scanblocks', 'start', ['raw(51)'], ...rest);
  for (const [required, keys] of MULTISIGS) {
    for (const type of [[], ['legacy'], ['p2sh-segwit'], ['bech32'], ['bech32m'], ['bogus'], ['']]) {
      add('createmultisig', required, keys, ...type);
    }
  }
  for (const key of [EXAMPLE_PRIVATE_KEY, 'x']) {
    for (const message of ['hello', '']) add('signmessagewithprivkey', key, message);
  }
  for (const signature of ['IA==', '!!!']) add('verifymessage', P2PKH, signature, 'm');
}

const P2PKH = 'mrCDrCybB6J1vRfbwM5hemdJz73FwDBC8r';
const P2SH = '2N2JD6wb56AfK4tfmM6PwdVmoYk2dCKf4Br';

const ADDRESSES = [
  ...[
    EXAMPLE_ADDRESS,
    EXAMPLE_ADDRESS.toUpperCase(),
    `${EXAMPLE_ADDRESS.slice(0, -1)}q`,
    ` ${EXAMPLE_ADDRESS}`,
  ],
  ...[
    EXAMPLE_ADDRESS.slice(0, -1),
    EXAMPLE_ADDRESS.replace('bcrt', 'BCRT'),
    EXAMPLE_ADDRESS.replace('w5', 'b5'),
  ],
  ...[
    EXAMPLE_ADDRESS.replace('w5', '!5'),
    EXAMPLE_ADDRESS.replace('w5', ' 5'),
    P2PKH,
    P2SH,
    P2SH.slice(0, -1),
    `${P2PKH.slice(0, -1)}s`,
  ],
  ...[
    'bcrt1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqc8gma6',
    'bcrt1pfeesnyr2tx',
    'bcrt1sw50qt2uwha',
  ],
  ...[
    '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2',
    'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4',
    'tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx',
  ],
  ...['bcrt1pw508d6qejxtdg4y5r3zarvary0c5xw7k8zcwmq', 'bcrt1zw508d6qejxtdg4y5r3zarvaryvg6kdaj'],
  ...['', 'x', 'bcrt1', 'bcrt1q', '1'.repeat(100), `bcrt1${'q'.repeat(90)}`, 'bcrt1bbbbbb', '0OIl', 'é'],
];

const XPUB =
  'tpubD6NzVbkrYhZ4WaWSyoBvQwbpLkojyoTZPRsgXELWz3Popb3qkjcJyJUGLnL4qHHoQvao8ESaAstxYSnhyswJ76uZPStJRJCTKvosUCJZL5B';
const MAIN_XPUB =
  'xpub661MyMwAqRbcFW31YEwpkMuc5THy2PSt5bDMsktWQcFF8syAmRUapSCGu8ED9W6oDMSgv6Zz8idoc4a6mr8BDzTJY47LJhkJ8UB7WEGuduB';

const DESCRIPTORS = [
  ...['', 'foo', 'raw(51)', 'raw(zz)', 'raw()', 'pkh()', 'pkh(00)', 'addr(x)', `addr(${EXAMPLE_ADDRESS})`],
  ...[
    `pkh(${PUBKEY})`,
    `wpkh(${PUBKEY})`,
    `wpkh(${PUBKEY})#bogus`,
    `wpkh(04${X}${X})`,
    `combo(${PUBKEY})`,
    `rawtr(${X})`,
  ],
  ...[
    `tr(${X})`,
    `tr(${X},pk(${X}))`,
    `tr(${X},{pk(${X}),pk(${X})})`,
    `tr(${X},{pk(${X})})`,
    `sh(wpkh(${PUBKEY}))`,
  ],
  ...[
    `wsh(multi(1,${PUBKEY}))`,
    `multi(1,${PUBKEY})`,
    `sortedmulti(1,${PUBKEY})`,
    `multi(2,${PUBKEY})`,
    `multi(0,${PUBKEY})`,
  ],
  ...[
    `multi(a,${PUBKEY})`,
    'wsh(multi(1))',
    `sh(multi(16${`,${PUBKEY}`.repeat(16)}))`,
    `multi(1${`,${PUBKEY}`.repeat(4)})`,
  ],
  ...[
    `pk(${EXAMPLE_PRIVATE_KEY})`,
    `pkh(${MAIN_XPUB}/0/*)`,
    `wpkh(${XPUB}/0/*)`,
    `wpkh(${XPUB}/<0;1>/*)`,
    `wpkh(${XPUB}/0'/*)`,
  ],
  ...[
    `wsh(pk(${PUBKEY}))`,
    `wsh(and_v(v:pk(${PUBKEY}),older(10)))`,
    'wsh(older(0))',
    `wsh(wpkh(${PUBKEY}))`,
    `sh(sh(pk(${PUBKEY})))`,
  ],
  ...[
    `[deadbeef/0h]pk(${PUBKEY})`,
    `pk([deadbeef/0'/1h]${PUBKEY})`,
    `pk([deadbee/0]${PUBKEY})`,
    `pk([deadbeef/0]${PUBKEY}) `,
  ],
  ...[` pk(${PUBKEY})`, `pk(${PUBKEY}))`, `pk(${PUBKEY}`, `tr(musig(${PUBKEY},03${X}))`, `musig(${PUBKEY})`],
];

function addDescriptor(add: Add, descriptor: string, hash: string): void {
  add('getdescriptorinfo', descriptor);
  for (const range of [[], [1], [[0, 2]]]) add('deriveaddresses', descriptor, ...range);
  for (const object of [descriptor, { desc: descriptor, range: 5 }]) add('scantxoutset', 'start', [object]);
  add('generatetodescriptor', 0, descriptor);
  add('generateblock', descriptor, [], false);
  add('getdescriptoractivity', [hash], [descriptor]);
  add('getdescriptoractivity', [], [descriptor], false);
  add('scanblocks', 'start', [descriptor]);
  add('scanblocks', 'start', [descriptor], 100, 110);
  add('utxoupdatepsbt', EXAMPLE_PSBT, [descriptor]);
  add('descriptorprocesspsbt', EXAMPLE_PSBT, [descriptor]);
}

const RANGES = [
  ...[5, -1, 1_000_001, 2 ** 31, 'x', [0, 5], [5, 0], [0], [-1, 5], [0, 1_000_001], [1, 2, 3], ['a', 'b']],
  ...[
    [0, 2 ** 31 - 1],
    [2 ** 31 - 1, 2 ** 31],
  ],
];

const SCAN_RANGES: readonly (readonly unknown[])[] = [
  ...[[5, 3], [500], [0, 500], [0, 50, 'extended'], [0, 50, 'basic', { filter_false_positives: true }]],
];

const MULTISIGS: readonly (readonly [number, readonly string[]])[] = [
  ...([
    [1, [PUBKEY]],
    [2, [PUBKEY]],
    [0, [PUBKEY]],
    [-1, [PUBKEY]],
    [1, []],
    [1, ['zz']],
    [1, [PUBKEY.slice(0, -2)]],
  ] as const),
  ...([
    [1, [EXAMPLE_ADDRESS]],
    [1, [LONG_PUBKEY]],
    [1, [`02${'ff'.repeat(32)}`]],
  ] as const),
  ...[15, 16, 17, 20, 21].map((count) => [Math.min(count, 16), Array(count).fill(PUBKEY)] as const),
];

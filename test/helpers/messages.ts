import fc from 'fast-check';
import type { Command, InventoryItem, MessageOf, PeerAddress } from '../../src/p2p/codec/message.ts';
import {
  ADDRESS_SIZE,
  type AddressNetwork,
  fromIpv6Bytes,
  type NetAddress,
  toIpv6Bytes,
} from '../../src/p2p/net-address.ts';
import { anyBlock, anyHash, anyHeader, anyMerkleBlock, anyTransaction } from './arbitraries.ts';

/** Every message that peers send each other, with anything in it that its type and its limits allow. */

const uint8 = fc.nat(0xff);
const uint16 = fc.nat(0xffff);
const uint32 = fc.oneof(fc.constantFrom(0, 0xfc, 0xffff, 0x10000, 0xffffffff), fc.nat(0xffffffff));
const int32 = fc.integer();
const uint64 = fc.oneof(
  fc.constantFrom(0n, 0xfcn, 0xfdn, 0xffffn, 0x10000n, 0xffffffffn, 0x100000000n, 2n ** 64n - 1n),
  fc.bigInt(0n, 2n ** 64n - 1n),
);
const text = (minLength: number, maxLength: number) =>
  fc.uint8Array({ minLength, maxLength }).map((bytes) => Buffer.from(bytes).toString('latin1'));

/** An address of any network, or of one. */
export function anyNetAddress(...networks: readonly AddressNetwork[]): fc.Arbitrary<NetAddress> {
  const choice = networks.length > 0 ? networks : (Object.keys(ADDRESS_SIZE) as AddressNetwork[]);
  return fc.constantFrom(...choice).chain((network) => {
    const length = ADDRESS_SIZE[network];
    return fc.uint8Array({ minLength: length, maxLength: length }).map((bytes) => ({ network, bytes }));
  });
}

/** One that has a form of 16 bytes. */
const anyOldAddress = anyNetAddress('ipv4', 'ipv6', 'internal').map((address) =>
  fromIpv6Bytes(toIpv6Bytes(address)),
);

const anyService = (address: fc.Arbitrary<NetAddress>) =>
  fc.tuple(address, uint16).map(([{ network, bytes }, port]) => ({ network, bytes, port }));

const anyPeerAddress = (address: fc.Arbitrary<NetAddress>): fc.Arbitrary<PeerAddress> =>
  fc.record({ time: uint32, services: uint64, service: anyService(address) });

const anyItem: fc.Arbitrary<InventoryItem> = fc.record({ type: uint32, hash: anyHash });
const items = fc.array(anyItem, { maxLength: 4 });
const hashes = fc.array(anyHash, { maxLength: 4 });
const transactions = fc.array(anyTransaction, { maxLength: 3 });
const locator = { locator: hashes, stopHash: anyHash };
const filterRange = { filterType: uint8, startHeight: uint32, stopHash: anyHash };

/** Upwards, as BIP152 has them. */
const indexes = fc
  .uniqueArray(uint16, { minLength: 1, maxLength: 5 })
  .map((all) => all.sort((a, b) => a - b));

const prefilled = fc
  .uniqueArray(uint16, { maxLength: 3 })
  .map((all) => all.sort((a, b) => a - b))
  .chain((places) => fc.tuple(...places.map((index) => anyTransaction.map((tx) => ({ index, tx })))));

type Fields<C extends Command> = {
  [K in Exclude<keyof MessageOf<C>, 'command'>]: fc.Arbitrary<MessageOf<C>[K]>;
};

function message<C extends Command>(command: C, fields: Fields<C>): fc.Arbitrary<MessageOf<C>> {
  const values: fc.Arbitrary<object> = fc.record(fields as Record<string, fc.Arbitrary<unknown>>);
  return values.map((found) => ({ command, ...found }) as MessageOf<C>);
}

export const ANY_MESSAGE: { readonly [C in Command]: fc.Arbitrary<MessageOf<C>> } = {
  version: message('version', {
    version: int32,
    services: uint64,
    time: fc.bigInt(0n, 2n ** 63n - 1n),
    receiver: fc.record({ services: uint64, service: anyService(anyOldAddress) }),
    nonce: uint64,
    userAgent: text(0, 256),
    startHeight: int32,
    relay: fc.boolean(),
  }),
  verack: message('verack', {}),
  feature: message('feature', { id: text(4, 80), data: fc.uint8Array({ maxLength: 512 }) }),
  wtxidrelay: message('wtxidrelay', {}),
  sendaddrv2: message('sendaddrv2', {}),
  sendheaders: message('sendheaders', {}),
  sendcmpct: message('sendcmpct', { highBandwidth: fc.boolean(), version: uint64 }),
  sendtxrcncl: message('sendtxrcncl', { version: uint32, salt: uint64 }),
  feefilter: message('feefilter', { feeRate: fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n) }),
  ping: message('ping', { nonce: uint64 }),
  pong: message('pong', { nonce: uint64 }),
  addr: message('addr', { addresses: fc.array(anyPeerAddress(anyOldAddress), { maxLength: 4 }) }),
  addrv2: message('addrv2', { addresses: fc.array(anyPeerAddress(anyNetAddress()), { maxLength: 4 }) }),
  getaddr: message('getaddr', {}),
  inv: message('inv', { items }),
  getdata: message('getdata', { items }),
  notfound: message('notfound', { items }),
  getheaders: message('getheaders', locator),
  getblocks: message('getblocks', locator),
  headers: message('headers', { headers: fc.array(anyHeader, { maxLength: 4 }) }),
  block: anyBlock.map((block) => ({ command: 'block', block })),
  tx: anyTransaction.map((tx) => ({ command: 'tx', tx })),
  cmpctblock: message('cmpctblock', {
    header: anyHeader,
    nonce: uint64,
    shortIds: fc.array(fc.nat(2 ** 48 - 1), { maxLength: 4 }),
    prefilled,
  }),
  getblocktxn: message('getblocktxn', { blockHash: anyHash, indexes }),
  blocktxn: message('blocktxn', { blockHash: anyHash, txs: transactions }),
  mempool: message('mempool', {}),
  merkleblock: anyMerkleBlock.map((block) => ({ command: 'merkleblock', ...block })),
  filterload: message('filterload', {
    data: fc.uint8Array({ maxLength: 40 }),
    hashFunctions: fc.nat(50),
    tweak: uint32,
    flags: uint8,
  }),
  filteradd: message('filteradd', { data: fc.uint8Array({ maxLength: 520 }) }),
  filterclear: message('filterclear', {}),
  getcfilters: message('getcfilters', filterRange),
  cfilter: message('cfilter', {
    filterType: uint8,
    blockHash: anyHash,
    filter: fc.uint8Array({ maxLength: 300 }),
  }),
  getcfheaders: message('getcfheaders', filterRange),
  cfheaders: message('cfheaders', {
    filterType: uint8,
    stopHash: anyHash,
    previousHeader: anyHash,
    filterHashes: hashes,
  }),
  getcfcheckpt: message('getcfcheckpt', { filterType: uint8, stopHash: anyHash }),
  cfcheckpt: message('cfcheckpt', { filterType: uint8, stopHash: anyHash, headers: hashes }),
};

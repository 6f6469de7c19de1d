import { describe, expect, it } from 'vitest';
import { type BanList, createBanList, DEFAULT_BAN_SECONDS } from '../../../src/p2p/ban-list.ts';
import type { NetAddress } from '../../../src/p2p/net-address.ts';
import type { BanRecord } from '../../../src/p2p/ports.ts';
import { formatSubnet, parseSubnet } from '../../../src/p2p/subnet.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import { SILENT_LOG } from '../../../src/util/log.ts';
import { addressOf } from '../../helpers/net-addresses.ts';
import { seededRandom } from '../../helpers/p2p/test-peer.ts';

const START = 1_700_000_000;
const subnetOf = (text: string) => expectDefined(parseSubnet(text), text);

/** A ban list, its clock and what is kept of it. */
function setUp(records: readonly BanRecord[] = []) {
  let now = START;
  const kept = new Map(records.map((record) => [record.subnet, record]));
  const lines: string[] = [];
  const open = (): BanList =>
    createBanList({
      store: {
        load: () => [...kept.values()],
        save(bans) {
          kept.clear();
          for (const ban of bans) kept.set(ban.subnet, ban);
        },
      },
      random: seededRandom(1),
      clock: { nowSeconds: () => now },
      log: { ...SILENT_LOG, info: (line) => lines.push(line) },
      defaultSeconds: DEFAULT_BAN_SECONDS,
      resolve: (address: NetAddress) => address,
    });
  return {
    bans: open(),
    again: open,
    kept,
    lines,
    pass(seconds: number) {
      now += seconds;
    },
  };
}

const listed = (bans: BanList) => bans.list().map(({ subnet }) => formatSubnet(subnet));

describe('ban', () => {
  it('holds for a day unless told otherwise, up to its last second', () => {
    const { bans, pass } = setUp();
    bans.ban(subnetOf('1.2.3.0/24'), 0);
    expect(bans.list()).toMatchObject([{ createdAt: START, until: START + DEFAULT_BAN_SECONDS }]);
    pass(DEFAULT_BAN_SECONDS - 1);
    expect(bans.isBanned(addressOf('1.2.3.4'))).toBe(true);
    pass(1);
    expect([bans.isBanned(addressOf('1.2.3.4')), bans.isSubnetBanned(subnetOf('1.2.3.0/24'))]).toEqual([
      false,
      false,
    ]);
    expect(listed(bans)).toEqual(['1.2.3.0/24']);
    pass(1);
    expect(listed(bans)).toEqual([]);
  });

  it('tells apart a subnet and the addresses in it', () => {
    const { bans } = setUp();
    bans.ban(subnetOf('1.2.3.0/24'), 0);
    expect(bans.isBanned(addressOf('1.2.3.255'))).toBe(true);
    expect(bans.isBanned(addressOf('1.2.4.0'))).toBe(false);
    expect(bans.isSubnetBanned(subnetOf('1.2.3.0/24'))).toBe(true);
    expect(bans.isSubnetBanned(subnetOf('1.2.3.0/25'))).toBe(false);
  });

  it('says whom it hits, and is kept by then', () => {
    const { bans, kept } = setUp();
    const heard: string[] = [];
    bans.events.on('banned', (subnet) => heard.push(`${formatSubnet(subnet)} of ${kept.size}`));
    bans.ban(subnetOf('1.2.3.4'), START + 10);
    expect(heard).toEqual(['1.2.3.4/32 of 1']);
  });

  it('makes no ban shorter', () => {
    const { bans, kept } = setUp();
    bans.ban(subnetOf('1.2.3.4'), START + 10);
    bans.ban(subnetOf('1.2.3.4'), START + 9);
    expect([...kept.values()]).toMatchObject([{ until: START + 10 }]);
    bans.ban(subnetOf('1.2.3.4'), START + 11);
    expect([...kept.values()]).toMatchObject([{ until: START + 11 }]);
  });

  it('is not made where it can not be kept', () => {
    const bans = createBanList({
      store: {
        load: () => [],
        save: () => {
          throw new Error('disk full');
        },
      },
      random: seededRandom(1),
      clock: { nowSeconds: () => START },
      log: SILENT_LOG,
      defaultSeconds: 1,
      resolve: (address) => address,
    });
    expect(() => bans.ban(subnetOf('1.2.3.4'), 0)).toThrow('disk full');
    expect(bans.isBanned(addressOf('1.2.3.4'))).toBe(false);
  });
});

describe('unban and clear', () => {
  it('take what was banned exactly so, and all', () => {
    const { bans, kept } = setUp();
    for (const text of ['1.2.3.0/24', '1.2.3.4', '::1']) bans.ban(subnetOf(text), 0);
    expect([bans.unban(subnetOf('1.2.3.4/31')), bans.unban(subnetOf('1.2.3.4'))]).toEqual([false, true]);
    expect([bans.isBanned(addressOf('1.2.3.4')), listed(bans)]).toEqual([true, ['1.2.3.0/24', '::1/128']]);
    bans.clear();
    expect([listed(bans), kept.size]).toEqual([[], 0]);
  });
});

describe('what is kept', () => {
  it('holds again after a start, without what has ended', () => {
    const { bans, again, kept, pass } = setUp();
    bans.ban(subnetOf('9.9.9.9'), START + 100);
    bans.ban(subnetOf('1.2.3.0/24'), START + 10);
    pass(11);
    const later = again();
    expect([later.isBanned(addressOf('9.9.9.9')), listed(later)]).toEqual([true, ['9.9.9.9/32']]);
    expect([...kept.keys()]).toEqual(['9.9.9.9/32']);
  });

  it('leaves out what is no subnet', () => {
    const until = START + 10;
    const { bans, lines } = setUp([{ subnet: 'somewhere', createdAt: START, until }]);
    expect(listed(bans)).toEqual([]);
    expect(lines).toEqual(['Dropping entry with unparseable address or subnet (somewhere) from ban list']);
  });

  it.each([
    ['written anew where there is none', undefined, 1],
    ['left as it is where all of it holds', [{ subnet: '1.2.3.4/32', createdAt: START, until: START }], 0],
    ['written again without what has ended', [{ subnet: '1.2.3.4/32', createdAt: 1, until: 2 }], 1],
  ])('is %s', (_name, records, expected) => {
    const lines: string[] = [];
    let saves = 0;
    createBanList({
      store: { load: () => records, save: () => saves++ },
      random: seededRandom(1),
      clock: { nowSeconds: () => START },
      log: { ...SILENT_LOG, info: (line) => lines.push(line) },
      defaultSeconds: 1,
      resolve: (address) => address,
    });
    expect(saves).toBe(expected);
    expect(lines).toEqual(records ? [] : ['Recreating the banlist database']);
  });
});

describe('discourage', () => {
  it('is no ban, and is not kept', () => {
    const { bans, again } = setUp();
    bans.discourage(addressOf('1.2.3.4'));
    expect([bans.isDiscouraged(addressOf('1.2.3.4')), bans.isBanned(addressOf('1.2.3.4'))]).toEqual([
      true,
      false,
    ]);
    expect([bans.isDiscouraged(addressOf('1.2.3.5')), again().isDiscouraged(addressOf('1.2.3.4'))]).toEqual([
      false,
      false,
    ]);
  });

  it('remembers the last 50,000, and takes few others for them', () => {
    const { bans } = setUp();
    const address = (i: number): NetAddress => ({
      network: 'ipv4',
      bytes: Uint8Array.of(1, (i >> 16) & 255, (i >> 8) & 255, i & 255),
    });
    for (let i = 0; i < 100_000; i++) bans.discourage(address(i));
    const known = (from: number, to: number) => {
      let count = 0;
      for (let i = from; i < to; i++) if (bans.isDiscouraged(address(i))) count++;
      return count;
    };
    expect(known(50_000, 100_000)).toBe(50_000);
    expect(known(0, 25_000)).toBeLessThan(5);
  });
});

import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Daemon, launchDaemon, startRegtest, temporaryDatadir } from '../helpers/daemon.ts';
import { PATIENCE_MS } from '../helpers/nonced-process.ts';

/** What a daemon knows of other nodes, from one start to the next. */

const TIMEOUT_MS = 4 * PATIENCE_MS;

interface Ban {
  readonly address: string;
  readonly ban_duration: number;
}

const bansOf = ({ call }: Daemon) => call<readonly Ban[]>('listBanned');
const bannedBy = async (daemon: Daemon) => (await bansOf(daemon)).map(({ address }) => address);

describe('bans', () => {
  it('hold after any end once they were answered, with -bantime', { timeout: TIMEOUT_MS }, async () => {
    const datadir = temporaryDatadir();
    const first = await startRegtest({ datadir, args: ['-bantime=1234'] });
    await first.call('setBan', ['10.0.0.0/8', 'add']);
    expect(await bansOf(first)).toMatchObject([{ address: '10.0.0.0/8', ban_duration: 1234 }]);
    await first.kill9();
    const second = await startRegtest({ datadir });
    expect(await bannedBy(second)).toEqual(['10.0.0.0/8']);
    await second.call('setBan', ['10.0.0.0/8', 'remove']);
    await second.call('setBan', ['1.2.3.4', 'add']);
    await second.kill9();
    const third = await startRegtest({ datadir });
    expect(await bannedBy(third)).toEqual(['1.2.3.4/32']);
    await third.stop();
  });
});

describe('the address book', () => {
  it('is kept at the end, and after 15 minutes', { timeout: TIMEOUT_MS }, async () => {
    const datadir = temporaryDatadir();
    const first = await startRegtest({ datadir, args: ['-test=addrman', '-connect=0'] });
    await first.call('addPeerAddress', ['1.2.3.4', 8333, true]);
    await first.call('addPeerAddress', ['2.0.0.0', 8333]);
    const book = await first.call('getRawAddrMan');
    expect(Object.keys((book as { tried: object }).tried)).toEqual(['6/33']);
    await first.stop();
    const second = await startRegtest({ datadir, args: ['-connect=0'] });
    expect(await second.call('getRawAddrMan')).toEqual(book);
    await second.call('addPeerAddress', ['3.3.3.3', 8333]);
    const more = await second.call('getRawAddrMan');
    await second.call('mockScheduler', [15 * 60]);
    await second.kill9();
    const third = await startRegtest({ datadir, args: ['-connect=0'] });
    expect(await third.call('getRawAddrMan')).toEqual(more);
    await third.stop();
  });

  it('is set aside where its file is damaged, bans or not', { timeout: TIMEOUT_MS }, async () => {
    const datadir = temporaryDatadir();
    const first = await startRegtest({ datadir, args: ['-test=addrman'] });
    await first.call('addPeerAddress', ['1.2.3.4', 8333]);
    await first.call('setBan', ['1.2.3.4', 'add']);
    await first.stop();
    const file = join(first.folder, 'peers.sqlite');
    writeFileSync(file, 'this is no database any more '.repeat(1000));
    const second = await startRegtest({ datadir });
    expect(await second.call('getNodeAddresses', [0])).toEqual([]);
    expect(await bannedBy(second)).toEqual(['1.2.3.4/32']);
    expect(second.log()).toContain(`renamed it ${file}.damaged and starts without`);
    expect(existsSync(`${file}.damaged`)).toBe(true);
    await second.stop();
  });
});

describe('-onlynet', () => {
  it.each([
    ['-onlynet=carrier', "Unknown network specified in -onlynet: 'carrier'"],
    [
      '-onlynet=cjdns',
      'Outbound connections restricted to CJDNS (-onlynet=cjdns) but -cjdnsreachable is not provided',
    ],
  ])('refuses %s', { timeout: TIMEOUT_MS }, async (arg, text) => {
    const { process } = launchDaemon({ network: '-regtest', args: [arg] });
    expect(await process.ended).toMatchObject({ status: 1 });
    expect(process.stderr()).toBe(`Error: ${text}\n`);
  });
});

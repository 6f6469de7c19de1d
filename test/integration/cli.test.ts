import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { readNetworkFile } from '../../src/node/network-file-reader.ts';
import { PACKAGE_ROOT } from '../../src/node/package-info.ts';
import { type TemporaryFolder, temporaryFolder } from '../helpers/config-sources.ts';
import { eventually } from '../helpers/eventually.ts';
import { runNonced, spawnNonced } from '../helpers/nonced-process.ts';

/** The command line as a process, without a daemon. */

let folder: TemporaryFolder;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const run = (args: readonly string[], environment: Record<string, string> = {}) =>
  runNonced(args, { home: folder.path, environment });

const { version } = JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')) as {
  version: string;
};

describe('nonced', () => {
  it.each(['--version', '-version'])('prints its version for %s', async (flag) => {
    expect(await run([flag])).toMatchObject({ status: 0, stdout: `nonced ${version}\n`, stderr: '' });
  });

  it.each([['--help'], ['-h'], ['-?'], ['help'], ['-regtest', '-help']])(
    'prints its help for %s %s',
    async (...args) => {
      const { status, stdout, stderr } = await run(args.filter(Boolean));
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      expect(stdout).toContain('Usage:\n  nonced [options]');
      expect(stdout).toContain('\n  -rpcport=PORT\n');
      expect(stdout).not.toContain('-mocktime');
    },
  );

  it('prints what is for debugging with -help-debug', async () => {
    const { stdout } = await run(['-help-debug']);
    expect(stdout).toContain('-mocktime');
    expect(stdout).toContain('-loglevel');
  });

  it.each([
    [['-rpcprot=1'], 'unknown option -rpcprot; did you mean -rpcport?'],
    [['-rpcport=x'], '-rpcport=x is not valid: give a whole number from 0 to 65535'],
    [['-rpcport', '1'], '-rpcport needs a value after an equals sign: -rpcport=1'],
    [['-network=nosuch.json'], 'there is no network file'],
    [['-network=nosuch'], '-network=nosuch is not valid'],
    [['-regtest', '-signet'], '-regtest and -signet ask for two networks: give one of them'],
    [['-mocktime=5'], "-mocktime=5 can't be used on cpunet, only on test chains such as regtest"],
    [['-datadir=/dev/null'], '/dev/null is a file where a folder for the data should be'],
    [['getblock'], "unexpected argument 'getblock'; nonced call getblock would ask a running daemon"],
    [['-conf=/none'], 'the configuration file /none'],
  ])('ends with one line for %j', async (args, message) => {
    const { status, stdout, stderr } = await run(args);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr.startsWith(`Error: ${message}`), stderr).toBe(true);
    expect(stderr.split('\n')).toHaveLength(2);
  });

  it('refuses a bad variable of the environment, and a bad line of the file', async () => {
    expect((await run([], { NONCED_THREADS: '0' })).stderr).toBe(
      'Error: NONCED_THREADS=0 is not valid: give a whole number from 1 to 1024\n',
    );
    const path = folder.write('.nonced/nonced.conf', 'threads=0\n');
    expect((await run([])).stderr).toBe(
      `Error: threads=0 (${path} line 1) is not valid: give a whole number from 1 to 1024\n`,
    );
  });
});

describe('nonced call', () => {
  it('says how to start a daemon where none runs', async () => {
    const server = await listen();
    const { port } = server.address() as AddressInfo;
    server.close();
    const { status, stdout, stderr } = await run(['-regtest', 'call', `-rpcport=${port}`, 'getblockcount']);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toBe(
      `error: no daemon is running at 127.0.0.1:${port} (regtest); start one with: nonced -regtest -rpcport=${port}\n`,
    );
  });

  it('wants a method', async () => {
    expect(await run(['call'])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('Error: which method?'),
    });
  });

  it('prints its help', async () => {
    const { status, stdout } = await run(['call', '--help']);
    expect(status).toBe(0);
    expect(stdout).toContain('nonced call -named getBlock');
    expect(stdout).not.toContain('-miningpriority');
  });

  // What a daemon answers is covered with real daemons; here it is what no daemon of ours would say.
  it.each([
    [
      200,
      '{"result":{"fee":0.10000000,"big":9007199254740993},"id":1}',
      0,
      '{\n  "fee": 0.10000000,\n  "big": 9007199254740993\n}\n',
      '',
    ],
    [200, '{"result":"line\\n2"}', 0, 'line\n2\n', ''],
    [200, '{"result":null,"error":null}', 0, '', ''],
    [
      500,
      '{"result":null,"error":{"code":-8,"message":"no {such}"},"id":1}',
      8,
      '',
      'error code: -8\nerror message:\nno {such}\n',
    ],
    [401, '', 1, '', 'error: the daemon wants a password and there is no cookie file'],
    [404, '<html>', 1, '', 'answers, but not with JSON-RPC (HTTP status 404)'],
  ])('turns an answer of status %i into what is printed (%s)', async (status, body, exit, stdout, stderr) => {
    const server = await listen((_, response) => response.writeHead(status).end(body));
    const { port } = server.address() as AddressInfo;
    const end = await run(['-regtest', 'call', `-rpcport=${port}`, 'x']);
    server.close();
    expect(end).toMatchObject({ status: exit, stdout });
    expect(end.stderr).toContain(stderr);
    expect(end.stderr === '').toBe(stderr === '');
  });

  it('sends parameters as they were typed, with the cookie of the datadir', async () => {
    folder.write('.nonced/regtest/.cookie', '__cookie__:secret');
    const requests: string[] = [];
    const server = await listen((request, response) => {
      let body = `${request.headers.authorization} `;
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        // First it asks what types the parameters have.
        if (!body.includes('getOpenRpcInfo')) requests.push(body);
        response.end('{"result":null}');
      });
    });
    const { port } = server.address() as AddressInfo;
    const call = ['-regtest', `-rpcport=${port}`, 'call'];
    await run([...call, 'send', 'abc', '1.00000000', '-5', '[1]']);
    await run([...call, '-named', 'send', 'to=abc', 'n=1']);
    await run([...call, '-rpcuser=u', '-rpcpassword=p', 'help', 'send']);
    await run(['help', '-regtest', `-rpcport=${port}`, 'send']);
    server.close();
    const login = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
    const cookie = login('__cookie__:secret');
    expect(requests).toEqual([
      `${cookie} {"jsonrpc":"2.0","id":1,"method":"send","params":["abc",1.00000000,-5,[1]]}`,
      `${cookie} {"jsonrpc":"2.0","id":1,"method":"send","params":{"to":"abc","n":1}}`,
      `${login('u:p')} {"jsonrpc":"2.0","id":1,"method":"help","params":["send"]}`,
      `${cookie} {"jsonrpc":"2.0","id":1,"method":"help","params":["send"]}`,
    ]);
  });

  it('gives up on a daemon that is silent for as long as it was told to wait', async () => {
    const server = await listen(() => {});
    const { port } = server.address() as AddressInfo;
    const answer = await run(['call', `-rpcport=${port}`, '-rpcclienttimeout=1', 'uptime']);
    server.closeAllConnections();
    server.close();
    expect(answer).toMatchObject({ status: 1, stdout: '' });
    expect(answer.stderr).toContain('nothing came in 1 s, see -rpcclienttimeout');
  });
});

describe('nonced newnetwork', () => {
  it('mines a genesis block and says how to start', async () => {
    const end = await run([
      'newnetwork',
      'ours',
      '-targetspacing=60',
      '-bits=1f7fffff',
      '-initialsubsidy=0.5',
    ]);
    expect(end).toMatchObject({ status: 0, stderr: '' });
    const network = readNetworkFile(join(folder.path, 'ours.json'));
    expect(network).toMatchObject({
      name: 'ours',
      consensus: { initialSubsidy: 50_000_000, retarget: { targetSpacing: 60 } },
    });
    expect(end.stdout).toContain('Start it with: nonced -network=ours.json\n');
  });

  it.runIf(process.platform === 'linux')(
    'hashes as fast as other programs let it, as somebody waits',
    async () => {
      // 2^40 hashes: it is at work for as long as is looked.
      const running = spawnNonced(['newnetwork', 'ours', '-bits=1c00ffff'], { home: folder.path });
      onTestFinished(async () => {
        running.kill('SIGKILL');
        await running.ended;
      });
      const busiest = await eventually('a thread that hashes', async () => {
        const [first, ...others] = threadsOf(running.pid);
        return others.find(({ ticks }) => ticks > 3 * (first?.ticks ?? 0));
      });
      expect(busiest.nice).toBe(Math.max(0, threadsOf(process.pid)[0]?.nice ?? 0));
    },
  );

  it('replaces a file with -force only', async () => {
    const path = join(folder.path, 'ours.json');
    writeFileSync(path, 'precious');
    const args = ['newnetwork', 'ours', '-bits=207fffff'];
    expect(await run(args)).toMatchObject({
      status: 1,
      stdout: '',
      stderr: 'Error: ours.json is there already; another NAME makes another file, -force replaces it\n',
    });
    expect(readFileSync(path, 'utf8')).toBe('precious');
    expect(await run([...args, '-force'])).toMatchObject({ status: 0, stderr: '' });
    expect(readNetworkFile(path).name).toBe('ours');
  });

  it.each([
    [['newnetwork'], 'the network needs a name'],
    [['newnetwork', 'a', 'b'], "unexpected argument 'b'"],
    [['newnetwork', 'a', '-halflif=1'], 'unknown option -halflif; did you mean -halflife?'],
    [['newnetwork', 'a', '-regtest'], 'unknown option -regtest'],
    [['newnetwork', 'a', '-bits=xyz'], '-bits=xyz is not valid: give a compact target as 8 hex digits'],
    [['newnetwork', 'regtest'], 'name: regtest ships with the program'],
    [['newnetwork', 'a', '-halflife=1'], 'retarget.halfLife: 1 is not between'],
  ])('refuses %j and writes nothing', async (args, message) => {
    const { status, stdout, stderr } = await run(args);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr.startsWith(`Error: ${message}`), stderr).toBe(true);
    expect(existsSync(join(folder.path, 'a.json'))).toBe(false);
  });
});

/** What Linux tells of the threads of a process, its first one at the front: the time that they had, and their priority. */
function threadsOf(pid: number): readonly { readonly ticks: number; readonly nice: number }[] {
  return readdirSync(`/proc/${pid}/task`).map((thread) => {
    const fields = readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return { ticks: Number(fields[11]), nice: Number(fields[16]) };
  });
}

/** A server on a free port of this machine. */
async function listen(handler?: Parameters<typeof createServer>[1]): Promise<Server> {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

describe('nonced config', () => {
  it('prints each value and where it comes from, but no secret', async () => {
    const conf = join(folder.path, 'nonced.conf');
    writeFileSync(conf, 'maxmempool=50\nrpcuser=alice\nrpcpassword=geheim\n[regtest]\nrpcport=8000\n');
    const { status, stdout, stderr } = await run(
      ['config', '-regtest', `-conf=${conf}`, '-debug=rpc', '-debug=net', '-minrelaytxfee=0.00002'],
      { NONCED_PAR: '1' },
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain(`# Network: regtest\n`);
    expect(stdout).toContain(`# Configuration file: ${conf}\n`);
    for (const [line, origin] of [
      ['maxmempool=50', `file: maxmempool=50 (${conf} line 1)`],
      ['rpcport=8000', `file: rpcport=8000 (${conf} line 5)`],
      ['par=1', 'environment: NONCED_PAR=1'],
      ['debug=rpc', 'flag: -debug=net'],
      ['debug=net', 'flag: -debug=net'],
      ['minrelaytxfee=0.00002', 'flag: -minrelaytxfee=0.00002'],
      ['mempoolexpiry=336', 'default'],
      ['#mineraddress=', 'default'],
    ]) {
      expect(stdout.split('\n').map((text) => text.split(/ +# /))).toContainEqual([line, origin]);
    }
    expect(stdout).toContain('rpcpassword=***');
    expect(stdout).not.toContain('geheim');
  });

  it('refuses what a start would refuse, and starts nothing', async () => {
    expect(await run(['config', '-rpcport=x'])).toMatchObject({
      status: 1,
      stderr: 'Error: -rpcport=x is not valid: give a whole number from 0 to 65535\n',
    });
    expect(existsSync(join(folder.path, '.nonced'))).toBe(false);
  });
});

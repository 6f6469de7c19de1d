/**
 * A bcoin full node on regtest, in memory, as a process: `NONCED_BCOIN=FOLDER node bcoin-node.cjs`. Prints where peers and
 * JSON-RPC reach it, as one line of JSON, and ends with its standard input. Its regtest has addresses and a port of its
 * own; here it gets Core's addresses, so that one key pays and is paid on both sides.
 */
process.env.NODE_BACKEND = 'js';
const Module = require('node:module');
const { createServer } = require('node:net');

// Blocks are kept in memory: the database of disks, which no Node since 12 can build, is never opened.
const load = Module._load;
Module._load = (request, ...rest) => (request === 'leveldown' ? {} : load(request, ...rest));

const { FullNode, Network } = require(require.resolve('bcoin', { paths: [process.env.NONCED_BCOIN] }));

Object.assign(Network.get('regtest').addressPrefix, {
  pubkeyhash: 0x6f,
  scripthash: 0xc4,
  bech32: 'bcrt',
});

/** bcoin takes no port 0. */
function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function main() {
  const [port, httpPort] = [await freePort(), await freePort()];
  const node = new FullNode({
    network: 'regtest',
    memory: true,
    workers: false,
    listen: true,
    host: '127.0.0.1',
    port,
    httpHost: '127.0.0.1',
    httpPort,
    noAuth: true,
    logLevel: process.env.NONCED_BCOIN_LOG ?? 'none',
    logConsole: true,
    logFile: false,
  });
  await node.open();
  await node.connect();
  node.startSync();
  process.stdout.write(
    `${JSON.stringify({ p2p: `127.0.0.1:${port}`, rpc: `http://127.0.0.1:${httpPort}` })}\n`,
  );
  process.stdin.resume();
  process.stdin.once('end', () => process.exit(0));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});

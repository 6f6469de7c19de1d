import { buildGenesis } from '../chainparams/genesis.ts';
import type { NetworkFile } from '../chainparams/network-file.ts';
import { withSolvedGenesis } from '../chainparams/new-network.ts';
import { getBlockProof } from '../consensus/chainwork.ts';
import { decodeCompact } from '../consensus/compact-target.ts';
import type { HashPool, WorkSource } from '../mining/ports.ts';
import { type BlockHeader, decodeHeader, serializeHeader } from '../primitives/block-header.ts';
import { InvariantError } from '../util/invariant.ts';

/** The search for the nonce of a new network's genesis block, on the same threads that mine. */

const NONCE_SPACE = 2 ** 32;
/** Nonces of one unit: some seconds of a thread, so that units cost nothing and many threads find work. */
const UNIT_SIZE = 2 ** 24;
const PROGRESS_MS = 1000;

export interface GenesisSearchProgress {
  /** Headers tried. */
  readonly hashes: number;
  /** How many it takes on average. */
  readonly expectedHashes: number;
  readonly seconds: number;
}

/**
 * The file with its genesis block solved.
 * @param file - of buildNetworkFile, checked
 * @param pool - idle; it is paused afterwards, not closed
 * @param onProgress - called once a second
 * @throws InvariantError where the threads' solution solves nothing
 */
export async function solveGenesis(
  file: NetworkFile,
  pool: HashPool,
  onProgress: (progress: GenesisSearchProgress) => void,
): Promise<NetworkFile> {
  const { header } = buildGenesis(file.genesis);
  const expectedHashes = Number(getBlockProof(header.bits));
  const started = performance.now();
  const timer = setInterval(() => {
    const hashes = pool.counts().perThread.reduce((sum, count) => sum + count, 0);
    onProgress({ hashes, expectedHashes, seconds: (performance.now() - started) / 1000 });
  }, PROGRESS_MS);
  try {
    const found = await new Promise<Uint8Array>((resolve) => pool.search(genesisWork(header), resolve));
    return solvedFile(file, found);
  } finally {
    clearInterval(timer);
    pool.pause();
  }
}

/** All nonces, then all nonces a second later, and so on: it never ends. */
function genesisWork(header: BlockHeader): WorkSource {
  const { target } = decodeCompact(header.bits);
  let time = header.time;
  let firstNonce = 0;
  return {
    nextUnit() {
      if (firstNonce === NONCE_SPACE) {
        time++;
        firstNonce = 0;
      }
      const unit = {
        header: serializeHeader({ ...header, time }),
        versions: [header.version],
        target,
        firstNonce,
        nonceCount: UNIT_SIZE,
      };
      firstNonce += UNIT_SIZE;
      return unit;
    },
  };
}

function solvedFile(file: NetworkFile, found: Uint8Array): NetworkFile {
  const header = decodeHeader(found);
  const solved = header.ok ? withSolvedGenesis(file, header.value) : header;
  if (!solved.ok)
    throw new InvariantError(`a hashing thread found no genesis block: ${solved.debug ?? solved.code}`);
  return solved.value;
}

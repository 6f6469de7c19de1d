import type { Chainstate } from '../chain/chainstate.ts';
import type { VerifyRequest } from '../chain/verify-chain.ts';
import { DAMAGE_ADVICE } from '../store/database.ts';
import { StartError } from './start-error.ts';

/** Seconds that a block's time may be ahead of the clock's. @source Bitcoin Core src/chain.h MAX_FUTURE_BLOCK_TIME */
const MAX_FUTURE_BLOCK_TIME = 2 * 60 * 60;

/**
 * A clock that is wrong would refuse what others take, and make blocks that nobody takes.
 * @param path - of the chain's file, for the text
 * @throws StartError where the tip is of a time to come
 * @source Bitcoin Core src/node/chainstate.cpp VerifyLoadedChainstate
 */
export function refuseFutureTip({ tip }: Pick<Chainstate, 'tip'>, nowSeconds: number, path: string): void {
  const { height, header } = tip();
  // The genesis block was not taken by this clock.
  if (height === 0 || header.time <= nowSeconds + MAX_FUTURE_BLOCK_TIME) return;
  throw new StartError(
    'The block database contains a block which appears to be from the future. This may be due to your ' +
      "computer's date and time being set incorrectly. Only rebuild the block database if you are sure that your " +
      `computer's date and time are correct: to do so, move ${path} out of the way`,
  );
}

/**
 * Verifies the last blocks as -checkblocks and -checklevel say. A check that was cut short by a stop, by blocks that
 * are not kept or by too many coins is none that failed; the log tells of it.
 * @param path - of the chain's file, for the text
 * @throws StartError where something stored does not fit
 */
export async function verifyAtStart(
  chainstate: Chainstate,
  request: VerifyRequest,
  path: string,
): Promise<void> {
  const verdict = await chainstate.verify(request);
  if (verdict.ok || verdict.code !== 'corrupted-block-db') return;
  throw new StartError(
    `database ${path}: corrupted block database detected: ${verdict.debug}. ${DAMAGE_ADVICE}`,
  );
}

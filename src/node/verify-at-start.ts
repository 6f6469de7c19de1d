import type { Chainstate } from '../chain/chainstate.ts';
import type { VerifyRequest } from '../chain/verify-chain.ts';
import { DAMAGE_ADVICE } from '../store/database.ts';
import { StartError } from './start-error.ts';

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

import type { ConsensusParams } from '../../consensus/params.ts';
import { toHex } from '../../util/bytes.ts';
import { Type } from '../../util/schema.ts';
import { hexResult } from '../schemas.ts';

/** The field of several results that only signets have. */
export const SignetChallenge = Type.Optional(
  hexResult('The script that signs blocks (BIP325), only on signets'),
);

export function signetChallengeView({ signetChallenge }: Pick<ConsensusParams, 'signetChallenge'>) {
  return signetChallenge ? { signet_challenge: toHex(signetChallenge) } : {};
}

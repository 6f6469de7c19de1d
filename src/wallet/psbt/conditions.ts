import type { HashFragment } from '../../script/miniscript/model.ts';
import type { SpendConditions } from '../../script/miniscript/satisfy.ts';
import { equalBytes } from '../../util/bytes.ts';
import { locksOf } from '../satisfy-miniscript.ts';
import { entriesOf, INPUT, keyDataOf, type OUTPUT, type PsbtMap } from './model.ts';
import type { SignatureSource } from './signatures.ts';

interface ConditionsRequest {
  readonly map: PsbtMap;
  readonly types: typeof INPUT | typeof OUTPUT;
  readonly signatures: SignatureSource;
}

const PREIMAGES: Readonly<Record<HashFragment, number>> = {
  ripemd160: INPUT.RIPEMD160,
  sha256: INPUT.SHA256,
  hash160: INPUT.HASH160,
  hash256: INPUT.HASH256,
};

/** The locks that the transaction meets, and the preimages that an input has. @source BIP174 */
export function conditionsOf({ map, types, signatures }: ConditionsRequest): SpendConditions {
  return {
    ...locksOf(signatures.checker),
    preimageOf(fragment, hash) {
      if (types !== INPUT) return undefined;
      return entriesOf(map, PREIMAGES[fragment]).find((entry) => equalBytes(keyDataOf(entry), hash))?.value;
    },
  };
}

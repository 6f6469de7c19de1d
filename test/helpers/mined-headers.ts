import { decodeCompact } from '../../src/consensus/compact-target.ts';
import { fromHex } from '../../src/util/bytes.ts';
import { expectDefined } from '../../src/util/invariant.ts';

/** Real headers of Bitcoin's chain, with their work: what every kernel has to find. */

export interface MinedHeader {
  readonly name: string;
  readonly header: Uint8Array;
  readonly nonce: number;
  readonly target: bigint;
}

/** What a serialized header says of its own work. @param header - 80 bytes, or more that are ignored */
export function minedHeader(name: string, bytes: Uint8Array): MinedHeader {
  const header = Uint8Array.from(bytes.subarray(0, 80));
  const view = new DataView(header.buffer);
  return {
    name,
    header,
    nonce: view.getUint32(76, true),
    target: decodeCompact(view.getUint32(72, true)).target,
  };
}

const fromHexHeader = (name: string, text: string): MinedHeader =>
  minedHeader(name, expectDefined(fromHex(text), 'a header is hex'));

/** @source Bitcoin Core src/kernel/chainparams.cpp CMainParams */
export const GENESIS = fromHexHeader(
  'the genesis block',
  `01000000${'00'.repeat(32)}3ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c`,
);

/** @source the example of the Bitcoin wiki's page "Block hashing algorithm" */
export const BLOCK_125552 = fromHexHeader(
  'block 125552',
  '0100000081cd02ab7e569e8bcd9317e2fe99f2de44d49ab2b8851ba4a308000000000000' +
    'e320b6c2fffc8d750423db8b1eb942ae710e951ed797f7affc8892b0f1fc122bc7f5d74df2b9441a42a14695',
);

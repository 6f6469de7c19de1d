import { isActive } from '../../../consensus/deployments.ts';
import { withReservedValue } from '../../../consensus/witness-commitment.ts';
import { decodeHeader, HEADER_SIZE } from '../../../primitives/block-header.ts';
import { displayHash } from '../../../primitives/hash256.ts';
import { fromHex } from '../../../util/bytes.ts';
import { Type } from '../../../util/schema.ts';
import { reject } from '../../../util/verdict.ts';
import { decodeBlockHex } from '../../block-hex.ts';
import { RpcError } from '../../errors.ts';
import { defineMethod, optional, required } from '../../registry.ts';
import { nullable } from '../../schemas.ts';
import type { MiningContext } from './context.ts';

/** The first block of regtest: a node there answers `duplicate`. */
const REGTEST_GENESIS =
  '0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4adae5494dffff7f2002000000' +
  '0101000000010000000000000000000000000000000000000000000000000000000000000000ffffffff4d04ffff001d0104455468652054696d65732030332f4a616e2f32303039204368616e63656c6c6f72206f6e206272696e6b206f66207365636f' +
  '6e64206261696c6f757420666f722062616e6b73ffffffff0100f2052a01000000434104678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61deb649f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d5fac00000000';

export const submitBlock = defineMethod({
  name: 'submitBlock',
  category: 'mining',
  description:
    'Attempts to submit new block to network. Answers null where it is accepted, else the reason in the words of BIP22.',
  params: {
    hexdata: required(Type.String(), 'the hex-encoded block data to submit'),
    dummy: optional(Type.String(), 'dummy value, for compatibility with BIP22. This value is ignored.'),
  },
  result: nullable(
    Type.String({ description: 'duplicate, duplicate-invalid, inconclusive, or a reject reason' }),
  ),
  errors: [{ error: 'RPC_DESERIALIZATION_ERROR', when: 'the data are no block' }],
  example: [REGTEST_GENESIS],
  handler: async ({ hexdata }, { chainstate }: MiningContext) => {
    const block = decodeBlockHex(hexdata);
    const parent = chainstate.find(block.header.prevBlockHash);
    const hasSegwit =
      parent !== undefined && isActive('segwit', parent.height + 1, chainstate.params.activationHeights);
    const whole = hasSegwit ? withReservedValue(block) : block;
    const submitted = await chainstate.submitBlock(whole);
    if (!submitted.ok) return submitted.code;
    const { entry, isNew, wasPruned } = submitted.value;
    if (!isNew) return 'duplicate';
    return chainstate.isActive(entry) && !wasPruned ? null : 'inconclusive';
  },
});

/** A header on regtest's first block. */
const REGTEST_HEADER =
  '0000002006226e46111a0b59caaf126043eb5bbf28c34f3a5e332a1fc7b2b73cf188910f0000000000000000000000000000000000000000000000000000000000000000dbe5494dffff7f2000000000';

export const submitHeader = defineMethod({
  name: 'submitHeader',
  category: 'mining',
  description:
    'Decode the given hexdata as a header and submit it as a candidate chain tip if valid. Throws when the header is invalid.',
  params: { hexdata: required(Type.String(), 'the hex-encoded block header data') },
  result: Type.Null(),
  errors: [
    { error: 'RPC_DESERIALIZATION_ERROR', when: 'the data are no header' },
    { error: 'RPC_VERIFY_ERROR', when: 'the previous header is not known, or the header is refused' },
  ],
  example: [REGTEST_HEADER],
  handler: async ({ hexdata }, { chainstate }: MiningContext) => {
    const bytes = fromHex(hexdata);
    // What follows the header, as in a whole block, is not looked at.
    const header = bytes ? decodeHeader(bytes.subarray(0, HEADER_SIZE)) : reject('decode-failed', 'not hex');
    if (!header.ok) throw new RpcError('RPC_DESERIALIZATION_ERROR', 'Block header decode failed');
    const { prevBlockHash } = header.value;
    if (!chainstate.find(prevBlockHash)) {
      throw new RpcError(
        'RPC_VERIFY_ERROR',
        `Must submit previous header (${displayHash(prevBlockHash)}) first`,
      );
    }
    const submitted = await chainstate.submitHeader(header.value);
    if (!submitted.ok) throw new RpcError('RPC_VERIFY_ERROR', submitted.code);
    return null;
  },
});

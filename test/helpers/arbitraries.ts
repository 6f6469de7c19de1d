import fc from 'fast-check';
import type { BlockUndo } from '../../src/chain/undo.ts';
import type { Coin } from '../../src/consensus/coin.ts';
import type { MerkleBlock } from '../../src/consensus/merkle-block.ts';
import { type Block, makeBlock } from '../../src/primitives/block.ts';
import type { BlockHeader } from '../../src/primitives/block-header.ts';
import { toHash256 } from '../../src/primitives/hash256.ts';
import type { OutPoint } from '../../src/primitives/outpoint.ts';
import { makeTransaction, type Transaction, type TxInput, type TxOutput } from '../../src/primitives/tx.ts';
import { payToWitnessProgram } from '../../src/script/output-scripts.ts';
import { pushData } from '../../src/script/push.ts';
import { concatBytes } from '../../src/util/bytes.ts';

/** What fast-check makes of the primitives: anything that their types allow, valid or not. */

const uint32 = fc.oneof(fc.constantFrom(0, 1, 0x7fffffff, 0x80000000, 0xffffffff), fc.nat(0xffffffff));
const script = fc.uint8Array({ maxLength: 60 });

export const anyHash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(toHash256);

export const anyOutPoint: fc.Arbitrary<OutPoint> = fc.record({ txid: anyHash, index: uint32 });

const anyOutput: fc.Arbitrary<TxOutput> = fc.record({
  value: fc.oneof(fc.nat(21e14), fc.maxSafeInteger()),
  scriptPubKey: script,
});

const anyInput: fc.Arbitrary<TxInput> = fc.record({
  prevout: anyOutPoint,
  scriptSig: script,
  sequence: uint32,
  witness: fc.array(script, { maxLength: 3 }),
});

/** With at least one input: without any, the wire form of some says something else (BIP144). */
export const anyTransaction: fc.Arbitrary<Transaction> = fc
  .record({
    version: uint32,
    inputs: fc.array(anyInput, { minLength: 1, maxLength: 4 }),
    outputs: fc.array(anyOutput, { maxLength: 4 }),
    lockTime: uint32,
  })
  .map(makeTransaction);

export const anyHeader: fc.Arbitrary<BlockHeader> = fc.record({
  version: uint32.map((version) => version | 0),
  prevBlockHash: anyHash,
  merkleRoot: anyHash,
  time: uint32,
  bits: uint32,
  nonce: uint32,
});

export const anyMerkleBlock: fc.Arbitrary<MerkleBlock> = fc.record({
  header: anyHeader,
  tree: fc.record({
    txCount: uint32,
    hashes: fc.array(anyHash, { maxLength: 6 }),
    flags: fc.uint8Array({ maxLength: 4 }),
  }),
});

/** A script of opcodes and pushes, well-formed or not. */
export const anyScript: fc.Arbitrary<Uint8Array> = fc.oneof(
  fc.uint8Array({ maxLength: 60 }),
  fc
    .array(
      fc.oneof(
        fc.nat(0xff).map((opcode) => Uint8Array.of(opcode)),
        script.map(pushData),
      ),
      { maxLength: 8 },
    )
    .map((pieces) => concatBytes(...pieces)),
  fc
    .tuple(fc.nat(16), fc.uint8Array({ minLength: 2, maxLength: 40 }))
    .map(([version, program]) => payToWitnessProgram(version, program)),
);

export const anyBlock: fc.Arbitrary<Block> = fc
  .tuple(anyHeader, fc.array(anyTransaction, { maxLength: 4 }))
  .map(([header, transactions]) => makeBlock(header, transactions));

const anyCoin: fc.Arbitrary<Coin> = fc.record({
  output: anyOutput,
  height: fc.nat(2 ** 31 - 1),
  isCoinbase: fc.boolean(),
});

export const anyUndo: fc.Arbitrary<BlockUndo> = fc.array(fc.array(anyCoin, { maxLength: 4 }), {
  maxLength: 4,
});

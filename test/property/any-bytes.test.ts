import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { provenTransactions } from '../../src/consensus/merkle-block.ts';
import { isSignetSolved } from '../../src/consensus/signet.ts';
import { findWitnessFault } from '../../src/policy/standard-witness.ts';
import { makeBlock } from '../../src/primitives/block.ts';
import { makeTransaction, SEQUENCE_FINAL } from '../../src/primitives/tx.ts';
import { decodeAddress, encodeAddress } from '../../src/script/address.ts';
import { scriptToAsm } from '../../src/script/asm.ts';
import { inferDescriptor } from '../../src/script/descriptor.ts';
import { BLIND_CHECKER } from '../../src/script/machine.ts';
import { pushData } from '../../src/script/push.ts';
import { countWitnessSigOps, getP2shSigOpCount, getSigOpCount } from '../../src/script/sigops.ts';
import { solve } from '../../src/script/solver.ts';
import { verifyScript } from '../../src/script/verify-script.ts';
import { concatBytes } from '../../src/util/bytes.ts';
import { anyBlock, anyMerkleBlock, anyOutPoint, anyScript } from '../helpers/arbitraries.ts';
import { ADDRESS_PREFIXES } from '../helpers/networks.ts';
import { SINGLE_FLAGS, trimFlags } from '../helpers/script-flags.ts';

/** What strangers send reaches these functions: they answer, whatever it is. */

const anyWitness = fc.array(fc.oneof(anyScript, fc.uint8Array({ minLength: 33, maxLength: 97 })), {
  maxLength: 5,
});
const anySpend = fc.record({ scriptSig: anyScript, scriptPubKey: anyScript, witness: anyWitness });
const anyFlags = fc
  .subarray([...SINGLE_FLAGS])
  .map((flags) => trimFlags(flags.reduce((all, flag) => all | flag, 0)));

const MANY = { numRuns: 1_000 };

describe('any bytes', () => {
  it('are a spend that holds or fails, in every combination of flags', () => {
    fc.assert(
      fc.property(anySpend, anyFlags, (spend, flags) => {
        const verdict = verifyScript(spend, { flags, checker: BLIND_CHECKER });
        expect(verdict.ok || typeof verdict.code).toBeOneOf([true, 'string']);
      }),
      MANY,
    );
  });

  it('have as many signature operations as a script of that length can have', () => {
    fc.assert(
      fc.property(anySpend, (spend) => {
        const { scriptSig, scriptPubKey, witness } = spend;
        const longest = Math.max(...[scriptSig, scriptPubKey, ...witness].map(({ length }) => length));
        const counts = [
          getSigOpCount(scriptPubKey, false),
          getSigOpCount(scriptPubKey, true),
          getP2shSigOpCount(scriptPubKey, scriptSig),
          countWitnessSigOps(spend),
        ];
        for (const count of counts) {
          expect(count).toBeGreaterThanOrEqual(0);
          expect(count).toBeLessThanOrEqual(Math.max(1, 20 * longest));
        }
      }),
      MANY,
    );
  });

  it('are a script that can be shown, and sent to where it has an address', () => {
    fc.assert(
      fc.property(anyScript, (script) => {
        expect(typeof solve(script).type).toBe('string');
        expect(typeof scriptToAsm(script, { decodeSighash: true })).toBe('string');
        expect(inferDescriptor(script, ADDRESS_PREFIXES.regtest)).toMatch(/^[a-z]+\(.*\)#[a-z0-9]{8}$/);
        const address = encodeAddress(script, ADDRESS_PREFIXES.regtest);
        if (address === undefined) return;
        expect(decodeAddress(address, ADDRESS_PREFIXES.regtest)).toEqual({ ok: true, value: script });
      }),
      MANY,
    );
  });

  it('are a witness that is standard or not', () => {
    fc.assert(
      fc.property(anySpend, anyOutPoint, ({ scriptPubKey, ...shown }, prevout) => {
        const fault = findWitnessFault({ prevout, sequence: SEQUENCE_FINAL, ...shown }, scriptPubKey);
        expect(typeof fault).toBeOneOf(['string', 'undefined']);
      }),
      MANY,
    );
  });

  it('solve no signet', () => {
    const header = Uint8Array.of(0x6a, 0x24, 0xaa, 0x21, 0xa9, 0xed);
    const solutionHeader = Uint8Array.of(0xec, 0xc7, 0xda, 0xa2);
    const anyCommitment = fc
      .tuple(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.uint8Array({ maxLength: 40 }), anyScript)
      .map(([hash, solution, more]) =>
        concatBytes(header, hash, pushData(concatBytes(solutionHeader, solution)), more),
      );
    // A script that fails whatever it is given.
    const challenge = Uint8Array.of(0x6a);
    fc.assert(
      fc.property(anyBlock, anyCommitment, (block, scriptPubKey) => {
        const [first, ...others] = block.transactions;
        if (!first) return;
        const outputs = [...first.outputs, { value: 0, scriptPubKey }];
        const coinbase = makeTransaction({ ...first, outputs });
        expect(isSignetSolved(makeBlock(block.header, [coinbase, ...others]), challenge)).toBe(false);
      }),
      MANY,
    );
  });

  it('are no proof of a transaction', () => {
    fc.assert(
      fc.property(anyMerkleBlock, (merkleBlock) => {
        expect(provenTransactions(merkleBlock).ok).toBe(false);
      }),
      MANY,
    );
  });
});

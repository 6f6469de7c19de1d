import { describe, expect, it } from 'vitest';
import { decodePsbtMethod } from '../../src/rpc/methods/psbt/decode.ts';
import type { RpcCall } from '../../src/rpc/registry.ts';
import { decodePsbt } from '../../src/wallet/psbt/decode.ts';
import { encodePsbt } from '../../src/wallet/psbt/encode.ts';
import { openRpcNode } from '../helpers/rpc-node.ts';
import { countVectors, hasVectors, readVectorJson } from '../helpers/vectors.ts';

/**
 * The vectors of BIP174, BIP370, BIP371 and BIP373, and Core's own, through RPC on a node of regtest. Core signs those
 * of the signer with a wallet that has imported the keys; here descriptorProcessPsbt gets the same keys, each as
 * combo(), which is what Core's test makes the wallet import.
 */

interface PsbtVectors {
  readonly invalid: readonly string[];
  readonly invalid_with_msg: readonly (readonly [text: string, reason: string])[];
  readonly valid: readonly string[];
  readonly creator: readonly {
    readonly inputs: readonly unknown[];
    readonly outputs: readonly unknown[];
    readonly version: number;
    readonly result: string;
  }[];
  readonly signer: readonly {
    readonly privkeys: readonly string[];
    readonly psbt: string;
    readonly result: string;
  }[];
  readonly combiner: readonly { readonly combine: readonly string[]; readonly result: string }[];
  readonly finalizer: readonly { readonly finalize: string; readonly result: string }[];
  readonly extractor: readonly { readonly extract: string; readonly result: string }[];
}

const SECTIONS: readonly (keyof PsbtVectors)[] = [
  'invalid',
  'invalid_with_msg',
  'valid',
  'creator',
  'signer',
  'combiner',
  'finalizer',
  'extractor',
];

const FILE = 'core/rpc_psbt.json';

describe.runIf(hasVectors(FILE))("Core's PSBT vectors", () => {
  const vectors = () => readVectorJson<PsbtVectors>(FILE);

  it('are all looked at here', () => {
    expect(Object.keys(vectors()).sort()).toEqual([...SECTIONS].sort());
  });

  it('are refused where they are invalid, with the reason', async (context) => {
    const { refusal } = await openRpcNode();
    const { invalid, invalid_with_msg } = vectors();
    for (const text of invalid) {
      expect(await refusal('decodePsbt', text), text).toMatch(/^-22 TX decode failed/);
    }
    for (const [text, reason] of invalid_with_msg) {
      expect(await refusal('decodePsbt', text), text).toContain(`-22 TX decode failed ${reason}`);
    }
    countVectors(context, invalid.length + invalid_with_msg.length);
  });

  it('are read where they are valid, and written again', async (context) => {
    const node = await openRpcNode();
    const { valid } = vectors();
    for (const [i, text] of valid.entries()) {
      // Each look at the schema of the result takes a while.
      if (i % 8 === 0) await node.call('decodePsbt', text);
      else decodePsbtMethod.handler({ psbt: text }, node.context, {} as RpcCall);
      const decoded = decodePsbt(text);
      const again = decodePsbt(decoded.ok ? encodePsbt(decoded.value) : '');
      expect(again.ok, text).toBe(true);
      if (decoded.ok && again.ok) expect(encodePsbt(again.value)).toBe(encodePsbt(decoded.value));
    }
    countVectors(context, valid.length);
  });

  it('are created to the letter', async (context) => {
    const { call } = await openRpcNode();
    const { creator } = vectors();
    for (const { inputs, outputs, version, result } of creator) {
      expect(await call('createPsbt', inputs, outputs, 0, false, 2, version)).toBe(result);
    }
    countVectors(context, creator.length);
  });

  it('are signed to the letter', async (context) => {
    const { call } = await openRpcNode();
    const { signer } = vectors();
    for (const { privkeys, psbt, result } of signer) {
      const descriptors = privkeys.map((key) => `combo(${key})`);
      expect(await call('descriptorProcessPsbt', psbt, descriptors, 'ALL')).toMatchObject({ psbt: result });
    }
    countVectors(context, signer.length);
  });

  it('are combined, finalized and extracted to the letter', async (context) => {
    const { call } = await openRpcNode();
    const { combiner, finalizer, extractor } = vectors();
    for (const { combine, result } of combiner) expect(await call('combinePsbt', combine)).toBe(result);
    for (const { finalize, result } of finalizer) {
      expect(await call('finalizePsbt', finalize, false)).toEqual({ psbt: result, complete: true });
    }
    for (const { extract, result } of extractor) {
      expect(await call('finalizePsbt', extract)).toEqual({ hex: result, complete: true });
    }
    countVectors(context, combiner.length + finalizer.length + extractor.length);
  });
});

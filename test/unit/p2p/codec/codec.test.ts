import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMMANDS, decodeMessage, encodeMessage, isCommand } from '../../../../src/p2p/codec/codec.ts';
import type { Command, Message } from '../../../../src/p2p/codec/message.ts';
import { serializeBlock } from '../../../../src/primitives/block.ts';
import { serializeWithoutWitness } from '../../../../src/primitives/tx.ts';
import { concatBytes } from '../../../../src/util/bytes.ts';
import { expectDefined } from '../../../../src/util/invariant.ts';
import { accept, reject } from '../../../../src/util/verdict.ts';
import { anyBlock, anyTransaction } from '../../../helpers/arbitraries.ts';
import { ANY_MESSAGE } from '../../../helpers/messages.ts';

/** Lengths at which a payload is whole though more could follow: each field behind them came with a later version. */
const WHOLE_BEFORE_ITS_END: { readonly [C in Command]?: (length: number, whole: number) => boolean } = {
  // Behind the receiver, the nonce, the user agent and the height.
  version: (length, whole) => [46, 80, whole - 5, whole - 1].includes(length),
  // None has a nonce of its own any more.
  ping: () => true,
  pong: () => true,
};

const LARGEST_PAYLOAD = 4_000_000;

/** Bytes of a transaction without inputs and outputs. */
const SMALLEST_TRANSACTION = 10;

function sampleOf(command: Command, seed = 1): Message {
  const samples: readonly Message[] = fc.sample<Message>(ANY_MESSAGE[command], { seed, numRuns: 1 });
  return expectDefined(samples[0], 'one sample');
}

describe('the table of messages', () => {
  it('has a sample of every message', () => {
    expect(Object.keys(ANY_MESSAGE).sort()).toEqual([...COMMANDS].sort());
    for (const command of COMMANDS) expect(sampleOf(command).command).toBe(command);
  });
});

describe.for(COMMANDS)('%s', (command) => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(ANY_MESSAGE[command] as fc.Arbitrary<Message>, (message) => {
        expect(decodeMessage(command, encodeMessage(message))).toEqual(accept(message));
      }),
    );
  });

  it('is refused where it is cut off, but behind a field that may be the last', () => {
    const failure = command === 'feature' ? 'unacceptable' : 'malformed';
    for (const seed of [1, 2, 3]) {
      const payload = encodeMessage(sampleOf(command, seed));
      for (let length = 0; length < payload.length; length++) {
        const decoded = decodeMessage(command, payload.subarray(0, length));
        const isWhole = WHOLE_BEFORE_ITS_END[command]?.(length, payload.length) ?? false;
        expect(decoded.ok ? 'ok' : decoded.code, `${length} bytes of ${payload.length}`).toBe(
          isWhole ? 'ok' : failure,
        );
      }
    }
  });

  it('may be followed by bytes that mean nothing, but a feature', () => {
    const message = sampleOf(command);
    const payload = concatBytes(encodeMessage(message), Uint8Array.of(1, 2, 3));
    const isRefused = command === 'feature';
    expect(decodeMessage(command, payload)).toEqual(
      isRefused ? reject('unacceptable', 'invalid feature payload') : accept(message),
    );
  });

  it.for([0x00, 0x01, 0xfc, 0xff])('is decoded, or refused, where 4 MB of bytes are all %i', (byte) => {
    const decoded = decodeMessage(command, new Uint8Array(LARGEST_PAYLOAD).fill(byte));
    expect(decoded.ok || decoded.code).toBeOneOf([true, 'malformed', 'unacceptable', 'misbehaving']);
  });
});

describe('decodeMessage', () => {
  it.for(['', 'alert', 'reject', 'VERSION', 'version\0', '__proto__', 'constructor', 'toString'])(
    'does not know "%s"',
    (command) => {
      expect(isCommand(command)).toBe(false);
      expect(decodeMessage(command, new Uint8Array(9))).toEqual(reject('unknown-message'));
    },
  );

  it('keeps nothing of the payload but scripts and witnesses, which are views of it', () => {
    const withoutScripts = COMMANDS.filter(
      (command) => !/^(block|tx|cmpctblock|blocktxn|merkleblock)$/.test(command),
    );
    for (const command of withoutScripts) {
      const message = sampleOf(command);
      const payload = encodeMessage(message);
      const decoded = decodeMessage(command, payload);
      payload.fill(0xff);
      expect(decoded, command).toEqual(accept(message));
    }
  });
});

describe('the memory of a message', () => {
  /** As many transactions of nothing as fit into a message, which are more than any block can hold. */
  it.for([
    ['block', 80],
    ['blocktxn', 32],
  ] as const)('is in proportion to its payload: %s', ([command, countAt]) => {
    const payload = new Uint8Array(LARGEST_PAYLOAD);
    const view = new DataView(payload.buffer);
    view.setUint8(countAt, 0xfe);
    view.setUint32(countAt + 1, Math.floor((LARGEST_PAYLOAD - countAt - 5) / SMALLEST_TRANSACTION), true);
    const before = process.memoryUsage();
    const decoded = decodeMessage(command, payload);
    const after = process.memoryUsage();
    expect(decoded).toMatchObject({ ok: false, code: 'misbehaving' });
    const taken = after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
    expect(taken).toBeLessThan(64 * LARGEST_PAYLOAD);
  });
});

describe('encodeMessage', () => {
  it('gives the bytes of a serialized block as they are', () => {
    fc.assert(
      fc.property(anyBlock, (block) => {
        const bytes = serializeBlock(block);
        expect(encodeMessage({ command: 'block', block: { bytes } })).toBe(bytes);
        expect(encodeMessage({ command: 'block', block })).toEqual(bytes);
      }),
    );
  });

  it('leaves out the witnesses where they are not wanted', () => {
    fc.assert(
      fc.property(anyTransaction, (tx) => {
        const stripped = encodeMessage({ command: 'tx', tx, withoutWitness: true });
        expect(stripped).toEqual(serializeWithoutWitness(tx));
      }),
    );
  });

  it('writes a ping of before BIP31', () => {
    expect(encodeMessage({ command: 'ping', nonce: undefined })).toEqual(new Uint8Array(0));
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMMANDS, decodeMessage, encodeMessage } from '../../src/p2p/codec/codec.ts';
import type { Command } from '../../src/p2p/codec/message.ts';
import { ANY_MESSAGE } from '../helpers/messages.ts';
import { mutated } from '../helpers/mutations.ts';

/** Any bytes that a peer may send as the payload of any message. */

/** All inputs together; NONCED_FUZZ=1000000 is the long run. */
const INPUTS = Number(process.env['NONCED_FUZZ'] ?? 10_000);
const INPUTS_PER_COMMAND = INPUTS / COMMANDS.length;

/** Milliseconds for one command: they grow with the inputs. */
const TIMEOUT = 30_000 + INPUTS;

/** Amounts that are saturated have lost their bytes. */
const SATURATED = String(2 ** 53);

const FAILURES = ['malformed', 'unacceptable', 'misbehaving'];

/** Either it is refused, or what was read is what is read again from the bytes that it makes. */
function expectRefusedOrSame(command: Command, payload: Uint8Array): void {
  const decoded = decodeMessage(command, payload);
  if (!decoded.ok) {
    expect(FAILURES).toContain(decoded.code);
    expect(decoded.debug).not.toBe('');
    return;
  }
  expect(decoded.value.command).toBe(command);
  const text = JSON.stringify(decoded.value, (_, value) => (typeof value === 'bigint' ? `${value}n` : value));
  if (text.includes(SATURATED)) return;
  expect(decodeMessage(command, encodeMessage(decoded.value))).toEqual(decoded);
}

describe.for(COMMANDS)('the decoder of %s', { timeout: TIMEOUT }, (command) => {
  it('refuses random bytes, or reads what can be written again', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (payload) => {
        expectRefusedOrSame(command, payload);
      }),
      { numRuns: Math.ceil(INPUTS_PER_COMMAND * 0.4) },
    );
  });

  it('refuses mutated bytes, or reads what can be written again', () => {
    const valid: fc.Arbitrary<Uint8Array> = ANY_MESSAGE[command].map(encodeMessage);
    fc.assert(
      fc.property(mutated(valid), (payload) => {
        expectRefusedOrSame(command, payload);
      }),
      { numRuns: Math.ceil(INPUTS_PER_COMMAND * 0.6) },
    );
  });
});

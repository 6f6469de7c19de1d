import { describe, expect, it } from 'vitest';
import {
  isMessageTypeValid,
  MESSAGE_TYPE_SIZE,
  readMessageType,
  writeMessageType,
} from '../../../../src/p2p/transport/message-type.ts';

function field(...bytes: readonly number[]): Uint8Array {
  const whole = new Uint8Array(MESSAGE_TYPE_SIZE);
  whole.set(bytes);
  return whole;
}

describe('writeMessageType', () => {
  it.each(['', 'tx', 'sendaddrv2', 'twelve chars'])('writes %j so that it is read back', (command) => {
    const target = new Uint8Array(20);
    writeMessageType(target, 4, command);
    expect(readMessageType(target.subarray(4, 16))).toBe(command);
    expect(target.subarray(0, 4)).toEqual(new Uint8Array(4));
  });

  it('refuses what is too long', () => {
    expect(() => writeMessageType(new Uint8Array(20), 0, 'thirteen char')).toThrow('13 characters');
  });
});

describe('isMessageTypeValid', () => {
  it.each([
    ['nothing', field(), true],
    ['the first printable character', field(0x20), true],
    ['the one before', field(0x1f), false],
    ['the last printable character', field(0x7e), true],
    ['the one after', field(0x7f), false],
    ['the last byte', field(0xff), false],
    ['12 characters', new Uint8Array(MESSAGE_TYPE_SIZE).fill(0x61), true],
    ['a character after a zero', field(0x61, 0, 0x61), false],
    ['a character at the end alone', field(0x61, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x61), false],
  ])('of %s', (_, bytes, isValid) => {
    expect(isMessageTypeValid(bytes)).toBe(isValid);
  });
});

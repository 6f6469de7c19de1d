import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCursor, hasMore, pushedData, readInstruction } from '../../../src/script/parse.ts';
import { pushData } from '../../../src/script/push.ts';
import { toHex } from '../../../src/util/bytes.ts';
import { hex } from '../../helpers/script.ts';

function readAll(script: Uint8Array): string[] {
  const cursor = createCursor(script);
  const found: string[] = [];
  while (hasMore(cursor)) {
    const isWellFormed = readInstruction(cursor);
    found.push(isWellFormed ? `${cursor.opcode.toString(16)}:${toHex(pushedData(cursor))}` : 'malformed');
    if (!isWellFormed) break;
  }
  return found;
}

describe('readInstruction', () => {
  it('reads opcodes and every form of push', () => {
    expect(readAll(hex('76020102ac004c0103'))).toEqual(['76:', '2:0102', 'ac:', '0:', '4c:03']);
    expect(readAll(hex('4d0200aabb'))).toEqual(['4d:aabb']);
    expect(readAll(hex('4e03000000aabbcc51'))).toEqual(['4e:aabbcc', '51:']);
  });

  it.each([
    '01',
    '4b00',
    '4c',
    '4c01',
    '4d',
    '4d01',
    '4d0100',
    '4e',
    '4e010000',
    '4e01000000',
    '4effffffff00',
  ])('calls a push that runs past the end malformed: %s', (script) => {
    expect(readAll(hex(`51${script}`))).toEqual(['51:', 'malformed']);
  });

  it('shows OP_INVALIDOPCODE after a malformed push', () => {
    const cursor = createCursor(hex('05aa'));
    expect(readInstruction(cursor)).toBe(false);
    expect(cursor.opcode).toBe(0xff);
  });

  it('reads back what pushData wrote, of any length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70_000 }), (data) => {
        const cursor = createCursor(pushData(data));
        expect(readInstruction(cursor)).toBe(true);
        expect(toHex(pushedData(cursor))).toBe(toHex(data));
        expect(hasMore(cursor)).toBe(false);
      }),
      { numRuns: 50 },
    );
  });

  it('gets through any bytes in at most one step a byte', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (script) => {
        expect(readAll(script).length).toBeLessThanOrEqual(script.length);
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { openRpcNode } from '../../../../helpers/rpc-node.ts';

describe('sendMsgToPeer', () => {
  it('refuses a type that is too long, a body that is no hex, and a peer that is not there', async () => {
    const { refusal } = await openRpcNode();
    const cases = [
      [[0, 'a'.repeat(13), ''], '-8 Error: msg_type too long, max length is 12'],
      [[0, 'a'.repeat(12), 'xyz'], '-8 Error parsing input for msg'],
      [[0, 'a'.repeat(12), 'ff'], '-1 Error: Could not send message to peer'],
    ] as const;
    for (const [params, why] of cases) expect(await refusal('sendMsgToPeer', ...params)).toBe(why);
  });
});

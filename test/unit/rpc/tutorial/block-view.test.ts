import { describe, expect, it } from 'vitest';
import { displayHash } from '../../../../src/primitives/hash256.ts';
import { amount } from '../../../../src/rpc/json.ts';
import { transfersOf } from '../../../../src/rpc/tutorial/block-view.ts';
import { REGTEST } from '../../../helpers/regtest.ts';
import { outputOf, transactionOf } from '../../../helpers/transactions.ts';
import { person } from '../../../helpers/tutorial.ts';

const ALICE = person('alice');
const BOB = person('bob');

const coinOf = (scriptPubKey: Uint8Array) => ({
  output: outputOf(7, scriptPubKey),
  height: 1,
  isCoinbase: false,
});

describe('transfersOf', () => {
  const tx = transactionOf({ outputs: [outputOf(3, BOB.scriptPubKey), outputOf(4, ALICE.scriptPubKey)] });
  const txid = displayHash(tx.txid);

  it('is one for each output, the change included', () => {
    expect(transfersOf(tx, [coinOf(ALICE.scriptPubKey)], REGTEST.addresses)).toEqual([
      { from: ALICE.address, to: BOB.address, amount: amount(3), txid },
      { from: ALICE.address, to: ALICE.address, amount: amount(4), txid },
    ]);
  });

  it("comes from the network where it is a miner's reward", () => {
    const [reward] = transfersOf(tx, undefined, REGTEST.addresses);
    expect(reward?.from).toBe('network');
  });

  it('names every sender once', () => {
    const spent = [ALICE, BOB, ALICE].map(({ scriptPubKey }) => coinOf(scriptPubKey));
    const [transfer] = transfersOf(tx, spent, REGTEST.addresses);
    expect(transfer?.from).toEqual([ALICE.address, BOB.address]);
    const alone = transfersOf(tx, spent.slice(2), REGTEST.addresses);
    expect(alone[0]?.from).toBe(ALICE.address);
  });

  it('shows a script that has no address, and no output that moves nothing', () => {
    const odd = transactionOf({ outputs: [outputOf(0, Uint8Array.of(0x6a)), outputOf(1)] });
    expect(transfersOf(odd, undefined, REGTEST.addresses)).toMatchObject([{ to: 'script 51' }]);
  });
});

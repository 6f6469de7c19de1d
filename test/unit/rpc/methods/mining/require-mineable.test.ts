import { describe, expect, it } from 'vitest';
import { REGTEST } from '../../../../helpers/regtest.ts';
import { OPEN_ADDRESS, openRpcNode } from '../../../../helpers/rpc-node.ts';
import { BARE_LOCK, keyLock } from '../../../../helpers/spending.ts';

const signetNode = (signetChallenge: Uint8Array) =>
  openRpcNode({ chain: { params: { ...REGTEST.consensus, signetChallenge } } });

describe('the methods that mine, on a signet', () => {
  it('refuse where others sign the blocks', async () => {
    const node = await signetNode(keyLock(1).scriptPubKey);
    const reason = /^-1 Can't mine: blocks of this signet must be signed/;
    expect(await node.refusal('generateToAddress', 1, OPEN_ADDRESS)).toMatch(reason);
    expect(await node.refusal('generateBlock', OPEN_ADDRESS, [])).toMatch(reason);
    expect(await node.refusal('setGenerate', true)).toMatch(reason);
    await node.call('setGenerate', false);
    expect(node.chainstate.tip().height).toBe(0);
  });

  it('mine where anyone may', async () => {
    const node = await signetNode(BARE_LOCK.scriptPubKey);
    await node.call('generateToAddress', 2, OPEN_ADDRESS);
    await node.call('generateBlock', OPEN_ADDRESS, []);
    await node.call('setGenerate', true);
    expect(node.chainstate.tip().height).toBe(3);
    expect(await node.call('getBlockchainInfo')).toMatchObject({ signet_challenge: '51' });
    expect(await node.call('getMiningInfo')).toMatchObject({ signet_challenge: '51' });
    expect(await node.call('getBlockTemplate', { rules: ['segwit', 'signet'] })).toMatchObject({
      signet_challenge: '51',
      rules: ['csv', '!segwit', 'taproot', '!signet'],
    });
  });
});

import { describe, expect, it } from 'vitest';
import { decodeBlock } from '../../../../../src/primitives/block.ts';
import { displayHash } from '../../../../../src/primitives/hash256.ts';
import { generateBlock } from '../../../../../src/rpc/methods/mining/generate-block.ts';
import { descriptorChecksum } from '../../../../../src/script/descriptor-checksum.ts';
import { fromHex } from '../../../../../src/util/bytes.ts';
import { expectDefined } from '../../../../../src/util/invariant.ts';
import { accept } from '../../../../../src/util/verdict.ts';
import { REGTEST } from '../../../../helpers/regtest.ts';
import {
  createRpcCaller,
  hexOfTransaction,
  OPEN_ADDRESS,
  openRpcNode,
} from '../../../../helpers/rpc-node.ts';
import { keyLock, OPEN_LOCK, outputAt, payOn, payTo, spend } from '../../../../helpers/spending.ts';
import { openTestChain } from '../../../../helpers/test-chain.ts';

const METHOD = 'generateblock';
const NOWHERE = '00'.repeat(32);

interface BlockView {
  readonly height: number;
  readonly tx: readonly {
    readonly txid: string;
    readonly vout: readonly {
      readonly value: number;
      readonly scriptPubKey: { readonly hex: string; readonly address?: string };
    }[];
  }[];
}

async function openNode() {
  const node = await openRpcNode();
  const [coin, other] = await node.matureCoins(2);
  return { ...node, coin: expectDefined(coin, 'a coin'), other: expectDefined(other, 'a coin') };
}

describe('generateBlock', () => {
  it('mines exactly what it is told, in that order, and collects no fee', async () => {
    const { call, coin, other } = await openNode();
    const waiting = payOn([coin], 5000);
    const given = payOn([outputAt(waiting, 0)], 7000);
    const left = payOn([other], 1000);
    for (const tx of [waiting, left]) await call('submittransaction', hexOfTransaction(tx));
    const { hash } = await call<{ hash: string }>(METHOD, OPEN_ADDRESS, [
      displayHash(waiting.txid),
      hexOfTransaction(given),
    ]);
    expect(await call('getbestblockhash')).toBe(hash);
    const { tx } = await call<BlockView>('getblock', hash, 2);
    expect(tx.slice(1).map(({ txid }) => txid)).toEqual(
      [waiting, given].map(({ txid }) => displayHash(txid)),
    );
    expect(tx[0]?.vout[0]).toMatchObject({ value: 50, scriptPubKey: { address: OPEN_ADDRESS } });
    expect(await call('getrawmempool')).toEqual([displayHash(left.txid)]);
  });

  it('only shows the block with submit=false', async () => {
    const { call, coin } = await openNode();
    const tip = await call('getbestblockhash');
    const tx = payOn([coin], 1000);
    const { hash, hex } = await call<{ hash: string; hex: string }>(
      METHOD,
      OPEN_ADDRESS,
      [hexOfTransaction(tx)],
      false,
    );
    expect(await call('getbestblockhash')).toBe(tip);
    const block = decodeBlock(expectDefined(fromHex(hex), 'hex'));
    expect(block.ok && displayHash(block.value.hash)).toBe(hash);
    expect(await call('submitblock', hex)).toBeNull();
    expect(await call('getbestblockhash')).toBe(hash);
  });

  it.each([
    ['raw(51)', '51'],
    [`raw(51)#${descriptorChecksum('raw(51)')}`, '51'],
    [`addr(${OPEN_ADDRESS})`, undefined],
  ])('pays to %s', async (output, hex) => {
    const { call } = await openRpcNode();
    const { hash } = await call<{ hash: string }>(METHOD, output, []);
    const { tx } = await call<BlockView>('getblock', hash, 2);
    expect(tx[0]?.vout[0]?.scriptPubKey).toMatchObject(
      hex === undefined ? { address: OPEN_ADDRESS } : { hex },
    );
  });

  it.each([
    [['nonsense', []], '-5 Error: Invalid address or descriptor'],
    [['raw(51)#aaaaaaaa', []], '-5 Error: Invalid address or descriptor'],
    [
      [
        'wpkh(tpubD6NzVbkrYhZ4WaWSyoBvQwbpLkojyoTZPRsgXELWz3Popb3qkjcJyJUGLnL4qHHoQvao8ESaAstxYSnhyswJ76uZPStJRJCTKvosUCJZL5B/*)',
        [],
      ],
      '-8 Ranged descriptor not accepted. Maybe pass through deriveaddresses first?',
    ],
    [['raw()', []], '-5 Error: Invalid address or descriptor'],
    [['raw(5)', []], '-5 Error: Invalid address or descriptor'],
    [['addr(nonsense)', []], '-5 Error: Invalid address or descriptor'],
    [['pk(02)', []], '-5 Error: Invalid address or descriptor'],
    [[OPEN_ADDRESS, [NOWHERE]], `-5 Transaction ${NOWHERE} not in mempool.`],
    [
      [OPEN_ADDRESS, ['0000']],
      '-22 Transaction decode failed for 0000. Make sure the tx has at least one input.',
    ],
    [[OPEN_ADDRESS, [5]], '-3 JSON value of type number is not of expected type string'],
  ])('refuses %j', async (params, error) => {
    const { refusal } = await openRpcNode();
    expect(await refusal(METHOD, ...params)).toBe(error);
  });

  it.each([true, false])(
    'tells why the block would be refused, and keeps nothing of it (submit=%s)',
    async (submit) => {
      const { call, refusal, coin, other } = await openNode();
      const before = await call('getchaintips');
      const good = payOn([coin], 1000);
      const child = payOn([outputAt(good, 0)], 1000);
      const stolen = spend([{ ...other, lock: keyLock(1) }], [payTo(OPEN_LOCK, 1000)]);
      const cases = [
        [[child, good], /^-25 TestBlockValidity failed: bad-txns-inputs-missingorspent, /],
        [[good, good], /^-25 TestBlockValidity failed: bad-txns-/],
        [
          [spend([coin], [payTo(OPEN_LOCK, 50e8 + 1)])],
          /^-25 TestBlockValidity failed: bad-txns-in-belowout, /,
        ],
        [
          [good, stolen],
          /^-25 TestBlockValidity failed: block-script-verify-flag-failed \(Witness program hash mismatch\), /,
        ],
        [[spend([coin], [])], /^-25 TestBlockValidity failed: bad-txns-vout-empty/],
      ] as const;
      for (const [txs, error] of cases) {
        expect(await refusal(METHOD, OPEN_ADDRESS, txs.map(hexOfTransaction), submit)).toMatch(error);
      }
      expect(await call('getchaintips')).toEqual(before);
      await call(METHOD, OPEN_ADDRESS, [good, child].map(hexOfTransaction), submit);
    },
  );

  it('takes what the mempool would not', async () => {
    const { call, refusal, coin } = await openNode();
    const free = hexOfTransaction(payOn([coin], 0));
    expect(await refusal('submittransaction', free)).toMatch(/^-26 min relay fee not met/);
    await call(METHOD, OPEN_ADDRESS, [free]);
  });

  it('says so where no block was found', async () => {
    const mempool = { count: () => 0, get: () => undefined };
    const { chainstate } = await openTestChain();
    const context = { chainstate, network: REGTEST, mempool, generateBlock: async () => accept(undefined) };
    const { refusal } = createRpcCaller([generateBlock], context);
    expect(await refusal(METHOD, OPEN_ADDRESS, [])).toBe('-1 Failed to make block.');
  });
});

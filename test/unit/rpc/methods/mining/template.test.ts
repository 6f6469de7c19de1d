import { describe, expect, it } from 'vitest';
import { type Block, decodeBlock, serializeBlock } from '../../../../../src/primitives/block.ts';
import { displayHash, parseDisplayHash } from '../../../../../src/primitives/hash256.ts';
import { decodeTransaction } from '../../../../../src/primitives/tx.ts';
import { fromHex, toHex } from '../../../../../src/util/bytes.ts';
import { expectDefined } from '../../../../../src/util/invariant.ts';
import { buildBlock, buildChain, GENESIS } from '../../../../helpers/chain-builder.ts';
import { REGTEST } from '../../../../helpers/regtest.ts';
import { createRpcOnChain, TEST_ADDRESS } from '../../../../helpers/rpc-on-chain.ts';
import { TEST_TIME } from '../../../../helpers/test-chain.ts';

const RULES = { rules: ['segwit'] };

interface Template {
  readonly longpollid: string;
  readonly coinbaseaux: { readonly flags: string };
  readonly coinbasetxn?: { readonly data: string; readonly txid: string; readonly fee: number };
}

const hexOf = (block: Block): string => toHex(serializeBlock(block));

describe('getBlockTemplate', () => {
  it('gives work that differs at every call, also under a frozen clock', async () => {
    const { call } = await createRpcOnChain();
    const templates = [await call('getblocktemplate', RULES), await call('getblocktemplate', RULES)];
    const flags = (templates as Template[]).map(({ coinbaseaux }) => coinbaseaux.flags);
    expect(flags).toEqual(['00000001', '00000002']);
  });

  it('says that versions may be rolled, unless the network forbids it', async () => {
    const { call } = await createRpcOnChain();
    const mutable = ['time', 'transactions', 'prevblock'];
    expect(await call('getblocktemplate', RULES)).toMatchObject({ mutable: [...mutable, 'version/force'] });
    const strict = await createRpcOnChain({ network: { ...REGTEST, versionRolling: false } });
    expect(await strict.call('getblocktemplate', RULES)).toMatchObject({ mutable });
  });

  it('makes the coinbase where it is asked for and its value is not', async () => {
    const { call } = await createRpcOnChain();
    const request = { ...RULES, capabilities: ['coinbasetxn', 'workid'] };
    const [first, second] = [
      (await call('getblocktemplate', request)) as Template,
      (await call('getblocktemplate', request)) as Template,
    ];
    expect(first).not.toHaveProperty('coinbasevalue');
    const { data, txid, fee } = expectDefined(first.coinbasetxn, 'a coinbase');
    const decoded = decodeTransaction(expectDefined(fromHex(data), 'hex'));
    if (!decoded.ok) throw new Error('a transaction');
    expect(displayHash(decoded.value.txid)).toBe(txid);
    expect(decoded.value.inputs[0]?.witness).toEqual([]);
    expect(decoded.value.outputs[0]).toEqual({ value: 50e8, scriptPubKey: Uint8Array.of(0x51) });
    expect(fee).toBeCloseTo(0);
    expect(second.coinbasetxn?.txid).not.toBe(txid);
    const both = { ...RULES, capabilities: ['coinbasetxn', 'coinbasevalue'] };
    expect(await call('getblocktemplate', both)).not.toHaveProperty('coinbasetxn');
  });
});

describe('a long poll', () => {
  it('answers once there is another tip', async () => {
    const { call } = await createRpcOnChain();
    const { longpollid } = (await call('getblocktemplate', RULES)) as Template;
    const polled = call('getblocktemplate', { ...RULES, longpollid });
    await call('generatetoaddress', 1, TEST_ADDRESS);
    expect(await polled).toMatchObject({ height: 2 });
    // The client works on another block anyway.
    expect(await call('getblocktemplate', { ...RULES, longpollid })).toMatchObject({ height: 2 });
  });

  it('ends when the node stops', async () => {
    const { call, refusal, stop } = await createRpcOnChain();
    const { longpollid } = (await call('getblocktemplate', RULES)) as Template;
    const polled = refusal('getblocktemplate', { ...RULES, longpollid });
    stop();
    expect(await polled).toBe('-9 Shutting down');
  });

  it('wants an id that begins with a hash', async () => {
    const { refusal } = await createRpcOnChain();
    expect(await refusal('getblocktemplate', { ...RULES, longpollid: 'foo' })).toBe(
      "-8 longpollid must be of length 64 (not 3, for 'foo')",
    );
  });
});

describe('a proposal', () => {
  const propose = (block: Block) => ({ ...RULES, mode: 'proposal', data: hexOf(block) });

  /** The same with another nonce, which hardly any target would take. */
  function withoutWork(block: Block): Block {
    const bytes = serializeBlock(block);
    bytes[79] = (bytes[79] ?? 0) ^ 0x5a;
    const decoded = decodeBlock(bytes);
    if (!decoded.ok) throw new Error('a block');
    return decoded.value;
  }

  it('is null where all but the work is right, and leaves no trace', async () => {
    const { call, chainstate } = await createRpcOnChain();
    const block = buildBlock(GENESIS);
    expect(await call('getblocktemplate', propose(block))).toBeNull();
    expect(await call('getblocktemplate', propose(withoutWork(block)))).toBeNull();
    expect(chainstate.find(block.hash)).toBeUndefined();
    expect(await call('submitblock', hexOf(block))).toBeNull();
    expect(await call('getblocktemplate', propose(block))).toBe('duplicate');
  });

  it.each([
    ['bad-diffbits', { header: { bits: 0x207ffffe } }],
    ['time-too-old', { time: GENESIS.header.time }],
    ['time-too-new', { time: TEST_TIME + 7201 }],
    ['bad-txnmrklroot', { header: { merkleRoot: parseDisplayHash('ab'.repeat(32)) } }],
  ])('says %s', async (code, options) => {
    const { call } = await createRpcOnChain();
    expect(await call('getblocktemplate', propose(buildBlock(GENESIS, options as object)))).toBe(code);
  });

  it('must be made on the tip', async () => {
    const { call } = await createRpcOnChain();
    const orphan = buildBlock(buildBlock(GENESIS));
    expect(await call('getblocktemplate', propose(orphan))).toBe('inconclusive-not-best-prevblk');
  });

  it('knows blocks that were judged before, and headers alone', async () => {
    const { call } = await createRpcOnChain();
    const block = buildBlock(GENESIS);
    await call('submitheader', hexOf(block));
    expect(await call('getblocktemplate', propose(block))).toBe('duplicate-inconclusive');
    await call('submitblock', hexOf(block));
    await call('invalidateblock', displayHash(block.hash));
    expect(await call('getblocktemplate', propose(block))).toBe('duplicate-invalid');
  });

  it('knows a block whose scripts were never run', async () => {
    const { call, chainstate } = await createRpcOnChain();
    const [first, second] = buildChain(GENESIS, 2);
    const aside = buildBlock(GENESIS, { tag: 1 });
    for (const block of [first, second, aside]) await chainstate.submitBlock(expectDefined(block, 'a block'));
    for (const block of [aside, REGTEST.genesis]) {
      expect(await call('getblocktemplate', propose(block))).toBe('duplicate-inconclusive');
    }
  });

  it('needs data that are a block', async () => {
    const { refusal } = await createRpcOnChain();
    expect(await refusal('getblocktemplate', { mode: 'proposal' })).toBe(
      '-3 Missing data String key for proposal',
    );
    expect(await refusal('getblocktemplate', { mode: 'proposal', data: '00' })).toBe(
      '-22 Block decode failed',
    );
  });
});

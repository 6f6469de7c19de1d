import { describe, expect, it } from 'vitest';
import { INV_TYPE } from '../../../src/p2p/codec/message.ts';
import { inventoryText, txRefOf } from '../../../src/p2p/inventory.ts';
import { displayHash } from '../../../src/primitives/hash256.ts';
import { numberedHash } from '../../helpers/transactions.ts';

const hash = numberedHash(1);

describe('inventoryText', () => {
  it.each([
    [INV_TYPE.tx, 'tx'],
    [INV_TYPE.wtx, 'wtx'],
    [INV_TYPE.witnessTx, 'witness-tx'],
    [INV_TYPE.block, 'block'],
    [INV_TYPE.witnessBlock, 'witness-block'],
    [INV_TYPE.filteredBlock, 'merkleblock'],
    [INV_TYPE.compactBlock, 'cmpctblock'],
    [0, '0x00000000'],
    [99, '0x00000063'],
    [0x8000_0001, 'tx'],
  ])('of %i', (type, text) => {
    expect(inventoryText({ type, hash })).toBe(`${text} ${displayHash(hash)}`);
  });
});

describe('txRefOf', () => {
  it('knows transactions from everything else', () => {
    expect(txRefOf({ type: INV_TYPE.tx, hash })).toEqual({ hash, isWtxid: false });
    expect(txRefOf({ type: INV_TYPE.witnessTx, hash })).toEqual({ hash, isWtxid: false });
    expect(txRefOf({ type: INV_TYPE.wtx, hash })).toEqual({ hash, isWtxid: true });
    expect(txRefOf({ type: INV_TYPE.block, hash })).toBeUndefined();
    expect(txRefOf({ type: 0x8000_0001, hash })).toBeUndefined();
  });
});

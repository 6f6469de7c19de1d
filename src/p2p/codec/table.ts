import { writeCompactBlock } from '../../consensus/compact-block.ts';
import { writeMerkleBlock } from '../../consensus/merkle-block.ts';
import { readAddr, readAddrV2, writeAddr, writeAddrV2 } from './addresses.ts';
import {
  readBlockMessage,
  readBlockTxn,
  readCmpctBlock,
  readGetBlockTxn,
  readMerkleBlockMessage,
  readTx,
  writeBlockMessage,
  writeBlockTxn,
  writeGetBlockTxn,
  writeTx,
} from './blocks.ts';
import {
  readCFCheckpt,
  readCFHeaders,
  readCFilter,
  readFilterAdd,
  readFilterLoad,
  readGetCFCheckpt,
  readGetCFHeaders,
  readGetCFilters,
  writeCFCheckpt,
  writeCFHeaders,
  writeCFilter,
  writeFilterAdd,
  writeFilterLoad,
  writeFilterRange,
  writeGetCFCheckpt,
} from './filters.ts';
import {
  readFeature,
  readFeeFilter,
  readPing,
  readPong,
  readSendCmpct,
  readSendTxRcncl,
  readVersion,
  writeFeature,
  writeFeeFilter,
  writeNonce,
  writeSendCmpct,
  writeSendTxRcncl,
  writeVersion,
} from './handshake.ts';
import {
  readGetBlocks,
  readGetData,
  readGetHeaders,
  readHeaders,
  readInv,
  readNotFound,
  writeHeaders,
  writeInventory,
  writeLocator,
} from './inventory.ts';
import type { Command } from './message.ts';
import type { MessageCodec } from './message-codec.ts';

const writeNothing = (): void => {};

/**
 * Every message: how it is read and written, and its number in BIP324's transport. There is no bound of size for one
 * message alone, as Core ignores what comes behind it; the transport has one for all.
 * @source Bitcoin Core src/protocol.h NetMsgType, src/net.cpp V2_MESSAGE_IDS; BIP324, BIP434
 */
export const MESSAGE_CODECS: { readonly [C in Command]: MessageCodec<C> } = {
  version: { read: readVersion, write: writeVersion },
  verack: { read: () => ({ command: 'verack' }), write: writeNothing },
  feature: { shortId: 37, read: readFeature, write: writeFeature },
  wtxidrelay: { read: () => ({ command: 'wtxidrelay' }), write: writeNothing },
  sendaddrv2: { read: () => ({ command: 'sendaddrv2' }), write: writeNothing },
  sendheaders: { read: () => ({ command: 'sendheaders' }), write: writeNothing },
  sendcmpct: { shortId: 20, read: readSendCmpct, write: writeSendCmpct },
  sendtxrcncl: { read: readSendTxRcncl, write: writeSendTxRcncl },
  feefilter: { shortId: 5, read: readFeeFilter, write: writeFeeFilter },
  ping: { shortId: 18, read: readPing, write: writeNonce },
  pong: { shortId: 19, read: readPong, write: writeNonce },
  addr: { shortId: 1, read: readAddr, write: writeAddr },
  addrv2: { shortId: 28, read: readAddrV2, write: writeAddrV2 },
  getaddr: { read: () => ({ command: 'getaddr' }), write: writeNothing },
  inv: { shortId: 14, read: readInv, write: writeInventory },
  getdata: { shortId: 11, read: readGetData, write: writeInventory },
  notfound: { shortId: 17, read: readNotFound, write: writeInventory },
  getheaders: { shortId: 12, read: readGetHeaders, write: writeLocator },
  getblocks: { shortId: 9, read: readGetBlocks, write: writeLocator },
  headers: { shortId: 13, read: readHeaders, write: writeHeaders },
  block: { shortId: 2, read: readBlockMessage, write: writeBlockMessage },
  tx: { shortId: 21, read: readTx, write: writeTx },
  cmpctblock: { shortId: 4, read: readCmpctBlock, write: writeCompactBlock },
  getblocktxn: { shortId: 10, read: readGetBlockTxn, write: writeGetBlockTxn },
  blocktxn: { shortId: 3, read: readBlockTxn, write: writeBlockTxn },
  mempool: { shortId: 15, read: () => ({ command: 'mempool' }), write: writeNothing },
  merkleblock: { shortId: 16, read: readMerkleBlockMessage, write: writeMerkleBlock },
  filterload: { shortId: 8, read: readFilterLoad, write: writeFilterLoad },
  filteradd: { shortId: 6, read: readFilterAdd, write: writeFilterAdd },
  filterclear: { shortId: 7, read: () => ({ command: 'filterclear' }), write: writeNothing },
  getcfilters: { shortId: 22, read: readGetCFilters, write: writeFilterRange },
  cfilter: { shortId: 23, read: readCFilter, write: writeCFilter },
  getcfheaders: { shortId: 24, read: readGetCFHeaders, write: writeFilterRange },
  cfheaders: { shortId: 25, read: readCFHeaders, write: writeCFHeaders },
  getcfcheckpt: { shortId: 26, read: readGetCFCheckpt, write: writeGetCFCheckpt },
  cfcheckpt: { shortId: 27, read: readCFCheckpt, write: writeCFCheckpt },
};

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
 * Every message: how it is read and written. There is no bound of size for one message alone, as Core ignores what comes
 * behind it; the transport has one for all.
 * @source Bitcoin Core src/protocol.h NetMsgType
 */
export const MESSAGE_CODECS: { readonly [C in Command]: MessageCodec<C> } = {
  version: { read: readVersion, write: writeVersion },
  verack: { read: () => ({ command: 'verack' }), write: writeNothing },
  feature: { read: readFeature, write: writeFeature },
  wtxidrelay: { read: () => ({ command: 'wtxidrelay' }), write: writeNothing },
  sendaddrv2: { read: () => ({ command: 'sendaddrv2' }), write: writeNothing },
  sendheaders: { read: () => ({ command: 'sendheaders' }), write: writeNothing },
  sendcmpct: { read: readSendCmpct, write: writeSendCmpct },
  sendtxrcncl: { read: readSendTxRcncl, write: writeSendTxRcncl },
  feefilter: { read: readFeeFilter, write: writeFeeFilter },
  ping: { read: readPing, write: writeNonce },
  pong: { read: readPong, write: writeNonce },
  addr: { read: readAddr, write: writeAddr },
  addrv2: { read: readAddrV2, write: writeAddrV2 },
  getaddr: { read: () => ({ command: 'getaddr' }), write: writeNothing },
  inv: { read: readInv, write: writeInventory },
  getdata: { read: readGetData, write: writeInventory },
  notfound: { read: readNotFound, write: writeInventory },
  getheaders: { read: readGetHeaders, write: writeLocator },
  getblocks: { read: readGetBlocks, write: writeLocator },
  headers: { read: readHeaders, write: writeHeaders },
  block: { read: readBlockMessage, write: writeBlockMessage },
  tx: { read: readTx, write: writeTx },
  cmpctblock: { read: readCmpctBlock, write: writeCompactBlock },
  getblocktxn: { read: readGetBlockTxn, write: writeGetBlockTxn },
  blocktxn: { read: readBlockTxn, write: writeBlockTxn },
  mempool: { read: () => ({ command: 'mempool' }), write: writeNothing },
  merkleblock: { read: readMerkleBlockMessage, write: writeMerkleBlock },
  filterload: { read: readFilterLoad, write: writeFilterLoad },
  filteradd: { read: readFilterAdd, write: writeFilterAdd },
  filterclear: { read: () => ({ command: 'filterclear' }), write: writeNothing },
  getcfilters: { read: readGetCFilters, write: writeFilterRange },
  cfilter: { read: readCFilter, write: writeCFilter },
  getcfheaders: { read: readGetCFHeaders, write: writeFilterRange },
  cfheaders: { read: readCFHeaders, write: writeCFHeaders },
  getcfcheckpt: { read: readGetCFCheckpt, write: writeGetCFCheckpt },
  cfcheckpt: { read: readCFCheckpt, write: writeCFCheckpt },
};

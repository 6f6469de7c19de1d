import type { CompactBlock } from '../../consensus/compact-block.ts';
import type { MerkleBlock } from '../../consensus/merkle-block.ts';
import type { Block } from '../../primitives/block.ts';
import type { BlockHeader } from '../../primitives/block-header.ts';
import type { Hash256 } from '../../primitives/hash256.ts';
import type { Transaction } from '../../primitives/tx.ts';
import type { NetService } from '../net-address.ts';

/**
 * The messages that peers send each other, as data: `command` is the name on the wire. What a message means, and what
 * follows from one that is out of place, is not known here.
 * @source Bitcoin Core src/protocol.h; the BIPs named beside each
 */

/** An address with what its sender says of it. */
export interface PeerAddress {
  /** When somebody last heard of it, seconds since 1970, 32 bits; not in `version` messages. */
  readonly time: number;
  readonly services: bigint;
  readonly service: NetService;
}

/** What an inventory entry or a request is for; the numbers are those on the wire. */
export const INV_TYPE = {
  tx: 1,
  block: 2,
  filteredBlock: 3,
  compactBlock: 4,
  wtx: 5,
  witnessTx: 0x4000_0001,
  witnessBlock: 0x4000_0002,
} as const;

export interface InventoryItem {
  /** One of INV_TYPE, or another 32-bit number. */
  readonly type: number;
  /** A txid, a wtxid (`wtx`) or a block hash. */
  readonly hash: Hash256;
}

export interface VersionMessage {
  readonly command: 'version';
  readonly version: number;
  readonly services: bigint;
  /** The sender's clock, seconds since 1970; one before that is read as 0. */
  readonly time: bigint;
  /** The receiver as the sender sees it. */
  readonly receiver: Omit<PeerAddress, 'time'>;
  /** Chosen anew for each connection: tells a node that it has connected to itself. */
  readonly nonce: bigint;
  readonly userAgent: string;
  readonly startHeight: number;
  /** BIP37: whether the receiver may announce transactions. */
  readonly relay: boolean;
}

/** BIP152's compact form of a block. */
export interface CompactBlockMessage extends CompactBlock {
  readonly command: 'cmpctblock';
}

/** BIP157's requests for a range of filters, the last of them that of `stopHash`. */
interface FilterRange {
  readonly filterType: number;
  readonly startHeight: number;
  readonly stopHash: Hash256;
}

/** Every message that this node can read or write. */
export type Message =
  | VersionMessage
  | { readonly command: 'verack' }
  /** BIP339 */
  | { readonly command: 'wtxidrelay' }
  /** BIP155 */
  | { readonly command: 'sendaddrv2' }
  /** BIP434 */
  | { readonly command: 'feature'; readonly id: string; readonly data: Uint8Array }
  /** BIP330 */
  | { readonly command: 'sendtxrcncl'; readonly version: number; readonly salt: bigint }
  /** BIP130 */
  | { readonly command: 'sendheaders' }
  /** BIP152 */
  | { readonly command: 'sendcmpct'; readonly highBandwidth: boolean; readonly version: bigint }
  /** BIP133; satoshis per 1,000 virtual bytes. */
  | { readonly command: 'feefilter'; readonly feeRate: bigint }
  /** BIP31; without a nonce from peers before it, and where there are less than 8 bytes. */
  | { readonly command: 'ping'; readonly nonce: bigint | undefined }
  | { readonly command: 'pong'; readonly nonce: bigint | undefined }
  | { readonly command: 'getaddr' }
  | { readonly command: 'addr' | 'addrv2'; readonly addresses: readonly PeerAddress[] }
  | { readonly command: 'inv' | 'getdata' | 'notfound'; readonly items: readonly InventoryItem[] }
  | {
      readonly command: 'getheaders' | 'getblocks';
      /** Block hashes from the newest on, ever farther apart. */
      readonly locator: readonly Hash256[];
      /** Zero: as many as there are. */
      readonly stopHash: Hash256;
    }
  | { readonly command: 'headers'; readonly headers: readonly BlockHeader[] }
  /** Received ones are decoded; one that is sent may be bytes as they are stored. */
  | {
      readonly command: 'block';
      readonly block: Block | SerializedBlock;
      /** Of a block that is no bytes yet. */
      readonly withoutWitness?: boolean;
    }
  | { readonly command: 'tx'; readonly tx: Transaction; readonly withoutWitness?: boolean }
  | CompactBlockMessage
  | { readonly command: 'getblocktxn'; readonly blockHash: Hash256; readonly indexes: readonly number[] }
  | { readonly command: 'blocktxn'; readonly blockHash: Hash256; readonly txs: readonly Transaction[] }
  /** BIP35 */
  | { readonly command: 'mempool' }
  | ({ readonly command: 'getcfilters' | 'getcfheaders' } & FilterRange)
  | { readonly command: 'getcfcheckpt'; readonly filterType: number; readonly stopHash: Hash256 }
  | {
      readonly command: 'cfilter';
      readonly filterType: number;
      readonly blockHash: Hash256;
      readonly filter: Uint8Array;
    }
  | {
      readonly command: 'cfheaders';
      readonly filterType: number;
      readonly stopHash: Hash256;
      readonly previousHeader: Hash256;
      readonly filterHashes: readonly Hash256[];
    }
  | {
      readonly command: 'cfcheckpt';
      readonly filterType: number;
      readonly stopHash: Hash256;
      readonly headers: readonly Hash256[];
    }
  /** BIP37 */
  | ({ readonly command: 'merkleblock' } & MerkleBlock)
  | {
      readonly command: 'filterload';
      readonly data: Uint8Array;
      readonly hashFunctions: number;
      readonly tweak: number;
      readonly flags: number;
    }
  | { readonly command: 'filteradd'; readonly data: Uint8Array }
  | { readonly command: 'filterclear' };

/** A block's bytes on the wire, with witnesses. */
export interface SerializedBlock {
  readonly bytes: Uint8Array;
}

export type Command = Message['command'];

/** The message of a command. */
export type MessageOf<C extends Command> = Message & { readonly command: C };

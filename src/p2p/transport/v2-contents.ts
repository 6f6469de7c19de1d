import { isMessageTypeValid, MESSAGE_TYPE_SIZE, readMessageType, writeMessageType } from './message-type.ts';

/** What a packet of version 2 contains: the type of a message, in one byte or in 13, and its payload. */

/** The types that have a byte of their own, from 1 on. @source BIP324 "v2 Bitcoin P2P message structure" */
const SHORT_TYPES = [
  'addr',
  'block',
  'blocktxn',
  'cmpctblock',
  'feefilter',
  'filteradd',
  'filterclear',
  'filterload',
  'getblocks',
  'getblocktxn',
  'getdata',
  'getheaders',
  'headers',
  'inv',
  'mempool',
  'merkleblock',
  'notfound',
  'ping',
  'pong',
  'sendcmpct',
  'tx',
  'getcfilters',
  'cfilter',
  'getcfheaders',
  'cfheaders',
  'getcfcheckpt',
  'cfcheckpt',
  'addrv2',
];

/** A later one; those between are of types that nobody sends. @source Bitcoin Core src/net.cpp V2_MESSAGE_IDS */
const FEATURE_ID = 37;

const SHORT_IDS = new Map<string, number>([
  ...SHORT_TYPES.map((command, i) => [command, i + 1] as const),
  ['feature', FEATURE_ID],
]);
const TYPES_BY_ID = new Map(Array.from(SHORT_IDS, ([command, id]) => [id, command]));

/** The first byte where the type follows in full. */
const LONG_FORM = 0;
const LONG_FORM_SIZE = 1 + MESSAGE_TYPE_SIZE;

/** Core takes one character more here than in version 1. */
const LAST_ALLOWED = 0x7f;

/** What stands before a payload. */
export function encodeType(command: string): Uint8Array {
  const id = SHORT_IDS.get(command);
  if (id !== undefined) return Uint8Array.of(id);
  const type = new Uint8Array(LONG_FORM_SIZE);
  writeMessageType(type, 1, command);
  return type;
}

/**
 * The message that the contents are; undefined where their type is none.
 * @source Bitcoin Core src/net.cpp V2Transport::GetMessageType
 */
export function decodeContents(
  contents: Uint8Array,
): { readonly command: string; readonly payload: Uint8Array } | undefined {
  const [id] = contents;
  if (id === undefined) return undefined;
  if (id !== LONG_FORM) {
    const command = TYPES_BY_ID.get(id);
    return command === undefined ? undefined : { command, payload: contents.subarray(1) };
  }
  if (contents.length < LONG_FORM_SIZE) return undefined;
  const field = contents.subarray(1, LONG_FORM_SIZE);
  if (!isMessageTypeValid(field, LAST_ALLOWED)) return undefined;
  return { command: readMessageType(field), payload: contents.subarray(LONG_FORM_SIZE) };
}

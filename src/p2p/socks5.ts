import { concatBytes } from '../util/bytes.ts';
import { type Endpoint, endpointText } from '../util/endpoint.ts';

/**
 * The client's half of SOCKS5: asks a proxy for a connection. Every destination is sent as a name, addresses too, as
 * Core does: a proxy then never learns of it in another form than the user wrote.
 * @source RFC 1928, RFC 1929; Bitcoin Core src/netbase.cpp Socks5
 */

/** A stream to the proxy. */
export interface ProxyStream {
  write(bytes: Uint8Array): void;
  /** Exactly so many bytes, taking none of what follows; undefined where the stream ended before. */
  read(size: number): Promise<Uint8Array | undefined>;
}

/** What a proxy is asked with; Tor keeps connections with different ones apart. */
export interface ProxyCredentials {
  /** At most 255 bytes, as the password. */
  readonly username: string;
  readonly password: string;
}

/** Why there is no connection, in Core's words for its log. */
export type Socks5Problem = string;

const SOCKS_VERSION = 5;
const AUTH_VERSION = 1;
const NO_AUTH = 0;
const USERNAME_PASSWORD = 2;
const COMMAND_CONNECT = 1;
const SUCCEEDED = 0;
const MAX_TEXT_SIZE = 255;

const IPV4 = 1;
const NAME = 3;
const IPV6 = 4;
const PORT_SIZE = 2;
/** Sizes of the addresses that have one. */
const ADDRESS_SIZES = new Map([
  [IPV4, 4],
  [IPV6, 16],
]);

/** @source RFC 1928 section 6; Tor's proposal 304; Bitcoin Core src/netbase.cpp Socks5ErrorString */
const REPLIES = new Map([
  [0x01, 'general failure'],
  [0x02, 'connection not allowed'],
  [0x03, 'network unreachable'],
  [0x04, 'host unreachable'],
  [0x05, 'connection refused'],
  [0x06, 'TTL expired'],
  [0x07, 'protocol error'],
  [0x08, 'address type not supported'],
  [0xf0, 'onion service descriptor can not be found'],
  [0xf1, 'onion service descriptor is invalid'],
  [0xf2, 'onion service introduction failed'],
  [0xf3, 'onion service rendezvous failed'],
  [0xf4, 'onion service missing client authorization'],
  [0xf5, 'onion service wrong client authorization'],
  [0xf6, 'onion service invalid address'],
  [0xf7, 'onion service introduction timed out'],
]);

/** Asks for a connection; undefined once there is one: the stream then leads to the destination. */
export async function connectBySocks5(
  stream: ProxyStream,
  destination: Endpoint,
  credentials?: ProxyCredentials,
): Promise<Socks5Problem | undefined> {
  const name = encodeText(destination.host);
  if (!name) return 'Hostname too long';
  return (await authenticate(stream, destination, credentials)) ?? (await request(stream, destination, name));
}

async function authenticate(
  stream: ProxyStream,
  destination: Endpoint,
  credentials: ProxyCredentials | undefined,
): Promise<Socks5Problem | undefined> {
  const methods = credentials ? [NO_AUTH, USERNAME_PASSWORD] : [NO_AUTH];
  stream.write(Uint8Array.of(SOCKS_VERSION, methods.length, ...methods));
  const chosen = await stream.read(2);
  if (!chosen) return `Socks5() connect to ${endpointText(destination)} failed: the proxy gave no answer`;
  const [version, method = 0] = chosen;
  if (version !== SOCKS_VERSION) return 'Proxy failed to initialize';
  if (method === NO_AUTH) return undefined;
  if (method === USERNAME_PASSWORD && credentials) return sendCredentials(stream, credentials);
  return `Proxy requested wrong authentication method ${hexByte(method)}`;
}

async function sendCredentials(
  stream: ProxyStream,
  { username, password }: ProxyCredentials,
): Promise<Socks5Problem | undefined> {
  const [name, secret] = [encodeText(username), encodeText(password)];
  if (!name || !secret) return 'Proxy username or password too long';
  stream.write(concatBytes(Uint8Array.of(AUTH_VERSION), name, secret));
  const answer = await stream.read(2);
  if (!answer) return 'Error reading proxy authentication response';
  const isAccepted = answer[0] === AUTH_VERSION && answer[1] === SUCCEEDED;
  return isAccepted ? undefined : 'Proxy authentication unsuccessful';
}

async function request(
  stream: ProxyStream,
  destination: Endpoint,
  name: Uint8Array,
): Promise<Socks5Problem | undefined> {
  const { port } = destination;
  const head = Uint8Array.of(SOCKS_VERSION, COMMAND_CONNECT, 0, NAME);
  stream.write(concatBytes(head, name, Uint8Array.of(port >> 8, port & 0xff)));
  const answer = await stream.read(4);
  if (!answer) return 'Error while reading proxy response';
  const [version, reply = 0, reserved, addressType = 0] = answer;
  if (version !== SOCKS_VERSION) return 'Proxy failed to accept request';
  if (reply !== SUCCEEDED) {
    const reason = REPLIES.get(reply) ?? `unknown (0x${hexByte(reply)})`;
    return `Socks5() connect to ${endpointText(destination)} failed: ${reason}`;
  }
  if (reserved !== 0) return 'Error: malformed proxy response';
  return skipBoundAddress(stream, addressType);
}

/** The proxy says where it connected from, which is of no use. */
async function skipBoundAddress(stream: ProxyStream, type: number): Promise<Socks5Problem | undefined> {
  const size = type === NAME ? (await stream.read(1))?.[0] : ADDRESS_SIZES.get(type);
  if (size === undefined)
    return type === NAME ? 'Error reading from proxy' : 'Error: malformed proxy response';
  return (await stream.read(size + PORT_SIZE)) ? undefined : 'Error reading from proxy';
}

/** The text behind its length; undefined where that does not fit a byte. */
function encodeText(text: string): Uint8Array | undefined {
  const bytes = new TextEncoder().encode(text);
  return bytes.length > MAX_TEXT_SIZE ? undefined : concatBytes(Uint8Array.of(bytes.length), bytes);
}

function hexByte(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

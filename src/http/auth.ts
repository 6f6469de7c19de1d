import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { accept, reject, type Verdict } from '../util/verdict.ts';

/**
 * Who may call: HTTP Basic against salted hashes, as Core keeps them. Cookie, user and password, and `-rpcauth` all
 * become the same kind of entry; no password is held in the clear.
 * @source Bitcoin Core src/httprpc.cpp CheckUserAuthorized, InitRPCAuthentication; share/rpcauth/rpcauth.py
 */
export interface Credential {
  readonly user: string;
  /** Text, used as it stands as the key of the HMAC. */
  readonly salt: string;
  /** HMAC-SHA-256 of the password under the salt, 32 bytes. */
  readonly hash: Uint8Array;
}

/** The entry of a user whose password is known: it is salted afresh and forgotten. */
export function passwordCredential(user: string, password: string): Credential {
  const salt = randomBytes(16).toString('hex');
  return { user, salt, hash: hmac(salt, password) };
}

/**
 * The entry of a `-rpcauth` option.
 * @param text - `USER:SALT$HASH`, as Core's rpcauth.py prints it
 * @rejects bad-rpcauth
 */
export function parseRpcAuth(text: string): Verdict<Credential, 'bad-rpcauth'> {
  const match = /^(?<user>[^:]*):(?<salt>[^:$]*)\$(?<hash>[^:$]*)$/.exec(text);
  const { user, salt, hash } = match?.groups ?? {};
  if (user === undefined || salt === undefined || hash === undefined) {
    return reject('bad-rpcauth', '-rpcauth must be USER:SALT$HASH, as printed by Bitcoin Core’s rpcauth.py');
  }
  if (!/^[0-9a-fA-F]{64}$/.test(hash))
    return reject('bad-rpcauth', 'the hash of -rpcauth must be 64 hex digits');
  return accept({ user, salt, hash: Buffer.from(hash, 'hex') });
}

/** `missing` asks for a login; `wrong` was an attempt. */
export type LoginResult = { readonly user: string } | 'missing' | 'wrong';

/** A check of the Authorization header against all entries; one that matches is enough. */
export type Login = (authorization: string | undefined) => LoginResult;

export function createLogin(credentials: readonly Credential[]): Login {
  return (authorization) => {
    if (authorization === undefined) return 'missing';
    const attempt = readBasic(authorization);
    return attempt && credentials.some((entry) => matches(entry, attempt)) ? { user: attempt.user } : 'wrong';
  };
}

interface Attempt {
  readonly user: string;
  readonly password: string;
}

/** @source RFC 7617 section 2 */
function readBasic(authorization: string): Attempt | undefined {
  const encoded = /^Basic\s+(?<encoded>[A-Za-z0-9+/]+={0,2})\s*$/.exec(authorization)?.groups?.['encoded'];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon === -1 ? undefined : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** Takes the same time for every wrong attempt, whatever is wrong in it. */
function matches({ user, salt, hash }: Credential, attempt: Attempt): boolean {
  const isUser = timingSafeEqual(sha256(user), sha256(attempt.user));
  const isPassword = timingSafeEqual(hash, hmac(salt, attempt.password));
  return isUser && isPassword;
}

function hmac(salt: string, password: string): Buffer {
  return createHmac('sha256', salt).update(password).digest();
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

import { describe, expect, it } from 'vitest';
import { createLogin, parseRpcAuth, passwordCredential } from '../../../src/http/auth.ts';
import { basic } from '../../helpers/http.ts';

/** Entries with their passwords, from Core's test/functional/rpc_users.py and rpc_whitelist.py. */
const CORE_ENTRIES = [
  [
    'rt',
    'cA773lm788buwYe4g4WT+05pKyNruVKjQ25x3n0DQcM=',
    'rt:93648e835a54c573682c2eb19f882535$7681e9c5b74bdd85e78166031d2058e1069b3ed7ed967c93fc63abba06f31144',
  ],
  [
    'user1',
    'bitcoin',
    'user1:6dd184e5e69271fdd69103464630014f$eb3d7ce67c4d1ff3564270519b03b636c0291012692a5fa3dd1d2075daedd07b',
  ],
  [
    'user2',
    '54321',
    'user2:8650ba41296f62092377a38547f361de$4620db7ba063ef4e2f7249853e9f3c5c3592a9619a759e3e6f1c63f2e22f1d21',
  ],
] as const;

function credential(text: string) {
  const parsed = parseRpcAuth(text);
  if (!parsed.ok) throw new Error(parsed.debug);
  return parsed.value;
}

describe('parseRpcAuth', () => {
  it.each([
    '',
    '""',
    'foo',
    'foo:bar',
    'foo:bar:baz',
    'foo$bar:baz',
    'foo$bar$baz',
    'foo:bar$baz',
    `foo:bar$${'0'.repeat(63)}`,
    `foo:bar$${'0'.repeat(64)}$`,
  ])('rejects bad-rpcauth: %j', (text) => {
    expect(parseRpcAuth(text)).toMatchObject({ ok: false, code: 'bad-rpcauth' });
  });
});

describe('createLogin', () => {
  const login = createLogin([
    ...CORE_ENTRIES.map(([, , text]) => credential(text)),
    passwordCredential('__cookie__', 'c0ffee'),
    passwordCredential('rpcuser💻', 'rpcpassword🔑:with:colons'),
    passwordCredential('twice', 'one'),
    passwordCredential('twice', 'two'),
  ]);

  it.each<readonly [string, string]>([
    ...CORE_ENTRIES.map(([user, password]) => [user, password] as const),
    ['__cookie__', 'c0ffee'],
    ['rpcuser💻', 'rpcpassword🔑:with:colons'],
    ['twice', 'one'],
    ['twice', 'two'],
  ])('lets %s in', (user, password) => {
    expect(login(basic(user, password))).toEqual({ user });
    expect(login(basic(user, `${password}wrong`))).toBe('wrong');
    expect(login(basic(`${user}wrong`, password))).toBe('wrong');
    expect(login(basic(user, ''))).toBe('wrong');
  });

  it('asks for a login where there was none', () => {
    expect(login(undefined)).toBe('missing');
  });

  it.each([
    '',
    'Basic',
    'Basic ',
    'Basic !!!notbase64!!!',
    `Basic ${Buffer.from('nocolon').toString('base64')}`,
    'Bearer sometoken123',
    'Digest username="user", realm="test"',
    basic('rt', CORE_ENTRIES[1][1]),
    basic('', ''),
    'rt:cA773lm788buwYe4g4WT+05pKyNruVKjQ25x3n0DQcM=',
  ])('refuses %j', (header) => {
    expect(login(header)).toBe('wrong');
  });

  it('lets nobody in where there are no entries', () => {
    expect(createLogin([])(basic('', ''))).toBe('wrong');
  });

  it('salts each password afresh', () => {
    const [first, second] = [passwordCredential('u', 'p'), passwordCredential('u', 'p')];
    expect(first.salt).not.toBe(second.salt);
    expect(first.hash).not.toEqual(second.hash);
    expect(JSON.stringify(first)).not.toContain('"p"');
  });
});

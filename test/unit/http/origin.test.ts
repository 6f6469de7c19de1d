import { describe, expect, it } from 'vitest';
import { checkOrigin } from '../../../src/http/origin.ts';

describe('checkOrigin', () => {
  it.each([
    undefined,
    'localhost',
    'localhost:18543',
    'LocalHost:1',
    '127.0.0.1:18543',
    '192.168.7.9',
    '[::1]:18543',
    '[::1]',
    'miner.lan:18543',
  ])('lets Host %s pass', (host) => {
    expect(checkOrigin({ host }, ['miner.lan'])).toBeUndefined();
  });

  it.each([
    'evil.com',
    'evil.com:18543',
    'localhost.evil.com',
    '127.0.0.1.evil.com',
    'evil.com:localhost',
    '',
    ':1',
    '[x]',
  ])('refuses Host %j', (host) => {
    expect(checkOrigin({ host }, ['miner.lan'])).toMatch(/^Forbidden: .*use localhost or its IP address$/);
  });

  it.each([
    ['http://localhost:18543', true],
    ['http://localhost', false],
    ['https://localhost:18543', false],
    ['http://evil.com', false],
    ['null', false],
  ])('Origin %s passes: %s', (origin, passes) => {
    expect(checkOrigin({ host: 'localhost:18543', origin }, []) === undefined).toBe(passes);
  });
});

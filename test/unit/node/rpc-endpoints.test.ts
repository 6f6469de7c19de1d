import { describe, expect, it } from 'vitest';
import { endpointUrl, parseEndpoint } from '../../../src/node/rpc-endpoints.ts';

describe('parseEndpoint', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1', 8000],
    ['127.0.0.1:1', '127.0.0.1', 1],
    ['miner.lan:65535', 'miner.lan', 65_535],
    ['::1', '::1', 8000],
    ['[::1]', '::1', 8000],
    ['[::1]:80', '::1', 80],
  ])('reads %s', (text, host, port) => {
    expect(parseEndpoint(text, 8000)).toEqual({ host, port });
  });

  it.each(['127.0.0.1:notaport', '127.0.0.1:-1', '127.0.0.1:0', '127.0.0.1:65536', '[::1]:', 'a:b:c'])(
    'refuses the port of %s in the words of Core',
    (text) => {
      expect(() => parseEndpoint(text, 8000)).toThrow(`Invalid port specified in -rpcbind: '${text}'`);
    },
  );

  it.each(['', '[x]', '[127.0.0.1]:80', ':80'])('refuses "%s"', (text) => {
    expect(() => parseEndpoint(text, 8000)).toThrow(
      `-rpcbind=${text} is not valid: give HOST, HOST:PORT or [IPV6]:PORT`,
    );
  });
});

describe('endpointUrl', () => {
  it('puts brackets around IPv6', () => {
    expect([endpointUrl({ host: '::1', port: 1 }), endpointUrl({ host: 'a', port: 2 })]).toEqual([
      'http://[::1]:1',
      'http://a:2',
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { type ProxyOptions, parseProxies } from '../../../src/node/proxies.ts';
import { NETWORK_NAMES } from '../../../src/p2p/reachability.ts';

const parse = (given: Partial<ProxyOptions>) =>
  parseProxies({ proxy: [], onion: [], proxyRandomize: true, ...given });

const textsOf = (given: Partial<ProxyOptions>) => {
  const proxies = parse(given);
  return NETWORK_NAMES.map((network) => proxies.of(network)?.text);
};

describe('parseProxies', () => {
  it('has none unless it is told of one', () => {
    expect(textsOf({})).toEqual(Array(5).fill(undefined));
    expect(parse({}).forNames).toBeUndefined();
  });

  it('reaches all networks but I2P, and names, through the one of -proxy', () => {
    const one = '127.0.0.1:9050';
    expect(textsOf({ proxy: ['127.0.0.1'] })).toEqual([one, one, one, undefined, one]);
    expect(parse({ proxy: ['127.0.0.1'] }).forNames?.target).toEqual({ host: '127.0.0.1', port: 9050 });
  });

  it('has another for onion services, or none', () => {
    expect(textsOf({ proxy: ['[::1]:1'], onion: ['tor.example:2'] })[2]).toBe('tor.example:2');
    expect(textsOf({ proxy: ['[::1]:1'], onion: ['0'] })).toEqual([
      '[::1]:1',
      '[::1]:1',
      undefined,
      undefined,
      '[::1]:1',
    ]);
  });

  it('has one for a network alone', () => {
    expect(textsOf({ proxy: ['127.4.4.4:4=ipv4', '127.6.6.6:6=IPv6'] })).toEqual([
      '127.4.4.4:4',
      '127.6.6.6:6',
      undefined,
      undefined,
      undefined,
    ]);
    expect(parse({ proxy: ['127.4.4.4:4=onion'] }).forNames).toBeUndefined();
  });

  it('reaches one by a socket in the file system', () => {
    const proxy = parse({ proxy: ['unix:/run/tor'] }).of('ipv4');
    expect(proxy).toMatchObject({ text: 'unix:/run/tor', target: { path: '/run/tor' } });
  });

  it('tells connections apart by credentials, unless it shall not', () => {
    const next = parse({ proxy: ['1.2.3.4'] }).of('ipv4')?.nextCredentials;
    expect(next?.()).not.toEqual(next?.());
    expect(parse({ proxy: ['1.2.3.4'], proxyRandomize: false }).of('ipv4')?.nextCredentials).toBeUndefined();
  });

  it.each([
    [{ proxy: ['abc..abc:1'] }, "Invalid -proxy address or hostname: 'abc..abc:1'"],
    [{ proxy: ['1.2.3.4:abc'] }, "Invalid port specified in -proxy: '1.2.3.4:abc'"],
    [{ onion: ['xyz..xyz:1'] }, "Invalid -onion address or hostname: 'xyz..xyz:1'"],
    [{ onion: ['1.2.3.4:def'] }, "Invalid port specified in -onion: '1.2.3.4:def'"],
    [{ proxy: ['1.2.3.4:5='] }, "Invalid -proxy address or hostname, ends with '=': '1.2.3.4:5='"],
    [{ proxy: ['1.2.3.4:5=foo'] }, "Unrecognized network in -proxy='1.2.3.4:5=foo': 'foo'"],
  ])('refuses %o', (given, message) => {
    expect(() => parse(given)).toThrow(message);
  });
});

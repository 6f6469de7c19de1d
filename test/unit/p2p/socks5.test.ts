import { describe, expect, it } from 'vitest';
import { connectBySocks5, type ProxyCredentials, type ProxyStream } from '../../../src/p2p/socks5.ts';
import { concatBytes, toHex } from '../../../src/util/bytes.ts';
import { hex } from '../../helpers/script.ts';

const DESTINATION = { host: 'a.onion', port: 8333 };
const CREDENTIALS = { username: 'u', password: 'pw' };

const METHODS = '050100';
const METHODS_WITH_PASSWORD = '05020002';
const PASSWORD = '01017502' + '7077';
const REQUEST = '05010003' + '07' + '612e6f6e696f6e' + '208d';

/** A proxy that says all of this whatever it hears, and then ends. */
function proxyThatSays(
  answers: string,
): ProxyStream & { readonly heard: () => string; readonly left: () => number } {
  const bytes = hex(answers);
  const written: Uint8Array[] = [];
  let at = 0;
  return {
    write: (part) => void written.push(part),
    async read(size) {
      at += size;
      return at > bytes.length ? undefined : bytes.subarray(at - size, at);
    },
    heard: () => toHex(concatBytes(...written)),
    left: () => bytes.length - at,
  };
}

async function problemOf(answers: string, credentials?: ProxyCredentials): Promise<string | undefined> {
  return connectBySocks5(proxyThatSays(answers), DESTINATION, credentials);
}

describe('connectBySocks5', () => {
  it.each([
    ['an IPv4 address', '0500' + '05000001' + '7f000001' + '0050'],
    ['an IPv6 address', `0500${'05000004'}${'00'.repeat(16)}0050`],
    ['a name', '0500' + '05000003' + '026162' + '0050'],
    ['an empty name', '0500' + '05000003' + '00' + '0050'],
  ])('connects, where the proxy tells %s', async (_, answers) => {
    const proxy = proxyThatSays(`${answers}ffff`);
    expect(await connectBySocks5(proxy, DESTINATION)).toBeUndefined();
    expect(proxy.heard()).toBe(METHODS + REQUEST);
    expect(proxy.left()).toBe(2);
  });

  it('gives its credentials to a proxy that wants them', async () => {
    const proxy = proxyThatSays('0502' + '0100' + '05000001' + '7f000001' + '0050');
    expect(await connectBySocks5(proxy, DESTINATION, CREDENTIALS)).toBeUndefined();
    expect(proxy.heard()).toBe(METHODS_WITH_PASSWORD + PASSWORD + REQUEST);
  });

  it('keeps them from one that does not', async () => {
    const proxy = proxyThatSays('0500' + '05000001' + '7f000001' + '0050');
    expect(await connectBySocks5(proxy, DESTINATION, CREDENTIALS)).toBeUndefined();
    expect(proxy.heard()).toBe(METHODS_WITH_PASSWORD + REQUEST);
  });

  it('sends an address as a name', async () => {
    const proxy = proxyThatSays('0500' + '05000001' + '7f000001' + '0050');
    await connectBySocks5(proxy, { host: '::1', port: 1 });
    expect(proxy.heard()).toBe(`${METHODS}05010003033a3a310001`);
  });

  it.each([
    ['', 'Socks5() connect to a.onion:8333 failed: the proxy gave no answer'],
    ['0400', 'Proxy failed to initialize'],
    ['0502', 'Proxy requested wrong authentication method 02'],
    ['05ff', 'Proxy requested wrong authentication method ff'],
    ['0500' + '05', 'Error while reading proxy response'],
    ['0500' + '04000001', 'Proxy failed to accept request'],
    ['0500' + '05050001', 'Socks5() connect to a.onion:8333 failed: connection refused'],
    [
      '0500' + '05f00001',
      'Socks5() connect to a.onion:8333 failed: onion service descriptor can not be found',
    ],
    ['0500' + '05090001', 'Socks5() connect to a.onion:8333 failed: unknown (0x09)'],
    ['0500' + '05000101', 'Error: malformed proxy response'],
    ['0500' + '05000002', 'Error: malformed proxy response'],
    ['0500' + '05000003', 'Error reading from proxy'],
    ['0500' + '05000001' + '7f00000100', 'Error reading from proxy'],
  ])('fails at %s', async (answers, problem) => {
    expect(await problemOf(answers)).toBe(problem);
  });

  it.each([
    ['0502', 'Error reading proxy authentication response'],
    ['0502' + '0101', 'Proxy authentication unsuccessful'],
    ['0502' + '0200', 'Proxy authentication unsuccessful'],
    ['0503', 'Proxy requested wrong authentication method 03'],
  ])('fails at %s with credentials', async (answers, problem) => {
    expect(await problemOf(answers, CREDENTIALS)).toBe(problem);
  });

  it('refuses what fits no byte', async () => {
    const proxy = proxyThatSays('0502');
    expect(await connectBySocks5(proxy, { host: 'a'.repeat(256), port: 1 })).toBe('Hostname too long');
    expect(proxy.heard()).toBe('');
    const long = { username: 'u', password: 'p'.repeat(256) };
    expect(await connectBySocks5(proxy, DESTINATION, long)).toBe('Proxy username or password too long');
  });
});

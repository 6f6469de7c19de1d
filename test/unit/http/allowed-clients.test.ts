import { describe, expect, it } from 'vitest';
import { allowClients, parseSubnet } from '../../../src/http/allowed-clients.ts';
import { expectDefined } from '../../../src/util/invariant.ts';

describe('parseSubnet', () => {
  it.each([
    ['1.2.3.4', { family: 'ipv4', address: '1.2.3.4', prefix: 32 }],
    ['1.2.3.4/24', { family: 'ipv4', address: '1.2.3.4', prefix: 24 }],
    ['1.2.3.4/255.255.240.0', { family: 'ipv4', address: '1.2.3.4', prefix: 20 }],
    ['1.2.3.4/0.0.0.0', { family: 'ipv4', address: '1.2.3.4', prefix: 0 }],
    ['0.0.0.0/0', { family: 'ipv4', address: '0.0.0.0', prefix: 0 }],
    ['::/0', { family: 'ipv6', address: '::', prefix: 0 }],
    ['[::1]', { family: 'ipv6', address: '::1', prefix: 128 }],
    ['fe80::1', { family: 'ipv6', address: 'fe80::1', prefix: 128 }],
  ])('reads %s', (text, subnet) => {
    expect(parseSubnet(text)).toEqual(subnet);
  });

  it.each([
    '',
    'host',
    '1.2.3',
    '1.2.3.4/33',
    '1.2.3.4/-1',
    '1.2.3.4/',
    '1.2.3.4/255.0.255.0',
    '::/129',
    '::/255.0.0.0',
    '1.2.3.4/24/8',
    '*',
  ])('refuses "%s"', (text) => {
    expect(parseSubnet(text)).toBeUndefined();
  });
});

describe('allowClients', () => {
  const allowed = (...texts: string[]) =>
    allowClients(texts.map((text) => expectDefined(parseSubnet(text), text)));

  it('serves this machine always, and nobody else unless told to', () => {
    const isAllowed = allowed();
    for (const own of ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1']) {
      expect(isAllowed(own), own).toBe(true);
    }
    for (const other of ['10.0.0.1', '::2', '::ffff:10.0.0.1', '', 'nonsense']) {
      expect(isAllowed(other), other).toBe(false);
    }
  });

  it('serves the subnets to their last address', () => {
    const isAllowed = allowed('10.1.0.0/16', '192.168.1.7', 'fd00::/8');
    expect(['10.1.0.0', '10.1.255.255', '192.168.1.7', 'fdff::1', '::ffff:10.1.2.3'].every(isAllowed)).toBe(
      true,
    );
    expect(['10.0.255.255', '10.2.0.0', '192.168.1.8', 'fe00::1'].some(isAllowed)).toBe(false);
  });
});

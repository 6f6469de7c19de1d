import { describe, expect, it } from 'vitest';
import { allowClients } from '../../../src/http/allowed-clients.ts';
import { parseSubnet } from '../../../src/p2p/subnet.ts';
import { expectDefined } from '../../../src/util/invariant.ts';

describe('allowClients', () => {
  const allowed = (...texts: string[]) =>
    allowClients(texts.map((text) => expectDefined(parseSubnet(text), text)));

  it('serves this machine always, and nobody else unless told to', () => {
    const isAllowed = allowed();
    for (const own of ['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1']) {
      expect(isAllowed(own), own).toBe(true);
    }
    for (const other of ['10.0.0.1', '0.0.0.1', '::2', '::ffff:10.0.0.1', '', 'nonsense']) {
      expect(isAllowed(other), other).toBe(false);
    }
  });

  it('serves the subnets to their last address', () => {
    const isAllowed = allowed('10.1.0.0/16', '192.168.1.7', 'fd00::/8');
    expect(['10.1.0.0', '10.1.255.255', '192.168.1.7', 'fdff::1', '::ffff:10.1.2.3'].every(isAllowed)).toBe(
      true,
    );
    expect(allowed('fe80::/10')('fe80::1%eth0')).toBe(true);
    expect(['10.0.255.255', '10.2.0.0', '192.168.1.8', 'fe00::1'].some(isAllowed)).toBe(false);
  });
});

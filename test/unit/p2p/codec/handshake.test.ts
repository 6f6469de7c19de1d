import { describe, expect, it } from 'vitest';
import { decodeMessage, encodeMessage } from '../../../../src/p2p/codec/codec.ts';
import type { MessageOf } from '../../../../src/p2p/codec/message.ts';
import { fromHex, toHex } from '../../../../src/util/bytes.ts';
import { expectDefined } from '../../../../src/util/invariant.ts';
import { accept, reject } from '../../../../src/util/verdict.ts';

const hex = (...parts: readonly string[]) => expectDefined(fromHex(parts.join('')), 'hex');

/** @source https://en.bitcoin.it/wiki/Protocol_documentation, version; the message of a node of 2012 */
const OLD_VERSION = [
  '62ea0000', // 60002
  '0100000000000000', // NODE_NETWORK
  '11b2d05000000000', // 18 December 2012
  '0100000000000000',
  '00000000000000000000ffff000000000000', // 0.0.0.0:0
  '0100000000000000',
  '00000000000000000000ffff000000000000',
  '3b2eb35d8ce61765',
  '0f2f5361746f7368693a302e372e322f', // /Satoshi:0.7.2/
  'c03e0300', // 212672
] as const;

const OLD: MessageOf<'version'> = {
  command: 'version',
  version: 60_002,
  services: 1n,
  time: 1_355_854_353n,
  receiver: { services: 1n, service: { network: 'ipv4', bytes: new Uint8Array(4), port: 0 } },
  nonce: 0x6517e68c5db32e3bn,
  userAgent: '/Satoshi:0.7.2/',
  startHeight: 212_672,
  relay: true,
};

describe('a version message', () => {
  it('of before BIP37 is read, and takes transactions', () => {
    expect(decodeMessage('version', hex(...OLD_VERSION))).toEqual(accept(OLD));
  });

  it('is written with our services as the sender’s, no address of ours, and a flag at its end', () => {
    const sender = `${'0100000000000000'}${'00'.repeat(18)}`;
    const expected = [...OLD_VERSION.slice(0, 5), sender, ...OLD_VERSION.slice(7), '01'].join('');
    expect(toHex(encodeMessage(OLD))).toBe(expected);
  });

  it('without its later fields says what Core takes their absence for', () => {
    expect(decodeMessage('version', hex(...OLD_VERSION.slice(0, 5)))).toEqual(
      accept({ ...OLD, nonce: 1n, userAgent: '', startHeight: -1 }),
    );
    expect(decodeMessage('version', hex(...OLD_VERSION.slice(0, 8)))).toEqual(
      accept({ ...OLD, userAgent: '', startHeight: -1 }),
    );
  });

  it('has its time set to 0 where it is before 1970', () => {
    const [version, services, , ...rest] = OLD_VERSION;
    const decoded = decodeMessage('version', hex(version, services, 'ffffffffffffffff', ...rest));
    expect(decoded).toEqual(accept({ ...OLD, time: 0n }));
  });

  it('takes transactions where its flag is any number but 0', () => {
    const withFlag = (flag: string) => decodeMessage('version', hex(...OLD_VERSION, flag));
    expect(withFlag('02')).toEqual(accept(OLD));
    expect(withFlag('00')).toEqual(accept({ ...OLD, relay: false }));
  });

  it('has a user agent of at most 256 bytes', () => {
    const withAgent = (size: string, length: number) =>
      decodeMessage('version', hex(...OLD_VERSION.slice(0, 8), size, '2f'.repeat(length), 'c03e0300'));
    expect(withAgent('fd0001', 256)).toEqual(accept({ ...OLD, userAgent: '/'.repeat(256) }));
    expect(withAgent('fd0101', 257)).toEqual(reject('malformed', 'String length limit exceeded'));
  });
});

/** @source Bitcoin Core test/functional/p2p_bip434_feature.py */
describe('a feature', () => {
  const INVALID = reject('unacceptable', 'invalid feature payload');
  const feature = (id: number, data: number, trailing = '') => {
    const size = (n: number) =>
      n < 0xfd ? n.toString(16).padStart(2, '0') : `fd${toHex(Uint8Array.of(n, n >> 8))}`;
    return decodeMessage('feature', hex(size(id), '61'.repeat(id), size(data), 'ff'.repeat(data), trailing));
  };

  it('has a name of 4 to 80 bytes', () => {
    expect(feature(3, 0)).toEqual(INVALID);
    expect(feature(4, 0)).toEqual(accept({ command: 'feature', id: 'aaaa', data: new Uint8Array() }));
    expect(feature(80, 0).ok).toBe(true);
    expect(feature(81, 0)).toEqual(INVALID);
  });

  it('has at most 512 bytes of data', () => {
    expect(feature(4, 512).ok).toBe(true);
    expect(feature(4, 513)).toEqual(INVALID);
  });

  it('has nothing behind them', () => {
    expect(feature(4, 1, '00')).toEqual(INVALID);
  });

  it('may have any bytes for a name', () => {
    const decoded = decodeMessage('feature', hex('04', 'ff00fe80', '00'));
    expect(decoded).toEqual(accept({ command: 'feature', id: 'ÿ\0þ\u0080', data: new Uint8Array() }));
  });
});

describe('sendcmpct', () => {
  it('has 0 or 1 for a flag', () => {
    const version = '0200000000000000';
    const expected = { command: 'sendcmpct', version: 2n } as const;
    expect(decodeMessage('sendcmpct', hex('00', version))).toEqual(
      accept({ ...expected, highBandwidth: false }),
    );
    expect(decodeMessage('sendcmpct', hex('01', version))).toEqual(
      accept({ ...expected, highBandwidth: true }),
    );
    expect(decodeMessage('sendcmpct', hex('02', version))).toEqual(
      reject('misbehaving', 'invalid sendcmpct announce field'),
    );
  });

  it('is malformed where it ends early, whatever its flag', () => {
    expect(decodeMessage('sendcmpct', hex('02'))).toEqual(
      reject('malformed', 'DataStream::read(): end of data'),
    );
  });
});

describe('ping and pong', () => {
  it.for(['ping', 'pong'] as const)('a %s has no nonce where it has less than 8 bytes', (command) => {
    expect(decodeMessage(command, hex(''))).toEqual(accept({ command, nonce: undefined }));
    expect(decodeMessage(command, hex('01020304050607'))).toEqual(accept({ command, nonce: undefined }));
    expect(decodeMessage(command, hex('0100000000000080'))).toEqual(
      accept({ command, nonce: 0x8000000000000001n }),
    );
  });
});

describe('feefilter', () => {
  it('may be negative, which nobody heeds', () => {
    expect(decodeMessage('feefilter', hex('ffffffffffffffff'))).toEqual(
      accept({ command: 'feefilter', feeRate: -1n }),
    );
  });
});

describe('sendtxrcncl', () => {
  it('has a version and a salt', () => {
    const message = { command: 'sendtxrcncl', version: 1, salt: 2n } as const;
    expect(toHex(encodeMessage(message))).toBe('010000000200000000000000');
  });
});

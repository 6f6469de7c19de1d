import { describe, expect, it } from 'vitest';
import { parseNetAddress } from '../../../src/p2p/net-address.ts';
import {
  ALL_PERMISSIONS,
  parseGrant,
  parseSubnetGrant,
  permissionsFrom,
  type SubnetGrant,
} from '../../../src/p2p/permissions.ts';
import { expectDefined } from '../../../src/util/invariant.ts';
import type { Accepted, Verdict } from '../../../src/util/verdict.ts';

function taken<T>(verdict: Verdict<T>): T {
  expect(verdict).toMatchObject({ ok: true });
  return (verdict as Accepted<T>).value;
}

const address = (text: string) => expectDefined(parseNetAddress(text), text);
const grant = (text: string): SubnetGrant => taken(parseSubnetGrant(text));
const implicit = { relay: true, forceRelay: false };

describe('parseGrant', () => {
  it('reads permissions, who came to whom, and the rest', () => {
    expect(taken(parseGrant('noban,relay,in,out@1.2.3.4', true))).toEqual({
      permissions: new Set(['noban', 'download', 'relay']),
      isForInbound: true,
      isForOutbound: true,
      rest: '1.2.3.4',
    });
  });

  it('holds for those who come where nothing else is said', () => {
    expect(taken(parseGrant('addr@::1', true))).toMatchObject({ isForInbound: true, isForOutbound: false });
    expect(taken(parseGrant('addr,out@::1', true))).toMatchObject({
      isForInbound: false,
      isForOutbound: true,
    });
  });

  it.each([
    ['all@x', ALL_PERMISSIONS],
    ['bloom@x', ['bloomfilter']],
    ['forcerelay@x', ['forcerelay', 'relay']],
    [',mempool,@x', ['mempool']],
    ['@x', []],
  ])('takes %s', (text, permissions) => {
    expect(taken(parseGrant(text, true)).permissions).toEqual(new Set(permissions));
  });

  it('knows no permissions where there is no @', () => {
    expect(taken(parseGrant('1.2.3.4', true)).permissions).toBeUndefined();
  });

  it.each([
    ['bogus@1.2.3.4', true, "Invalid P2P permission: 'bogus'"],
    ['in@1.2.3.4', true, "Only direction was set, no permissions: 'in@1.2.3.4'"],
    ['noban,out@1.2.3.4', false, 'whitebind may only be used for incoming connections ("out" was passed)'],
  ])('refuses %s as Core does', (text, mayNameOutbound, debug) => {
    expect(parseGrant(text, mayNameOutbound)).toEqual({ ok: false, code: 'bad-permission', debug });
  });
});

describe('parseSubnetGrant', () => {
  it('refuses what is no subnet', () => {
    expect(parseSubnetGrant('noban@1.2.3.4/33')).toEqual({
      ok: false,
      code: 'bad-permission',
      debug: "Invalid netmask specified in -whitelist: '1.2.3.4/33'",
    });
  });
});

describe('permissionsFrom', () => {
  const grants = [grant('noban@10.0.0.0/8'), grant('mempool,out@10.1.0.0/16'), grant('10.2.0.0/16')];

  it('gives what every matching grant gives', () => {
    const own = permissionsFrom(grants, address('10.2.0.1'), { direction: 'in', implicit });
    expect([...own]).toEqual(['noban', 'relay', 'mempool', 'download']);
  });

  it('tells who came from who was called', () => {
    expect([...permissionsFrom(grants, address('10.1.0.1'), { direction: 'out', implicit })]).toEqual([
      'mempool',
    ]);
    expect([...permissionsFrom(grants, address('10.1.0.1'), { direction: 'in', implicit })]).toEqual([
      'noban',
      'download',
    ]);
  });

  it('gives others nothing', () => {
    expect(permissionsFrom(grants, address('11.0.0.1'), { direction: 'in', implicit }).size).toBe(0);
  });
});

import { accept, reject, type Verdict } from '../util/verdict.ts';
import type { NetAddress } from './net-address.ts';
import { matchesSubnet, parseSubnet, type Subnet } from './subnet.ts';

/**
 * What the operator lets a peer do, beyond what any may (`-whitelist`, `-whitebind`).
 * @source Bitcoin Core src/net_permissions.h NetPermissionFlags
 */
export type Permission =
  /** May use bloom filters though they are not offered to all. */
  | 'bloomfilter'
  /** Is never disconnected or discouraged for what it does; implies `download`. */
  | 'noban'
  /** Its transactions are passed on although they are in the mempool already; implies `relay`. */
  | 'forcerelay'
  /** May send transactions though `-blocksonly` is on, and announce any number of them. */
  | 'relay'
  /** May ask for the mempool. */
  | 'mempool'
  /** May ask for headers while this node syncs, and for blocks past `-maxuploadtarget`. */
  | 'download'
  /** Its addresses are not counted, and it gets fresh ones. */
  | 'addr';

export type Permissions = ReadonlySet<Permission>;

export const NO_PERMISSIONS: Permissions = new Set();

/** Every permission in Core's order. */
export const ALL_PERMISSIONS: readonly Permission[] = [
  'bloomfilter',
  'noban',
  'forcerelay',
  'relay',
  'mempool',
  'download',
  'addr',
];

const IMPLIED: Partial<Record<Permission, Permission>> = { noban: 'download', forcerelay: 'relay' };

/** An option's text: permissions, for whom they hold, and where they are silent. */
export interface Grant {
  /** Undefined where the text names none: then the defaults of `-whitelistrelay` and `-whitelistforcerelay` hold. */
  readonly permissions: Permissions | undefined;
  readonly isForInbound: boolean;
  readonly isForOutbound: boolean;
  /** What follows the permissions. */
  readonly rest: string;
}

/** A grant for the addresses of a subnet (`-whitelist`). */
export interface SubnetGrant extends Omit<Grant, 'rest'> {
  readonly subnet: Subnet;
}

/**
 * Parses `perm1,perm2@REST`, or REST alone.
 * @rejects bad-permission with Core's text
 * @source Bitcoin Core src/net_permissions.cpp TryParsePermissionFlags
 */
export function parseGrant(text: string, mayNameOutbound: boolean): Verdict<Grant, 'bad-permission'> {
  const at = text.indexOf('@');
  if (at < 0) return accept({ permissions: undefined, isForInbound: true, isForOutbound: false, rest: text });
  const names = text
    .slice(0, at)
    .split(',')
    .filter((name) => name !== '');
  const permissions = new Set<Permission>();
  const directions = new Set<string>();
  for (const name of names) {
    if (name === 'out' && !mayNameOutbound) {
      return reject(
        'bad-permission',
        'whitebind may only be used for incoming connections ("out" was passed)',
      );
    }
    if (name === 'in' || name === 'out') directions.add(name);
    else if (!addNamed(permissions, name))
      return reject('bad-permission', `Invalid P2P permission: '${name}'`);
  }
  if (directions.size > 0 && permissions.size === 0) {
    return reject('bad-permission', `Only direction was set, no permissions: '${text}'`);
  }
  return accept({
    permissions,
    isForInbound: directions.size === 0 || directions.has('in'),
    isForOutbound: directions.has('out'),
    rest: text.slice(at + 1),
  });
}

function addNamed(permissions: Set<Permission>, name: string): boolean {
  const named = name === 'all' ? ALL_PERMISSIONS : ALL_PERMISSIONS.filter((one) => one === name);
  if (name === 'bloom') permissions.add('bloomfilter');
  for (const permission of named) {
    permissions.add(permission);
    const implied = IMPLIED[permission];
    if (implied) permissions.add(implied);
  }
  return named.length > 0 || name === 'bloom';
}

/** Parses a text of `-whitelist`. @rejects bad-permission with Core's text */
export function parseSubnetGrant(text: string): Verdict<SubnetGrant, 'bad-permission'> {
  const grant = parseGrant(text, true);
  if (!grant.ok) return grant;
  const { rest, ...given } = grant.value;
  const subnet = parseSubnet(rest);
  return subnet
    ? accept({ ...given, subnet })
    : reject('bad-permission', `Invalid netmask specified in -whitelist: '${rest}'`);
}

/** What grants without named permissions give. */
export interface ImplicitPermissions {
  /** `-whitelistrelay` */
  readonly relay: boolean;
  /** `-whitelistforcerelay` */
  readonly forceRelay: boolean;
}

/** @source Bitcoin Core src/net.cpp CConnman::AddWhitelistPermissionFlags */
export function implicitPermissions({ relay, forceRelay }: ImplicitPermissions): Permissions {
  const permissions = new Set<Permission>(['noban', 'download', 'mempool']);
  if (relay || forceRelay) permissions.add('relay');
  if (forceRelay) permissions.add('forcerelay');
  return permissions;
}

/** What the grants give an address, in Core's order. @param direction - who came to whom */
export function permissionsFrom(
  grants: readonly SubnetGrant[],
  address: NetAddress,
  { direction, implicit }: { readonly direction: 'in' | 'out'; readonly implicit: ImplicitPermissions },
): Permissions {
  const found = new Set<Permission>();
  for (const grant of grants) {
    if (direction === 'in' ? !grant.isForInbound : !grant.isForOutbound) continue;
    if (!matchesSubnet(grant.subnet, address)) continue;
    for (const permission of grant.permissions ?? implicitPermissions(implicit)) found.add(permission);
  }
  return new Set(ALL_PERMISSIONS.filter((permission) => found.has(permission)));
}

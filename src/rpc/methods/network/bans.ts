import { type NetAddress, parseNetAddress } from '../../../p2p/net-address.ts';
import { isValidAddress } from '../../../p2p/routability.ts';
import { formatSubnet, parseSubnet, type Subnet, subnetOfAddress } from '../../../p2p/subnet.ts';
import { Type } from '../../../util/schema.ts';
import { RpcError } from '../../errors.ts';
import { usageOf } from '../../help.ts';
import { defineMethod, required, withDefault } from '../../registry.ts';
import { INT64 } from '../../schemas.ts';
import type { KnownPeersContext } from './context.ts';

/** Bans by the operator. @source Bitcoin Core src/rpc/net.cpp setban, listbanned, clearbanned */

export const setBan = defineMethod({
  name: 'setBan',
  category: 'network',
  description: 'Attempts to add or remove an IP/Subnet from the banned list.',
  params: {
    subnet: required(
      Type.String(),
      'The IP/Subnet (see getpeerinfo for nodes IP) with an optional netmask (default is /32 = single IP)',
    ),
    command: required(
      Type.String(),
      "'add' to add an IP/Subnet to the list, 'remove' to remove an IP/Subnet from the list",
    ),
    bantime: withDefault(
      INT64,
      0,
      'time in seconds how long (or until when if [absolute] is set) the IP is banned (0 or empty means using the default time of 24h which can also be overwritten by the -bantime startup argument)',
    ),
    absolute: withDefault(
      Type.Boolean(),
      false,
      'If set, the bantime must be an absolute timestamp expressed in UNIX epoch time',
    ),
  },
  result: Type.Null(),
  errors: [
    { error: 'RPC_MISC_ERROR', when: 'the command is another one' },
    { error: 'RPC_CLIENT_INVALID_IP_OR_SUBNET', when: 'there is no such address, or it was not banned' },
    { error: 'RPC_CLIENT_NODE_ALREADY_ADDED', when: 'it is banned already' },
    { error: 'RPC_INVALID_PARAMETER', when: 'the time is in the past' },
  ],
  example: ['192.168.0.0/24', 'add', 86_400],
  handler: ({ subnet: text, command, bantime, absolute }, context: KnownPeersContext, call) => {
    if (command !== 'add' && command !== 'remove') {
      throw new RpcError('RPC_MISC_ERROR', usageOf('setBan', call));
    }
    const target = targetOf(text, context);
    if (command === 'add') addBan(target, { seconds: bantime, isAbsolute: absolute }, context);
    else removeBan(target, context);
    return null;
  },
});

/** What is to be banned: a subnet, or one address, which may be in a subnet that is banned already. */
interface BanTarget {
  readonly subnet: Subnet;
  readonly address: NetAddress | undefined;
}

function targetOf(text: string, { knownPeers }: KnownPeersContext): BanTarget {
  if (text.includes('/')) {
    const subnet = parseSubnet(text, knownPeers.resolve);
    if (subnet) return { subnet, address: undefined };
  } else {
    const parsed = parseNetAddress(text);
    const address = parsed && knownPeers.resolve(parsed);
    if (address && isValidAddress(address)) return { subnet: subnetOfAddress(address), address };
  }
  throw new RpcError('RPC_CLIENT_INVALID_IP_OR_SUBNET', 'Error: Invalid IP/Subnet');
}

interface BanTime {
  readonly seconds: number;
  readonly isAbsolute: boolean;
}

function addBan(
  { subnet, address }: BanTarget,
  { seconds, isAbsolute }: BanTime,
  { knownPeers, clock }: KnownPeersContext,
): void {
  const { bans } = knownPeers;
  if (address ? bans.isBanned(address) : bans.isSubnetBanned(subnet)) {
    throw new RpcError('RPC_CLIENT_NODE_ALREADY_ADDED', 'Error: IP/Subnet already banned');
  }
  const now = clock.nowSeconds();
  if (isAbsolute && seconds < now) {
    throw new RpcError('RPC_INVALID_PARAMETER', 'Error: Absolute timestamp is in the past');
  }
  const until = isAbsolute ? seconds : Math.min(now + seconds, Number.MAX_SAFE_INTEGER);
  bans.ban(subnet, seconds > 0 ? until : 0);
}

function removeBan({ subnet }: BanTarget, { knownPeers }: KnownPeersContext): void {
  if (knownPeers.bans.unban(subnet)) return;
  throw new RpcError(
    'RPC_CLIENT_INVALID_IP_OR_SUBNET',
    'Error: Unban failed. Requested address/subnet was not previously manually banned.',
  );
}

export const listBanned = defineMethod({
  name: 'listBanned',
  category: 'network',
  description: 'List all manually banned IPs/Subnets.',
  params: {},
  result: Type.Array(
    Type.Object({
      address: Type.String({ description: 'The IP/Subnet of the banned node' }),
      ban_created: Type.Integer({ description: 'The UNIX epoch time the ban was created' }),
      banned_until: Type.Integer({ description: 'The UNIX epoch time the ban expires' }),
      ban_duration: Type.Integer({ description: 'The ban duration, in seconds' }),
      time_remaining: Type.Integer({ description: 'The time remaining until the ban expires, in seconds' }),
    }),
  ),
  errors: [],
  example: [],
  handler: (_params, { knownPeers, clock }: KnownPeersContext) =>
    knownPeers.bans.list().map(({ subnet, createdAt, until }) => ({
      address: formatSubnet(subnet),
      ban_created: createdAt,
      banned_until: until,
      ban_duration: until - createdAt,
      time_remaining: until - clock.nowSeconds(),
    })),
});

export const clearBanned = defineMethod({
  name: 'clearBanned',
  category: 'network',
  description: 'Clear all banned IPs.',
  params: {},
  result: Type.Null(),
  errors: [],
  example: [],
  handler: (_params, { knownPeers }: KnownPeersContext) => {
    knownPeers.bans.clear();
    return null;
  },
});

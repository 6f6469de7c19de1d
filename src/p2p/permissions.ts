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

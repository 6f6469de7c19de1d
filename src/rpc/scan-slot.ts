import { RpcError } from './errors.ts';

/**
 * Room for one long scan at a time, which others can watch and end.
 * @source Bitcoin Core src/rpc/blockchain.cpp CoinsViewScanReserver, BlockFiltersScanReserver
 */
export interface ScanSlot<Status> {
  /** The running scan's own word of how far it is; undefined where none runs. */
  status(): Status | undefined;
  /** Asks the running scan to end. @returns false where none runs */
  abort(): boolean;
  /**
   * Runs a scan.
   * @param scan - tells how far it is by `report`, and asks now and then whether it `isAborted`
   * @throws RpcError -8 where one runs already
   */
  run<T>(scan: (handle: ScanHandle<Status>) => Promise<T>): Promise<T>;
}

export interface ScanHandle<Status> {
  report(status: Status): void;
  isAborted(): boolean;
}

/** @param initial - the status of a scan that has just begun */
export function createScanSlot<Status>(initial: Status): ScanSlot<Status> {
  let running: { status: Status; aborted: boolean } | undefined;
  return {
    status: () => running?.status,
    abort() {
      if (running) running.aborted = true;
      return running !== undefined;
    },
    async run(scan) {
      if (running) {
        throw new RpcError(
          'RPC_INVALID_PARAMETER',
          'Scan already in progress, use action "abort" or "status"',
        );
      }
      const state = { status: initial, aborted: false };
      running = state;
      try {
        return await scan({
          report(status) {
            state.status = status;
          },
          isAborted: () => state.aborted,
        });
      } finally {
        running = undefined;
      }
    },
  };
}

/** What each action of a scanning method does. */
interface ScanActions<Status, Shown, Found> {
  /** How the status of a running scan is shown. */
  readonly show: (status: Status) => Shown;
  readonly start: (handle: ScanHandle<Status>) => Promise<Found>;
}

/**
 * Does what the `action` parameter of a scanning method asks for.
 * @returns the status or null, whether a scan was ended, or what was found
 * @throws RpcError -8 for an action that is none, or where a scan runs already
 * @source Bitcoin Core src/rpc/blockchain.cpp scantxoutset, scanblocks
 */
export function actOnScan<Status, Shown, Found>(
  action: string,
  slot: ScanSlot<Status>,
  { show, start }: ScanActions<Status, Shown, Found>,
) {
  switch (action) {
    case 'status': {
      const status = slot.status();
      return status === undefined ? null : show(status);
    }
    case 'abort':
      return slot.abort();
    case 'start':
      return slot.run(start);
    default:
      throw new RpcError('RPC_INVALID_PARAMETER', `Invalid action '${action}'`);
  }
}

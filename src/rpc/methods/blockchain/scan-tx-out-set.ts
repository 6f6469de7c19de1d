import { getAncestor } from '../../../chain/block-index.ts';
import type { CoinsSnapshot, UnspentCoin } from '../../../chain/ports.ts';
import { displayHash } from '../../../primitives/hash256.ts';
import { compareBytes, toHex } from '../../../util/bytes.ts';
import { expectDefined } from '../../../util/invariant.ts';
import { Type } from '../../../util/schema.ts';
import { expandScanTarget, readScanObject, SCAN_OBJECT } from '../../descriptors.ts';
import { RpcError } from '../../errors.ts';
import { amount } from '../../json.ts';
import { defineMethod, optional, required } from '../../registry.ts';
import { actOnScan, type ScanHandle, type ScanSlot } from '../../scan-slot.ts';
import { amountResult, hashHex, hexResult } from '../../schemas.ts';
import { type BlockchainContext, interruptionPoint } from './context.ts';

/** What this method needs of the node. */
export interface CoinScanContext extends BlockchainContext {
  /** Its status is percent. */
  readonly coinScan: ScanSlot<number>;
}

const UnspentView = Type.Object({
  txid: hashHex(),
  vout: Type.Integer({ description: 'The vout value' }),
  scriptPubKey: hexResult('The output script'),
  desc: Type.String({ description: 'A specialized descriptor for the matched output script' }),
  amount: amountResult('The total amount in BTC of the unspent output'),
  coinbase: Type.Boolean({ description: 'Whether this is a coinbase output' }),
  height: Type.Integer({ description: 'Height of the unspent transaction output' }),
  blockhash: hashHex(),
  confirmations: Type.Integer({
    description: 'Number of confirmations of the unspent transaction output when the scan was done',
  }),
});

const ScanView = Type.Object(
  {
    success: Type.Boolean({ description: 'Whether the scan was completed' }),
    txouts: Type.Integer({ description: 'The number of unspent transaction outputs scanned' }),
    height: Type.Integer({ description: 'The block height at which the scan was done' }),
    bestblock: hashHex(),
    unspents: Type.Array(UnspentView),
    total_amount: amountResult('The total amount of all found unspent outputs in BTC'),
  },
  { title: "when action=='start'; only returns after scan completes" },
);

/** The parameters and the results that scans have in common. */
export const SCAN_PARAMS = {
  action: required(
    Type.String(),
    'The action to execute: "start" for starting a scan, "abort" for aborting the current scan (returns true when abort was successful), "status" for progress report (in %) of the current scan',
  ),
  scanobjects: optional(
    Type.Array(Type.Unknown()),
    'Array of scan objects. Required for "start" action. Every scan object is either a string descriptor or an object.',
    { shown: Type.Array(SCAN_OBJECT) },
  ),
};

export const ABORT_RESULT = Type.Boolean({
  title: "when action=='abort'",
  description: 'True if scan will be aborted, or false if there is no scan to abort',
});

export const NO_STATUS = Type.Null({ title: "when action=='status' and no scan is in progress" });

export const scanTxOutSet = defineMethod({
  name: 'scanTxOutSet',
  category: 'blockchain',
  description:
    'Scans the unspent transaction output set for entries that match certain output descriptors, such as addr(ADDRESS), raw(HEX), combo(PUBKEY), wpkh(XPUB/*). All of it is read, while the node goes on.',
  params: SCAN_PARAMS,
  result: Type.Union([
    ScanView,
    ABORT_RESULT,
    Type.Object(
      { progress: Type.Integer({ description: 'Approximate percent complete' }) },
      { title: "when action=='status' and a scan is currently in progress" },
    ),
    NO_STATUS,
  ]),
  errors: [
    { error: 'RPC_INVALID_PARAMETER', when: 'the action or a range is none, or a scan runs already' },
    { error: 'RPC_INVALID_ADDRESS_OR_KEY', when: 'a descriptor is none, or lacks a private key' },
    { error: 'RPC_MISC_ERROR', when: 'there are no scanobjects' },
    { error: 'RPC_CLIENT_NOT_CONNECTED', when: 'the node stops meanwhile' },
  ],
  example: ['start', ['raw(0014751e76e8199196d454941c45d1b3a323f1433bd6)#t687veyk']],
  handler: ({ action, scanobjects }, context: CoinScanContext) =>
    actOnScan(action, context.coinScan, {
      show: (progress) => ({ progress }),
      start: (handle) => scanCoins(scanobjects, handle, context),
    }),
});

async function scanCoins(
  scanobjects: readonly unknown[] | undefined,
  handle: ScanHandle<number>,
  context: CoinScanContext,
) {
  if (!scanobjects) {
    throw new RpcError('RPC_MISC_ERROR', 'scanobjects argument is required for the start action');
  }
  const wanted = await readNeedles(scanobjects, context);
  const snapshot = await context.chainstate.openCoinsSnapshot();
  try {
    return await scanSnapshot({ snapshot, wanted, handle, context });
  } finally {
    snapshot.close();
  }
}

/** The descriptor of each script that is looked for, by the script's hex. */
async function readNeedles(
  scanobjects: readonly unknown[],
  context: CoinScanContext,
): Promise<ReadonlyMap<string, string>> {
  const wanted = new Map<string, string>();
  for (const object of scanobjects) {
    const target = await readScanObject(object, context);
    for await (const { outputs } of expandScanTarget(target, interruptionPoint(context))) {
      for (const { script, descriptor } of outputs) {
        const key = toHex(script);
        if (!wanted.has(key)) wanted.set(key, descriptor);
      }
    }
  }
  return wanted;
}

interface SnapshotScan {
  readonly snapshot: CoinsSnapshot;
  readonly wanted: ReadonlyMap<string, string>;
  readonly handle: ScanHandle<number>;
  readonly context: CoinScanContext;
}

async function scanSnapshot({ snapshot, wanted, handle, context }: SnapshotScan) {
  const { chainstate } = context;
  const breathe = interruptionPoint(context);
  const found: UnspentCoin[] = [];
  let scanned = 0;
  for (const page of snapshot.pages()) {
    for (const each of page) if (wanted.has(toHex(each.coin.output.scriptPubKey))) found.push(each);
    scanned += page.length;
    const last = page.at(-1);
    if (last) handle.report(progressAt(last));
    await breathe();
    if (handle.isAborted()) break;
  }
  const tip = expectDefined(chainstate.find(snapshot.tip), 'the stored tip is a known block');
  return {
    success: !handle.isAborted(),
    txouts: scanned,
    height: tip.height,
    bestblock: displayHash(tip.hash),
    unspents: found.sort(byOutpoint).map(({ outpoint, coin }) => ({
      txid: displayHash(outpoint.txid),
      vout: outpoint.index,
      scriptPubKey: toHex(coin.output.scriptPubKey),
      desc: wanted.get(toHex(coin.output.scriptPubKey)) ?? '',
      amount: amount(coin.output.value),
      coinbase: coin.isCoinbase,
      height: coin.height,
      blockhash: displayHash(expectDefined(getAncestor(tip, coin.height), 'a block below the tip').hash),
      confirmations: tip.height - coin.height + 1,
    })),
    total_amount: amount(found.reduce((sum, { coin }) => sum + coin.output.value, 0)),
  };
}

/** Coins come by their ids, which are spread evenly. @source Bitcoin Core FindScriptPubKey */
function progressAt({ outpoint: { txid } }: UnspentCoin): number {
  const position = 0x100 * (txid[0] ?? 0) + (txid[1] ?? 0);
  return Math.floor((position * 100) / 0x10000 + 0.5);
}

function byOutpoint({ outpoint: a }: UnspentCoin, { outpoint: b }: UnspentCoin): number {
  return compareBytes(a.txid, b.txid) || a.index - b.index;
}

import type { Network } from '../chainparams/network.ts';
import { type TSchema, Type } from '../util/schema.ts';
import type { Expansion } from '../wallet/descriptor/expand.ts';
import type { Descriptor } from '../wallet/descriptor/model.ts';
import type { ParsedDescriptor } from '../wallet/descriptor/parse.ts';
import { RpcError } from './errors.ts';
import { readAs, readObject } from './read-as.ts';
import { INT64 } from './schemas.ts';

/** Output descriptors as parameters. Their parser is loaded when the first one comes. */

/** A descriptor that was read, each of its expansions made ready. */
export interface ReadDescriptor extends ParsedDescriptor {
  readonly expanders: readonly Expander[];
}

export interface Expander {
  readonly descriptor: Descriptor;
  readonly isRanged: boolean;
  /** What it stands for at the position; undefined where that takes a secret that is not there. */
  readonly expand: (position: number) => Expansion | undefined;
}

/** Positions from the first to the last, both included. */
export interface PositionRange {
  readonly first: number;
  readonly last: number;
}

interface DescriptorContext {
  readonly network: Pick<Network, 'addresses'>;
}

/** @throws RpcError -5 in the words of the parser */
export async function readDescriptor(
  text: string,
  context: DescriptorContext,
  options: { readonly requireChecksum?: boolean } = {},
): Promise<ReadDescriptor> {
  const parsed = await tryDescriptor(text, context, options);
  if (typeof parsed !== 'string') return parsed;
  throw new RpcError('RPC_INVALID_ADDRESS_OR_KEY', parsed);
}

/** The descriptor, or why it is none. */
async function tryDescriptor(
  text: string,
  { network: { addresses: prefixes } }: DescriptorContext,
  { requireChecksum = false }: { readonly requireChecksum?: boolean } = {},
): Promise<ReadDescriptor | string> {
  const [{ parseDescriptor }, { createExpander }, { isRanged }] = await Promise.all([
    import('../wallet/descriptor/parse.ts'),
    import('../wallet/descriptor/expand.ts'),
    import('../wallet/descriptor/model.ts'),
  ]);
  const parsed = parseDescriptor(text, { prefixes, requireChecksum });
  if (!parsed.ok) return parsed.error;
  const { descriptors, secrets } = parsed.value;
  const expanders = descriptors.map((descriptor) => ({
    descriptor,
    isRanged: isRanged(descriptor),
    expand: createExpander(descriptor, { secrets, prefixes }),
  }));
  return { ...parsed.value, expanders };
}

/** In parameters: the end of a range that begins at 0, or begin and end. */
export const RANGE: TSchema = Type.Union([INT64, Type.Array(INT64, { minItems: 2, maxItems: 2 })]);

const MAX_POSITION = 2 ** 31 - 1;
const MAX_RANGE = 1_000_000;

/** @throws RpcError -8 @source Bitcoin Core src/rpc/util.cpp ParseDescriptorRange */
export function parseDescriptorRange(value: unknown): PositionRange {
  const { first, last } = parseRange(value);
  if (first < 0) throw invalid('Range should be greater or equal than 0');
  // Below 0 too, in Core's words: it looks at the bits above the 31st.
  if (last < 0 || last > MAX_POSITION) throw invalid('End of range is too high');
  if (last >= first + MAX_RANGE) throw invalid('Range is too large');
  return { first, last };
}

function parseRange(value: unknown): PositionRange {
  if (typeof value === 'number') return { first: 0, last: readAs(INT64, value, 'range') };
  if (Array.isArray(value) && value.length === 2 && value.every((end) => typeof end === 'number')) {
    const [first = 0, last = 0] = value.map((end) => readAs(INT64, end, 'range'));
    if (first > last) throw invalid('Range specified as [begin,end] must not have begin after end');
    return { first, last };
  }
  throw invalid('Range must be specified as end or as [begin,end]');
}

/** Positions that are looked at where a scan object names none. */
const DEFAULT_RANGE: PositionRange = { first: 0, last: 1000 };

/** In parameters: a descriptor, alone or with its range. */
export const SCAN_OBJECT = Type.Union(
  [
    Type.String({ description: 'An output descriptor' }),
    Type.Object({
      desc: Type.String({ description: 'An output descriptor' }),
      range: Type.Optional(
        Type.Unsafe<unknown>({
          ...RANGE,
          description:
            'The range of HD chain indexes to explore (either end or [begin,end]; without it 0 to 1000)',
        }),
      ),
    }),
  ],
  { title: 'scanobjects' },
);

/** What one scan object stands for, position by position. */
export interface ScanTarget {
  readonly read: ReadDescriptor;
  readonly range: PositionRange;
  /** For texts. */
  readonly text: string;
}

/** @throws RpcError -8, -5, -3 @source Bitcoin Core src/rpc/util.cpp EvalDescriptorStringOrObject */
export async function readScanObject(value: unknown, context: DescriptorContext): Promise<ScanTarget> {
  const { text, range } = scanObjectParts(value);
  const read = await readDescriptor(text, context);
  const isRanged = read.expanders[0]?.isRanged ?? false;
  return { read, text, range: isRanged ? range : { first: 0, last: 0 } };
}

/** Bare types are checked where parameters are bound; within one, a keyword more makes readAs look. */
const ANY_TEXT = Type.String({ minLength: 0 });

function scanObjectParts(value: unknown): { readonly text: string; readonly range: PositionRange } {
  if (typeof value === 'string') return { text: value, range: DEFAULT_RANGE };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid('Scan object needs to be either a string or an object');
  }
  const { desc, range } = readObject(value, 'scanobject');
  if (desc === undefined || desc === null) throw invalid('Descriptor needs to be provided in scan object');
  const text = readAs(ANY_TEXT, desc, 'desc');
  return { text, range: range === undefined || range === null ? DEFAULT_RANGE : parseDescriptorRange(range) };
}

/** Positions expanded between two breaths: some milliseconds, keys that have to be derived. */
const POSITIONS_AT_ONCE = 32;

/**
 * What the scan object stands for at each of its positions.
 * @param breathe - lets other work have its turn; what it throws ends the expansion
 * @throws RpcError -5 where a secret is missing
 */
export async function* expandScanTarget(
  { read, range, text }: ScanTarget,
  breathe: () => Promise<void>,
): AsyncGenerator<Expansion> {
  for (let position = range.first; position <= range.last; position++) {
    for (const { expand } of read.expanders) {
      const expansion = expand(position);
      if (!expansion) {
        throw new RpcError(
          'RPC_INVALID_ADDRESS_OR_KEY',
          `Cannot derive script without private keys: '${text}'`,
        );
      }
      yield expansion;
    }
    if ((position - range.first) % POSITIONS_AT_ONCE === POSITIONS_AT_ONCE - 1) await breathe();
  }
}

/**
 * The one script that a block's reward can be paid to.
 * @throws RpcError -8, -5
 * @returns the script, or why the text is no descriptor
 * @source Bitcoin Core src/rpc/mining.cpp getScriptFromDescriptor
 */
export async function rewardScriptOf(text: string, context: DescriptorContext): Promise<Uint8Array | string> {
  const read = await tryDescriptor(text, context);
  if (typeof read === 'string') return read;
  const [expander, ...others] = read.expanders;
  if (others.length > 0) throw invalid('Multipath descriptor not accepted');
  if (expander?.isRanged) {
    throw invalid('Ranged descriptor not accepted. Maybe pass through deriveaddresses first?');
  }
  const outputs = expander?.expand(0)?.outputs;
  if (!outputs) {
    throw new RpcError('RPC_INVALID_ADDRESS_OR_KEY', 'Cannot derive script without private keys');
  }
  // combo() has several: P2WPKH where the key is of the short form, else P2PKH.
  const output = outputs.length === 4 ? outputs[2] : (outputs[1] ?? outputs[0]);
  return output?.script ?? 'no script';
}

function invalid(message: string): RpcError {
  return new RpcError('RPC_INVALID_PARAMETER', message);
}

/**
 * What JSON.parse does not tell of a text: how deep its values stand in each other, which it would find out only by
 * building them, and which names an object has more than once, of which it keeps the last one alone. Bitcoin Core's
 * UniValue keeps all.
 */

const [QUOTE, BACKSLASH, COLON, COMMA] = [0x22, 0x5c, 0x3a, 0x2c];
const [OPEN_ARRAY, CLOSE_ARRAY, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

/** Looks before JSON.parse builds anything; malformed text may pass here. What is inside of strings does not count. */
export function surveyJson(text: string): { readonly depth: number; readonly names: number } {
  let [level, depth, names] = [0, 0, 0];
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === COLON) names++;
    else if (code === OPEN_ARRAY || code === OPEN_OBJECT) level++;
    else if (code === CLOSE_ARRAY || code === CLOSE_OBJECT) level--;
    if (level > depth) depth = level;
  }
  return { depth, names };
}

/** How many names the objects of a parsed value have: fewer than its text where one is repeated. */
export function countNames(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const values: readonly unknown[] = Object.values(value);
  return values.reduce<number>((sum, one) => sum + countNames(one), Array.isArray(value) ? 0 : values.length);
}

const REPEATED = Symbol('the names that the text has once more');

/** All fields as the text has them; those under a repeated name, once more each, at the end, with the last one's value. */
export function fieldsOf(object: object): readonly (readonly [string, unknown])[] {
  const fields = object as Readonly<Record<string, unknown>>;
  return [...Object.entries(object), ...repeatedIn(object).map((name) => [name, fields[name]] as const)];
}

function repeatedIn(object: { readonly [REPEATED]?: readonly string[] }): readonly string[] {
  return object[REPEATED] ?? [];
}

/** A value that the scan is inside of. */
interface Frame {
  readonly value: unknown;
  /** Of an object, those that were met; undefined: an array. */
  readonly names: Set<string> | undefined;
  /** Name or index of what comes next in it. */
  key: string | number;
}

/** Makes fieldsOf() know. @param text - JSON @param value - what JSON.parse made of it */
export function noteRepeatedNames(text: string, value: unknown): void {
  const frames: Frame[] = [];
  let isNameNext = false;
  for (let at = 0; at < text.length; at++) {
    const frame = frames.at(-1);
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      const end = endOfString(text, at);
      if (frame && isNameNext) noteName(frame, JSON.parse(text.slice(at, end + 1)) as string);
      isNameNext = false;
      at = end;
    } else if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
      isNameNext = code === OPEN_OBJECT;
      frames.push({
        value: frame ? childOf(frame) : value,
        names: isNameNext ? new Set() : undefined,
        key: 0,
      });
    } else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) frames.pop();
    else if (code === COMMA && frame) {
      isNameNext = frame.names !== undefined;
      if (typeof frame.key === 'number') frame.key++;
    }
  }
}

/** Undefined under a name whose later value is of another kind. */
function childOf({ value, key }: Frame): unknown {
  return typeof value === 'object' && value !== null
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;
}

function noteName(frame: Frame, name: string): void {
  const { value, names } = frame;
  frame.key = name;
  if (!names?.has(name)) names?.add(name);
  else if (typeof value === 'object' && value !== null) {
    Object.defineProperty(value, REPEATED, { value: [...repeatedIn(value), name], configurable: true });
  }
}

/** Where the string that opens at `start` closes: its closing quote, or the end of the text. */
function endOfString(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); quote !== -1; quote = text.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(quote - 1 - backslashes) === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return quote;
  }
  return text.length;
}

/**
 * JSON as text: what a server sent is shown in its own words, since parsing would turn `0.10000000` into
 * 0.1 and round numbers beyond 2^53. Takes valid JSON only; JSON.parse has judged it before.
 */

/** Where a token stands: a bracket, a comma, a colon, a string, a number or a word. */
interface Token {
  readonly start: number;
  readonly end: number;
}

const PUNCTUATION = '{}[],:';
const WHITE_SPACE = ' \t\r\n';

/** The JSON text with every member and item on a line of its own, two spaces deeper than what holds it. */
export function prettyJson(json: string): string {
  const parts: string[] = [];
  let depth = 0;
  let previous = '';
  for (const { start, end } of tokens(json)) {
    const token = json.slice(start, end);
    const opened = previous === '{' || previous === '[';
    const closes = token === '}' || token === ']';
    if (closes) depth--;
    if (closes ? !opened : opened || previous === ',') parts.push('\n', '  '.repeat(depth));
    parts.push(token === ':' ? ': ' : token);
    if (token === '{' || token === '[') depth++;
    previous = token;
  }
  return parts.join('');
}

/** The members of a JSON object, each value as it is written. */
export function memberTexts(json: string): ReadonlyMap<string, string> {
  const members = new Map<string, string>();
  let depth = 0;
  let key: string | undefined;
  let valueStart = 0;
  let last: Token = { start: 0, end: 0 };
  for (const token of tokens(json)) {
    const character = json[token.start] ?? '';
    if ('}]'.includes(character)) depth--;
    if (depth === 1 && key === undefined && character === ':') {
      key = JSON.parse(json.slice(last.start, last.end)) as string;
      valueStart = token.end;
    } else if (key !== undefined && (depth === 0 || (depth === 1 && character === ','))) {
      members.set(key, json.slice(valueStart, last.end).trim());
      key = undefined;
    }
    if ('{['.includes(character)) depth++;
    last = token;
  }
  return members;
}

function* tokens(json: string): Generator<Token> {
  let start = 0;
  while (start < json.length) {
    const character = json[start] ?? '';
    if (WHITE_SPACE.includes(character)) {
      start++;
      continue;
    }
    const end = tokenEnd(json, start, character);
    yield { start, end };
    start = end;
  }
}

function tokenEnd(json: string, start: number, first: string): number {
  if (PUNCTUATION.includes(first)) return start + 1;
  if (first === '"') return stringEnd(json, start);
  let end = start + 1;
  while (end < json.length && !`${PUNCTUATION}${WHITE_SPACE}`.includes(json[end] ?? '')) end++;
  return end;
}

/** The index behind the closing quote: the first one with an even number of backslashes before it. */
function stringEnd(json: string, start: number): number {
  for (let quote = json.indexOf('"', start + 1); quote > 0; quote = json.indexOf('"', quote + 1)) {
    let backslashes = 0;
    while (json[quote - 1 - backslashes] === '\\') backslashes++;
    if (backslashes % 2 === 0) return quote + 1;
  }
  return json.length;
}

/**
 * Words of a command line as JSON-RPC parameters. The request is put together as text, so that `1.00000000`
 * and numbers beyond 2^53 reach the server as they were typed.
 */

/** JSON's own form of a number; the digits of a hash are a number too, but never meant as one. */
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const HASH = /^[0-9a-fA-F]{64}$/;

/**
 * A word as JSON text: a number, `true`, `false`, `null`, an object, an array or a quoted string stays what
 * it is; anything else is a string. To pass a string that looks like a number, quote it: '"123"'.
 */
export function wordToJson(word: string): string {
  if (HASH.test(word)) return JSON.stringify(word);
  if (NUMBER.test(word) || /^(?:true|false|null)$/.test(word)) return word;
  return /^\s*["[{]/.test(word) && isJson(word) ? word.trim() : JSON.stringify(word);
}

/** What the daemon says of a method's parameters, as far as the command line goes by it. */
export interface KnownParam {
  readonly name: string;
  /** True where nothing but a string makes sense, so that a word which looks like a number is one all the same. */
  readonly isText: boolean;
}

/** The `params` of a request by position, as JSON text. @param known - the method's parameters, in their order */
export function positionalParams(words: readonly string[], known: readonly KnownParam[] = []): string {
  return `[${words.map((word, index) => asParam(word, known[index])).join(',')}]`;
}

/** A quoted string stays what it is, also where text is expected. */
function asParam(word: string, param: KnownParam | undefined): string {
  if (!param?.isText) return wordToJson(word);
  return word.startsWith('"') && isJson(word) ? word : JSON.stringify(word);
}

/**
 * The `params` of a request by name, as JSON text: `name=value` words, and words without a name in `args`,
 * in their order.
 * @source Bitcoin Core src/rpc/client.cpp RPCConvertNamedValues
 */
export function namedParams(words: readonly string[], known: readonly KnownParam[] = []): string {
  const members = new Map<string, string>();
  const unnamed: string[] = [];
  for (const word of words) {
    const equals = word.indexOf('=');
    const name = word.slice(0, equals);
    const param = known.find((one) => one.name === name);
    if (equals > 0) members.set(name, asParam(word.slice(equals + 1), param));
    else unnamed.push(word);
  }
  if (unnamed.length > 0) members.set('args', positionalParams(unnamed, known));
  return `{${[...members].map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

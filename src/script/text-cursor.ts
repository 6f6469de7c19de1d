/** A text that is read from the left. */
export interface TextCursor {
  text: string;
}

/** Skips the word where the text goes on with it. @source Bitcoin Core src/script/parsing.cpp Const */
export function skip(cursor: TextCursor, word: string): boolean {
  if (!cursor.text.startsWith(word)) return false;
  cursor.text = cursor.text.slice(word.length);
  return true;
}

/** What stands in the parentheses of `name(…)`; undefined for any other text. @source Bitcoin Core parsing.cpp Func */
export function argumentsOf(name: string, text: string): string | undefined {
  const isCall = text.length >= name.length + 2 && text.startsWith(`${name}(`) && text.endsWith(')');
  return isCall ? text.slice(name.length + 1, -1) : undefined;
}

/**
 * Takes the text up to the comma, parenthesis or brace that ends the expression it begins with.
 * @source Bitcoin Core src/script/parsing.cpp Expr
 */
export function takeExpression(cursor: TextCursor): string {
  let depth = 0;
  let end = 0;
  for (; end < cursor.text.length; end++) {
    const character = cursor.text[end] ?? '';
    if (character === '(' || character === '{') depth++;
    else if (depth > 0 && (character === ')' || character === '}')) depth--;
    else if (depth === 0 && ')},'.includes(character)) break;
  }
  const expression = cursor.text.slice(0, end);
  cursor.text = cursor.text.slice(end);
  return expression;
}

const MAX_UINT32 = 2 ** 32 - 1;

/** The number of 32 bits that the digits spell; undefined for any other text. */
export function parseUint32(text: string): number | undefined {
  if (!/^\d+$/.test(text)) return undefined;
  const value = Number(text);
  return value <= MAX_UINT32 ? value : undefined;
}

import { expectDefined } from '../util/invariant.ts';
import type { TSchema } from '../util/schema.ts';
import { RPC_ERRORS } from './errors.ts';
import { schemaLines, type TextLine, typeWords } from './help-schema.ts';
import type { MethodDirectory, RpcCall, RpcMethod, RpcParam } from './registry.ts';

/**
 * The texts of `help`, made from the method table in the form of Core's.
 * @source Bitcoin Core src/rpc/util.cpp RPCMethod::ToString; src/rpc/server.cpp CRPCTable::help
 */

/** One line per method that isn't hidden, under a heading per category. */
export function helpOverview(directory: MethodDirectory): string {
  const shown = directory.list().filter((method) => !method.hidden);
  const categories = [...new Set(shown.map((method) => method.category))];
  return categories
    .map((category) => {
      const synopses = shown.filter((method) => method.category === category).map(synopsis);
      return [`== ${category[0]?.toUpperCase()}${category.slice(1)} ==`, ...synopses].join('\n');
    })
    .join('\n\n');
}

/** The help of a method of that name, which Core answers with where a word is none of those that it knows. */
export function usageOf(name: string, { methods }: Pick<RpcCall, 'methods'>): string {
  return helpText(expectDefined(methods.find(name), name));
}

/** All that the table says of one method. The first word is its name, in Core's lower case. */
export function helpText(method: RpcMethod): string {
  const head = `${synopsis(method)}\n\n${method.description.trim()}\n`;
  if (method.isGone) return head;
  return [
    head,
    section(
      'Aliases',
      (method.aliases ?? []).map((alias) => ({ left: alias, right: '' })),
    ),
    section('Arguments', argumentLines(method)),
    ...resultSections(method.result),
    section('Errors', errorLines(method)),
    section('Examples', examples(method)),
  ].join('');
}

/** The name and its parameters in one line, those that may be left out in round brackets. */
function synopsis(method: RpcMethod): string {
  let line = method.lowerName;
  let inBrackets = false;
  for (const [name, param] of visibleParams(method)) {
    const isOptional = param.presence !== 'required';
    if (isOptional !== inBrackets) line += isOptional ? ' (' : ' )';
    inBrackets = isOptional;
    line += ` ${param.isTerse ? name : oneLine(shownSchema(param), name)}`;
  }
  return inBrackets ? `${line} )` : line;
}

function visibleParams(method: RpcMethod): (readonly [string, RpcParam])[] {
  const params = Object.entries(method.params);
  const firstHidden = params.findIndex(([, param]) => param.hidden);
  return firstHidden === -1 ? params : params.slice(0, firstHidden);
}

function shownSchema({ schema, shown }: RpcParam): TSchema {
  return shown ?? schema;
}

function oneLine(schema: TSchema, name: string): string {
  if (schema['type'] === 'string') return `"${name}"`;
  if (schema['type'] === 'array') {
    const items = schema['items'] as TSchema;
    return `[${oneLine(items, items.title ?? 'item')},...]`;
  }
  if (schema['type'] !== 'object') return name;
  const fields = Object.keys((schema['properties'] as object | undefined) ?? {});
  return `{${fields.map((field) => `"${field}":...`).join(',')}}`;
}

function argumentLines(method: RpcMethod): TextLine[] {
  return visibleParams(method).flatMap(([name, param], index) => {
    const line = { left: `${index + 1}. ${name}`, right: `(${paramWords(param)}) ${param.description}` };
    const schema = shownSchema(param);
    const isNested = schema['type'] === 'array' || schema['type'] === 'object';
    return isNested ? [line, ...schemaLines(schema, 5).map(withoutTopWords)] : [line];
  });
}

/** The outer bracket of an argument repeats what its numbered line says. */
function withoutTopWords(line: TextLine, index: number): TextLine {
  return index === 0 ? { ...line, right: '' } : line;
}

function paramWords(param: RpcParam): string {
  const words = typeWords(shownSchema(param));
  if (param.presence === 'required') return `${words}, required`;
  const fallback =
    param.defaultHint ?? (param.presence === 'default' ? JSON.stringify(param.default) : undefined);
  return fallback === undefined ? `${words}, optional` : `${words}, optional, default=${fallback}`;
}

/** A union whose branches bear titles is shown branch by branch: the title says when it is the result. */
function resultSections(result: TSchema): string[] {
  const branches = result['anyOf'] as readonly TSchema[] | undefined;
  if (!branches?.every((branch) => branch.title !== undefined))
    return [section('Result', schemaLines(result, 0))];
  return branches.map((branch) => section(`Result (${branch.title})`, schemaLines(branch, 0)));
}

function errorLines(method: RpcMethod): TextLine[] {
  return method.errors.map(({ error, when }) => ({
    left: `${RPC_ERRORS[error]} ${error}`,
    right: `when ${when}`,
  }));
}

function examples(method: RpcMethod): TextLine[] {
  const words = method.example.map((value) =>
    shellWord(typeof value === 'string' ? value : JSON.stringify(value)),
  );
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: method.name, params: method.example });
  // What is named in it, a block or an address, is there on regtest.
  const [network, port] = words.length === 0 ? ['', 18_543] : ['-regtest ', 18_443];
  return [
    { left: [`> nonced ${network}call`, method.name, ...words].join(' '), right: '' },
    {
      left: `> curl --user "$(cat .cookie)" --data-binary ${shellQuoted(body)} http://127.0.0.1:${port}/`,
      right: '',
    },
  ];
}

function shellWord(text: string): string {
  return /^[\w.,:/=+@-]+$/.test(text) ? text : shellQuoted(text);
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A heading and its lines, the right halves below each other; nothing where there are no lines. */
function section(heading: string, lines: readonly TextLine[]): string {
  if (lines.length === 0) return '';
  const described = lines.filter((line) => line.right !== '');
  const width = Math.max(0, ...described.map((line) => line.left.length)) + 4;
  const text = lines.map(({ left, right }) => (right === '' ? left : left.padEnd(width) + right).trimEnd());
  return `\n${heading}:\n${text.join('\n')}\n`;
}

import { helpText } from './help.ts';
import type { MethodDirectory, RpcMethod } from './registry.ts';

/** docs/rpc.md, made from the method table: what `help` says of each method. */

const INTRODUCTION = `# JSON-RPC methods

Made from the method table; \`nonced help METHOD\` prints the same from a running node, and \`nonced call rpc.discover\` gives it
to programs as an OpenRPC document. Names are Bitcoin Core's and match without regard to case, parameters can be passed by
position or by name, results have Core's fields. The examples with parameters are for regtest, those without for
cpunet; tests run each of them.
`;

/** The whole text. */
export function methodDocs(directory: MethodDirectory): string {
  const shown = directory.list().filter((method) => !method.hidden);
  const hidden = directory.list().filter((method) => method.hidden);
  const categories = [...new Set(shown.map(({ category }) => category))];
  const parts = categories.map((category) =>
    sectionOf(
      titleOf(category),
      shown.filter((method) => method.category === category),
    ),
  );
  return [INTRODUCTION, ...parts, sectionOf('Hidden: for tests and tools', hidden)].join('\n');
}

function titleOf(category: string): string {
  return `${category[0]?.toUpperCase()}${category.slice(1)}`;
}

function sectionOf(title: string, methods: readonly RpcMethod[]): string {
  const texts = methods.map(
    (method) => `### ${method.name}\n\n\`\`\`text\n${helpText(method).trimEnd()}\n\`\`\`\n`,
  );
  return `## ${title}\n\n${texts.join('\n')}`;
}

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PACKAGE_ROOT } from '../../../src/node/package-info.ts';
import { methodDocs } from '../../../src/rpc/method-docs.ts';
import { RPC_METHODS } from '../../../src/rpc/methods/all.ts';
import { createRegistry } from '../../../src/rpc/registry.ts';

const registry = createRegistry(RPC_METHODS, () => {
  throw new Error('no handler runs');
});

describe('methodDocs', () => {
  // `npx vitest run test/unit/rpc/method-docs.test.ts -u` writes the file anew.
  it('is docs/rpc.md', async () => {
    await expect(methodDocs(registry)).toMatchFileSnapshot(join(PACKAGE_ROOT, 'docs/rpc.md'));
  });

  it('has every method', () => {
    const text = methodDocs(registry);
    for (const { name } of RPC_METHODS) expect(text).toContain(`\n### ${name}\n`);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BENCH_OPTIONS } from '../../../../src/node/options/bench-options.ts';
import { CALL_OPTIONS } from '../../../../src/node/options/call-options.ts';
import { NET_OPTIONS } from '../../../../src/node/options/net-options.ts';
import { NEW_NETWORK_OPTIONS } from '../../../../src/node/options/new-network-options.ts';
import { NODE_OPTIONS } from '../../../../src/node/options/node-options.ts';
import { PAY_OPTIONS } from '../../../../src/node/options/pay-options.ts';
import { INFORMATION_OPTIONS, START_OPTIONS } from '../../../../src/node/options/start-options.ts';
import { PACKAGE_ROOT } from '../../../../src/node/package-info.ts';
import { RPC_METHODS } from '../../../../src/rpc/methods/all.ts';

/** Pages that speak to users: what they name has to be there. */
const PAGES = ['README.md', 'CHANGELOG.md', 'docs/peers.md', 'docs/full-disk.md', 'docs/events.md'];

const OPTIONS = new Set(
  [
    INFORMATION_OPTIONS,
    START_OPTIONS,
    NODE_OPTIONS,
    CALL_OPTIONS,
    NET_OPTIONS,
    NEW_NETWORK_OPTIONS,
    PAY_OPTIONS,
    BENCH_OPTIONS,
  ].flatMap((table) => Object.keys(table).map((key) => key.toLowerCase())),
);

const METHODS = new Set(RPC_METHODS.map(({ name }) => name));

const codeOf = (page: string): readonly string[] =>
  [...readFileSync(join(PACKAGE_ROOT, page), 'utf8').matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);

describe.each(PAGES)('%s', (page) => {
  it('names options that there are', () => {
    const named = codeOf(page).flatMap((code) => /^--?([a-z][a-z\d]*)/.exec(code)?.[1] ?? []);
    const isKnown = (name: string) => OPTIONS.has(name) || OPTIONS.has(name.replace(/^no/, ''));
    expect(named.filter((name) => !isKnown(name))).toEqual([]);
  });

  it('names methods that there are, as help writes them', () => {
    const named = codeOf(page).flatMap(
      (code) =>
        /^((?:get|set|list|add|clear|disconnect|send|submit|test|create)[A-Z]\w*)/.exec(code)?.[1] ?? [],
    );
    expect(named.filter((name) => !METHODS.has(name))).toEqual([]);
  });
});

it('docs/peers.md names every option about peers that --help has', () => {
  const text = codeOf('docs/peers.md').join(' ').toLowerCase();
  const peerOptions = Object.entries(NODE_OPTIONS).filter(
    ([, spec]) => spec.category === 'peers' && !('hidden' in spec && spec.hidden),
  );
  const silent = peerOptions.map(([key]) => key.toLowerCase()).filter((key) => !text.includes(`-${key}`));
  expect(silent).toEqual([]);
});

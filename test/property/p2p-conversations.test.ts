import { randomInt } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, it } from 'vitest';
import { INV_TYPE } from '../../src/p2p/codec/message.ts';
import type { ConnectionKind } from '../../src/p2p/peer.ts';
import { displayHash } from '../../src/primitives/hash256.ts';
import { expectDefined } from '../../src/util/invariant.ts';
import { buildChain } from '../helpers/chain-builder.ts';
import { type Conversation, recordConversation } from '../helpers/p2p/conversations.ts';
import { type FuzzNode, openFuzzNode } from '../helpers/p2p/fuzz-node.ts';
import { framesOf, mutateConversation } from '../helpers/p2p/mutate-conversation.ts';
import type { Script } from '../helpers/p2p/scripted-peer.ts';
import { serveChain } from '../helpers/p2p/serve-chain.ts';
import { seededRandom } from '../helpers/seeded-random.ts';

/**
 * Peers that say what a node says, but not quite: whatever comes, and however it comes, the node has no fault of its
 * own, keeps its memory, and serves an honest peer as if nobody else were there. NONCED_FUZZ says how many conversations
 * (1000000 for a release), NONCED_SEED repeats an earlier run.
 */

const CASES = Number(process.env['NONCED_FUZZ'] ?? 10_000);
const CASES_PER_NODE = 500;
const NODES = Math.ceil(CASES / CASES_PER_NODE);
const SEED = Number(process.env['NONCED_SEED'] ?? randomInt(2 ** 31));
const PATIENCE_MS = 300_000;
const KINDS: readonly ConnectionKind[] = [
  'inbound',
  'inbound',
  'outbound-full-relay',
  'block-relay-only',
  'manual',
];

/** What may be left of a node's cases, bytes. */
const MEMORY_BOUND = 64 * 2 ** 20;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapSize(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

let recorded: Promise<Conversation> | undefined;
/** One for all tests: what is recorded is data. */
const conversation = (): Promise<Conversation> => (recorded ??= recordConversation());

afterEach(({ task }) => {
  if (task.result?.state === 'fail') console.log(`NONCED_SEED=${SEED}`);
});

/** A node whose honest peer has more of the chain from time to time, and in the end more than anybody else. */
async function openScene({ chain }: Conversation, seed: number) {
  const more = buildChain(expectDefined(chain.at(-1), 'a tip'), 3, { tag: 7 });
  const whole = [...chain, ...more];
  let serve = serveChain(whole.slice(0, 3));
  const script: Script = (message, peer) => serve(message, peer);
  const node = await openFuzzNode(script, seed);
  const { honest } = node;
  let pings = 0n;
  return {
    node,
    tip: expectDefined(whole.at(-1), 'a tip').hash,
    /** The honest peer has a share of the chain now, and says so. */
    grow(share: number): void {
      const known = whole.slice(0, Math.max(3, Math.round(share * whole.length)));
      serve = serveChain(known);
      const { hash } = expectDefined(known.at(-1), 'a block');
      honest.send({ command: 'inv', items: [{ type: INV_TYPE.block, hash }] });
    },
    /** @returns whether the node answered the honest peer's ping */
    async answersPing(): Promise<boolean> {
      const before = honest.received.get('pong') ?? 0;
      honest.send({ command: 'ping', nonce: ++pings });
      return node.until(() => (honest.received.get('pong') ?? 0) > before);
    },
  };
}

/** Lets a peer say this, and go. */
async function speak(node: FuzzNode, kind: ConnectionKind, pieces: readonly Uint8Array[]): Promise<void> {
  const { theirs, ours } = await node.connect(kind);
  theirs.resume();
  for (const piece of pieces) theirs.write(piece);
  for (let turns = 3 * pieces.length + 20; turns > 0 && !ours.destroyed; turns--) await breathe();
  node.elapse(1);
  await breathe();
  ours.destroy();
}

async function expectUnharmed(scene: Awaited<ReturnType<typeof openScene>>): Promise<void> {
  const { node, tip } = scene;
  scene.grow(1);
  node.elapse(600);
  const isThere = await node.until(() => displayHash(node.chainstate.tip().hash) === displayHash(tip));
  expect({ isThere, pong: await scene.answersPing(), faults: node.faults }).toEqual({
    isThere: true,
    pong: true,
    faults: [],
  });
  await node.until(() => node.network.peers().length === 1);
  expect(node.network.peers().map(({ id }) => id)).toEqual([0]);
}

describe('a conversation with something done to it', () => {
  it.for(Array.from({ length: NODES }, (_, i) => ({ number: i + 1 })))(
    'harms nobody, part $number',
    { timeout: PATIENCE_MS },
    async ({ number }) => {
      const said = await conversation();
      const random = seededRandom(SEED + number);
      const scene = await openScene(said, SEED + number);
      const before = heapSize();
      for (let i = 0; i < CASES_PER_NODE; i++) {
        const side = expectDefined(said.sides[random() < 0.6 ? 0 : 1], 'one of two');
        const { how, pieces } = mutateConversation(side, random);
        const kind = expectDefined(KINDS[Math.floor(random() * KINDS.length)], 'a kind');
        await speak(scene.node, kind, pieces);
        if (i % 100 === 99) scene.grow(i / (2 * CASES_PER_NODE));
        const what = `case ${i} of part ${number}, seed ${SEED}, ${kind}: ${how}`;
        expect({ pong: await scene.answersPing(), faults: scene.node.faults }, what).toEqual({
          pong: true,
          faults: [],
        });
      }
      await expectUnharmed(scene);
      expect(heapSize() - before).toBeLessThan(MEMORY_BOUND);
    },
  );

  it('harms nobody, cut at each byte of each message', { timeout: PATIENCE_MS }, async () => {
    const said = await conversation();
    const scene = await openScene(said, SEED);
    const longest = new Map(said.sides.flat().map((message) => [message.command, message]));
    for (const { command, payload } of longest.values()) {
      const greeting = expectDefined(said.sides[0], 'a side').slice(0, 4);
      for (let end = 0; end < payload.length; end += 10) {
        const cuts = Array.from({ length: 10 }, (_, i) => ({
          command,
          payload: payload.subarray(0, end + i),
        }));
        await speak(scene.node, 'inbound', framesOf([...greeting, ...cuts]));
        expect({ pong: await scene.answersPing(), faults: scene.node.faults }, `${command} ${end}`).toEqual({
          pong: true,
          faults: [],
        });
      }
    }
    await expectUnharmed(scene);
  });

  it('harms nobody, a byte at a time', { timeout: PATIENCE_MS }, async () => {
    const said = await conversation();
    const scene = await openScene(said, SEED);
    for (const side of said.sides) {
      const bytes = framesOf(side).flatMap((frame) => Array.from(frame, (byte) => Uint8Array.of(byte)));
      await speak(scene.node, 'inbound', bytes);
    }
    await expectUnharmed(scene);
  });
});

describe('a peer that never reads', () => {
  it('is not answered beyond what may wait, and read from no further', { timeout: PATIENCE_MS }, async () => {
    const said = await conversation();
    const scene = await openScene(said, SEED);
    scene.grow(1);
    const { node } = scene;
    await node.until(() => displayHash(node.chainstate.tip().hash) === displayHash(scene.tip));
    const before = heapSize();
    const { theirs, ours } = await node.connect('inbound');
    const [greeting, side] = [said.sides[1].slice(0, 4), said.sides[1]];
    const asking = side.filter(({ command }) => ['getdata', 'getheaders', 'ping'].includes(command));
    const sent = framesOf(Array.from({ length: 3000 }, () => asking).flat());
    for (const frame of [...framesOf(greeting), ...sent]) theirs.write(frame);
    for (let turns = 0; turns < 20_000; turns++) await breathe();
    const peer = node.network.peers().find(({ id }) => id === 1);
    expect(peer?.isPaused()).toBe(true);
    expect(await scene.answersPing()).toBe(true);
    expect(heapSize() - before).toBeLessThan(MEMORY_BOUND);
    ours.destroy();
    await expectUnharmed(scene);
  });
});

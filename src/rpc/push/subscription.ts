import { PUSH_TOPICS, type PushEvent, type PushTopic } from '../../notify/push-events.ts';
import { type AddressPrefixes, decodeAddress } from '../../script/address.ts';
import { fromHex, toHex } from '../../util/bytes.ts';
import { Type } from '../../util/schema.ts';
import { accept, reject, type Verdict } from '../../util/verdict.ts';
import { parseJson } from '../json.ts';
import { createChecker } from '../schema-check.ts';

/** What a client of the events wants to hear of. */
export interface Subscription {
  readonly topics: ReadonlySet<PushTopic>;
  /** True for events that are to be sent. */
  readonly matches: (event: PushEvent) => boolean;
}

const checkRequest = createChecker(
  Type.Object(
    {
      subscribe: Type.Array(Type.Union(PUSH_TOPICS.map((topic) => Type.Literal(topic)))),
      addresses: Type.Optional(Type.Array(Type.String(), { maxItems: 10_000 })),
      scripts: Type.Optional(Type.Array(Type.String(), { maxItems: 10_000 })),
    },
    { additionalProperties: false },
  ),
);

/**
 * The subscription that a message asks for.
 * @param message - JSON: `{"subscribe": ["blocks", "transactions"], "addresses": [...], "scripts": [...]}`; with
 *   addresses or scripts transactions that have none of them are left out
 * @rejects bad-subscription, with what is wrong
 */
export function readSubscription(
  message: Uint8Array,
  prefixes: AddressPrefixes,
): Verdict<Subscription, 'bad-subscription'> {
  const parsed = parseJson(message);
  if (!parsed.ok) return reject('bad-subscription', 'a message must be JSON');
  const request = checkRequest(parsed.value);
  if (!request.ok) return reject('bad-subscription', request.debug);
  const { subscribe, addresses, scripts } = request.value;
  const wanted = new Set<string>();
  for (const text of addresses ?? []) {
    const script = decodeAddress(text, prefixes);
    if (!script.ok) return reject('bad-subscription', `${text} is no address here: ${script.error}`);
    wanted.add(toHex(script.value));
  }
  for (const text of scripts ?? []) {
    const script = fromHex(text);
    if (!script) return reject('bad-subscription', `${text} is no script in hex`);
    wanted.add(toHex(script));
  }
  const isFiltered = addresses !== undefined || scripts !== undefined;
  return accept({
    topics: new Set<PushTopic>(subscribe),
    matches: (event) =>
      !isFiltered ||
      event.topic !== 'transactions' ||
      some(event.scripts(), (script) => wanted.has(toHex(script))),
  });
}

function some<T>(items: Iterable<T>, holds: (item: T) => boolean): boolean {
  for (const item of items) if (holds(item)) return true;
  return false;
}

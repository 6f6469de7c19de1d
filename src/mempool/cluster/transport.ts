/**
 * Senders with so much to give, takers with so much room, and who may send to whom: sends as much as can be sent.
 * This is the maximum flow of a network of two layers, by shortest augmenting paths.
 * @source J. Edmonds, R. M. Karp, Theoretical improvements in algorithmic efficiency for network flow problems, 1972
 */

/** How amounts are counted: in numbers, or in bigints where numbers cannot hold them exactly. */
export interface Arithmetic<N> {
  readonly zero: N;
  plus(a: N, b: N): N;
  minus(a: N, b: N): N;
}

export const IN_NUMBERS: Arithmetic<number> = { zero: 0, plus: (a, b) => a + b, minus: (a, b) => a - b };
export const IN_BIGINTS: Arithmetic<bigint> = { zero: 0n, plus: (a, b) => a + b, minus: (a, b) => a - b };

export interface Transport<N> {
  /** What each sender has left. */
  readonly supplies: N[];
  /** What each taker has room for. */
  readonly demands: N[];
  /** What was sent by each sender to each taker, sender by sender. */
  readonly sent: N[];
  maySend(sender: number, taker: number): boolean;
}

/** How far senders with something left come, where others may make way for them. */
interface Search {
  /** Senders that were reached, in the order in which they were. */
  readonly senders: number[];
  /** For each taker the sender that it was reached from; -1: not reached. */
  readonly reachedFrom: Int32Array;
  /** For each sender the taker that it would send less to; -1: it has something left, or was not reached. */
  readonly sendsLessTo: Int32Array;
}

/**
 * Sends until nothing more can be sent.
 * @returns the senders that have something left, and those that could make way for them
 */
export function sendAll<N extends number | bigint>(transport: Transport<N>, count: Arithmetic<N>): number[] {
  const { supplies, demands } = transport;
  const search: Search = {
    senders: [],
    reachedFrom: new Int32Array(demands.length),
    sendsLessTo: new Int32Array(supplies.length),
  };
  for (
    let taker = findRoom(transport, search, count);
    taker >= 0;
    taker = findRoom(transport, search, count)
  ) {
    send(transport, { ...search, taker }, count);
  }
  return search.senders;
}

/** The nearest taker with room that can be reached; -1: none. */
function findRoom<N extends number | bigint>(
  { supplies, demands, sent, maySend }: Transport<N>,
  { senders, reachedFrom, sendsLessTo }: Search,
  { zero }: Arithmetic<N>,
): number {
  senders.length = 0;
  reachedFrom.fill(-1);
  sendsLessTo.fill(-1);
  const isReached = supplies.map((left) => left > zero);
  for (const [sender, reached] of isReached.entries()) if (reached) senders.push(sender);
  // The list grows while it is walked.
  for (const sender of senders) {
    for (let taker = 0; taker < demands.length; taker++) {
      if (reachedFrom[taker] !== -1 || !maySend(sender, taker)) continue;
      reachedFrom[taker] = sender;
      if ((demands[taker] as N) > zero) return taker;
      for (let other = 0; other < supplies.length; other++) {
        if (isReached[other] || (sent[other * demands.length + taker] as N) <= zero) continue;
        isReached[other] = true;
        sendsLessTo[other] = taker;
        senders.push(other);
      }
    }
  }
  return -1;
}

/** Sends as much as the way to the taker bears. */
function send<N extends number | bigint>(
  { supplies, demands, sent }: Transport<N>,
  { reachedFrom, sendsLessTo, taker }: Search & { readonly taker: number },
  { plus, minus }: Arithmetic<N>,
): void {
  const width = demands.length;
  /** From the taker back to the sender that has something left. */
  const steps: { readonly more: number; readonly less: number }[] = [];
  let sender = -1;
  for (let at = taker; at !== -1; at = sendsLessTo[sender] as number) {
    sender = reachedFrom[at] as number;
    const less = sendsLessTo[sender] as number;
    steps.push({ more: sender * width + at, less: less === -1 ? -1 : sender * width + less });
  }
  let amount = least(demands[taker] as N, supplies[sender] as N);
  for (const { less } of steps) if (less !== -1) amount = least(amount, sent[less] as N);
  for (const { more, less } of steps) {
    sent[more] = plus(sent[more] as N, amount);
    if (less !== -1) sent[less] = minus(sent[less] as N, amount);
  }
  supplies[sender] = minus(supplies[sender] as N, amount);
  demands[taker] = minus(demands[taker] as N, amount);
}

function least<N extends number | bigint>(a: N, b: N): N {
  return b < a ? b : a;
}

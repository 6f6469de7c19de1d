/**
 * A binary heap of objects whose order may change while they are in it: the first one is at hand, and adding,
 * moving or removing any one takes a logarithmic number of steps.
 */
export interface UpdatableHeap<T> {
  size(): number;
  /** The first item; undefined where there is none. */
  peek(): T | undefined;
  /** Adds an item, or moves it to where it belongs after whatever its order depends on has changed. */
  put(item: T): void;
  /** Takes an item out, wherever it is; nothing happens where it is not in the heap. */
  remove(item: T): void;
  /** The items in order, while nothing changes. The first few take no more steps than so many call for. */
  inOrder(): Generator<T, undefined>;
}

interface Place {
  readonly place: number;
}

/**
 * A heap of these items.
 * @param isBefore - true where the first comes before the second; where neither does, either may be first
 * @param items - each once
 */
export function createUpdatableHeap<T extends object>(
  isBefore: (a: T, b: T) => boolean,
  items: Iterable<T> = [],
): UpdatableHeap<T> {
  const slots: T[] = [...items];
  const places = new Map<T, number>(slots.map((item, place) => [item, place]));
  for (let place = (slots.length >> 1) - 1; place >= 0; place--) sink(slots[place] as T, place);

  function occupy(item: T, place: number): void {
    slots[place] = item;
    places.set(item, place);
  }

  /** Lets the item move towards the top from a place that is free for it. Returns where it came to rest. */
  function rise(item: T, from: number): number {
    let place = from;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = slots[above] as T;
      if (!isBefore(item, parent)) break;
      occupy(parent, place);
      place = above;
    }
    occupy(item, place);
    return place;
  }

  /** The same away from the top. */
  function sink(item: T, from: number): void {
    let place = from;
    for (let below = 2 * place + 1; below < slots.length; below = 2 * place + 1) {
      const right = below + 1;
      if (right < slots.length && isBefore(slots[right] as T, slots[below] as T)) below = right;
      const child = slots[below] as T;
      if (!isBefore(child, item)) break;
      occupy(child, place);
      place = below;
    }
    occupy(item, place);
  }

  /** Below what was handed out anything may be next, and nothing else. */
  function* inOrder(): Generator<T, undefined> {
    const isFirst = (a: Place, b: Place): boolean => isBefore(slots[a.place] as T, slots[b.place] as T);
    const open = createUpdatableHeap(isFirst, slots.length > 0 ? [{ place: 0 }] : []);
    for (let first = open.peek(); first; first = open.peek()) {
      yield slots[first.place] as T;
      open.remove(first);
      for (const below of [2 * first.place + 1, 2 * first.place + 2]) {
        if (below < slots.length) open.put({ place: below });
      }
    }
    return undefined;
  }

  function settle(item: T, place: number): void {
    if (rise(item, place) === place) sink(item, place);
  }

  return {
    size: () => slots.length,
    peek: () => slots[0],
    put(item) {
      const place = places.get(item);
      if (place !== undefined) settle(item, place);
      else rise(item, slots.push(item) - 1);
    },
    remove(item) {
      const place = places.get(item);
      if (place === undefined) return;
      places.delete(item);
      const last = slots.pop() as T;
      if (last !== item) settle(last, place);
    },
    inOrder,
  };
}

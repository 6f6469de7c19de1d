/** A typed emitter: listeners run in the order in which they subscribed, synchronously. */

export type Listener<T> = (event: T) => void;
export type Unsubscribe = () => void;

export interface Emitter<Events extends object> {
  /** Subscribes and returns how to leave again. */
  on<K extends keyof Events>(name: K, listener: Listener<Events[K]>): Unsubscribe;
  /** Calls every listener in order. A listener that throws is our own fault: the error reaches the emitter. */
  emit<K extends keyof Events>(name: K, event: Events[K]): void;
}

/** The listening half alone: what a module hands to those who may hear it but not speak for it. */
export type Subscribable<Events extends object> = Pick<Emitter<Events>, 'on'>;

/** The same events for whoever leaves all that it subscribed to at once. */
export function collectSubscriptions<Events extends object>(
  events: Subscribable<Events>,
): { readonly events: Subscribable<Events>; readonly leave: Unsubscribe } {
  const unsubscribers: Unsubscribe[] = [];
  return {
    events: {
      on(name, listener) {
        const unsubscribe = events.on(name, listener);
        unsubscribers.push(unsubscribe);
        return unsubscribe;
      },
    },
    leave() {
      for (const unsubscribe of unsubscribers) unsubscribe();
    },
  };
}

/** A new emitter without listeners. */
export function createEmitter<Events extends object>(): Emitter<Events> {
  const listeners = new Map<keyof Events, Listener<never>[]>();
  return {
    on(name, listener) {
      // A function of its own, so that a listener that subscribed twice leaves once at a time.
      const subscribed: Listener<never> = (event) => listener(event);
      listeners.set(name, [...(listeners.get(name) ?? []), subscribed]);
      return () => {
        listeners.set(
          name,
          (listeners.get(name) ?? []).filter((other) => other !== subscribed),
        );
      };
    },
    emit(name, event) {
      for (const listener of listeners.get(name) ?? []) (listener as Listener<typeof event>)(event);
    },
  };
}

/** Everything that the starts lead to, the starts included, each once. @param next - where an item leads directly */
export function collectReachable<T>(starts: Iterable<T>, next: (item: T) => Iterable<T>): Set<T> {
  const found = new Set(starts);
  // A set's iterator sees what is added while it runs.
  for (const item of found) for (const neighbour of next(item)) found.add(neighbour);
  return found;
}

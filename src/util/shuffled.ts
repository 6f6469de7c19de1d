/** The items in an order of chance, each as likely as any other. @param below - a random whole number from 0 on, below the limit */
export function shuffled<T>(items: readonly T[], below: (limit: number) => number): T[] {
  const left = [...items];
  const mixed: T[] = [];
  while (left.length > 0) mixed.push(...left.splice(below(left.length), 1));
  return mixed;
}

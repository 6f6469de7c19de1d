/**
 * True where leaves of these depths, from left to right, make one whole binary tree.
 * @source BIP371; Bitcoin Core src/script/signingprovider.cpp TaprootBuilder::ValidDepths
 */
export function fitsTree(depths: readonly number[]): boolean {
  /** The depths of subtrees that wait for their right neighbours, rising. */
  const waiting: number[] = [];
  for (const depth of depths) {
    const lowest = waiting.at(-1);
    // Nothing may come once the tree is whole, nor above what waits.
    if (lowest !== undefined && (lowest === 0 || depth < lowest)) return false;
    let whole = depth;
    while (waiting.at(-1) === whole && whole > 0) {
      waiting.pop();
      whole--;
    }
    waiting.push(whole);
  }
  return waiting.length === 1 && waiting[0] === 0;
}

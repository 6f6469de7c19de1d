/**
 * What is known of an expression's script, as a set of letters:
 * one of B (leaves 1 or 0), V (leaves nothing or fails), K (leaves a key), W (as B, below the top of the stack);
 * z, o, n (takes no, one, a nonzero argument), d, u (can leave 0; leaves exactly 1);
 * e, f, s, m, for whom nobody can change the witness: the one way to fail needs no signature, every way to fail needs
 * one, every way to succeed needs one, it can be satisfied so that nobody can change how;
 * x (its last opcode has no form that verifies); g, h, i, j (locked by relative time, relative height, time, height);
 * k (no way to succeed asks for locks of both units).
 * @source BIP379
 */
const LETTERS = 'BVKWzondufesmxghijk';

const masks = new Map<string, number>();

/** The set of these letters. */
export function setOf(letters: string): number {
  let mask = masks.get(letters);
  if (mask === undefined) {
    mask = [...letters].reduce((bits, letter) => bits | (1 << LETTERS.indexOf(letter)), 0);
    masks.set(letters, mask);
  }
  return mask;
}

/** True where the set has all of these letters. */
export function has(type: number, letters: string): boolean {
  const mask = setOf(letters);
  return (type & mask) === mask;
}

/** Those of the letters that the set has. */
export function keep(type: number, letters: string): number {
  return type & setOf(letters);
}

/** The letters if the condition holds, else none. */
export function when(condition: boolean, letters: string): number {
  return condition ? setOf(letters) : 0;
}

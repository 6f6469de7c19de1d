import { expectDefined } from '../../util/invariant.ts';

/**
 * What a part of a descriptor stands for: one thing, or one for each number of its `<a;b>`. Parts without such numbers
 * go with any others.
 * @source BIP389
 */
export type Choices<T> = readonly T[];

/** Of the part, what goes with the others' choice `i`. */
export function choose<T>(choices: Choices<T>, i: number): T {
  return expectDefined(choices.length === 1 ? choices[0] : choices[i], 'choices that fit together');
}

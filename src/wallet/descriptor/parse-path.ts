import { parseUint32 } from '../../script/text-cursor.ts';
import type { Choices } from './choices.ts';
import { type ExtendedKey, HARDENED, type KeyPath } from './model.ts';
import { DescriptorProblem } from './problem.ts';

/** How hardened steps are marked so far; the last one read decides how the key is shown. */
export interface HardenedMark {
  usesApostrophe: boolean;
}

/** The paths that steps stand for: one, or one for each number of `<a;b>`. */
export interface PathRequest {
  /** Steps as text, without slashes. */
  readonly steps: readonly string[];
  readonly allowsMultipath: boolean;
  readonly mark: HardenedMark;
}

/**
 * @throws DescriptorProblem
 * @source BIP389; Bitcoin Core src/script/descriptor.cpp ParseKeyPath
 */
export function parsePaths({ steps, allowsMultipath, mark }: PathRequest): Choices<KeyPath> {
  let choices: { readonly at: number; readonly values: readonly number[] } | undefined;
  const path = steps.map((step, at) => {
    if (!/^<.*>$/.test(step)) return parseStep(step, mark);
    if (!allowsMultipath) {
      throw new DescriptorProblem(
        `Key path value '${step}' specifies multipath in a section where multipath is not allowed`,
      );
    }
    if (choices) throw new DescriptorProblem('Multiple multipath key path specifiers found');
    choices = { at, values: parseChoices(step.slice(1, -1), mark) };
    return 0;
  });
  if (!choices) return [path];
  const { at, values } = choices;
  return values.map((value) => path.with(at, value));
}

function parseChoices(text: string, mark: HardenedMark): readonly number[] {
  const parts = text.split(';');
  if (parts.length < 2) {
    throw new DescriptorProblem('Multipath key path specifiers must have at least two items');
  }
  const values: number[] = [];
  for (const part of parts) {
    const value = parseStep(part, mark);
    if (values.includes(value)) {
      throw new DescriptorProblem(`Duplicated key path value ${value} in multipath specifier`);
    }
    values.push(value);
  }
  return values;
}

function parseStep(text: string, mark: HardenedMark): number {
  const isHardened = /['h]$/.test(text);
  if (isHardened) mark.usesApostrophe = text.endsWith("'");
  const digits = isHardened ? text.slice(0, -1) : text;
  const value = parseUint32(digits);
  if (value === undefined) throw new DescriptorProblem(`Key path value '${digits}' is not a valid uint32`);
  if (value >= HARDENED) throw new DescriptorProblem(`Key path value ${value} is out of range`);
  return isHardened ? value + HARDENED : value;
}

/** Whether a path's last step is the position, and of which sort. */
export function wildcardOf(step: string | undefined): ExtendedKey['wildcard'] {
  if (step === '*') return 'normal';
  return step === "*'" || step === '*h' ? 'hardened' : 'none';
}

import { COIN, isMoneyRange, MAX_MONEY } from '../../primitives/amount.ts';
import { didYouMean } from '../../util/nearest-name.ts';
import { accept, reject, type Verdict } from '../../util/verdict.ts';
import type { BoolSpec, IntSpec, OptionSpec } from './option-spec.ts';

const TRUE_WORDS = ['1', 'true', 'yes', 'on', ''];
const FALSE_WORDS = ['0', 'false', 'no', 'off'];

/** A value as text gives it; a list's is one item, a path's is not anchored yet. */
export type ParsedValue = boolean | number | string;

/**
 * The value that `text` spells for an option.
 * @rejects bad-value, its debug text completes "give …" for the operator
 */
export function parseOptionValue(spec: OptionSpec, text: string): Verdict<ParsedValue, 'bad-value'> {
  switch (spec.kind) {
    case 'bool':
      return parseBool(spec, text);
    case 'int':
      return parseInteger(spec, text);
    case 'amount':
      return parseAmount(text);
    case 'choice':
      if (spec.choices.includes(text)) return accept(text);
      return reject('bad-value', `one of ${spec.choices.join(', ')}${didYouMean(text, spec.choices)}`);
    case 'string':
    case 'list':
      return spec.rule?.matches(text) === false ? reject('bad-value', spec.rule.expected) : accept(text);
    case 'path':
      return text.includes('\0') ? reject('bad-value', 'a path') : accept(text);
  }
}

function parseBool({ word: another }: BoolSpec, text: string): Verdict<boolean, 'bad-value'> {
  const word = text.toLowerCase();
  if (TRUE_WORDS.includes(word) || word === another) return accept(true);
  if (FALSE_WORDS.includes(word)) return accept(false);
  return reject('bad-value', '1 or 0');
}

/** Satoshis from coins with up to 8 decimals, e.g. `1.25`. @source Bitcoin Core src/util/moneystr.cpp ParseMoney */
function parseAmount(text: string): Verdict<number, 'bad-value'> {
  const [, coins, decimals = ''] = /^(\d{1,8})(?:\.(\d{1,8}))?$/.exec(text) ?? [];
  const satoshis = coins === undefined ? Number.NaN : Number(coins) * COIN + Number(decimals.padEnd(8, '0'));
  if (isMoneyRange(satoshis)) return accept(satoshis);
  return reject('bad-value', `an amount in coins from 0 to ${MAX_MONEY / COIN} with up to 8 decimals`);
}

/** The whole number that `text` spells, NaN where it spells none. */
export function wholeNumber(text: string): number {
  return /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
}

function parseInteger(spec: IntSpec, text: string): Verdict<number, 'bad-value'> {
  const value = wholeNumber(text);
  if (value >= spec.min && value <= spec.max) return accept(value);
  const unit = spec.unit === undefined ? '' : ` of ${spec.unit}`;
  return reject('bad-value', `a whole number${unit} from ${spec.min} to ${spec.max}`);
}

import { excerpt } from './excerpt.ts';

/**
 * Sign, digits with at most one point, exponent; spaces around are ignored. No two parts can
 * match the same characters, so that matching takes linear time on any text.
 */
const DECIMAL = /^ *[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)? *$/;

/** How files write that there is no value. */
const MISSING = /^ *(?:|\?|[+-]?nan|na|n\/a|null|none) *$/i;

const INFINITE = /^ *[+-]?inf(?:inity)? *$/i;

/** Whether `text` is a decimal number, such as `-1.5e-3`; it may be too large for a double. */
export function isDecimal(text: string): boolean {
  return DECIMAL.test(text);
}

/** Whether `text` is one of the usual marks for a value that is not there. */
export function isMissing(text: string): boolean {
  return MISSING.test(text);
}

/**
 * The double nearest to the decimal number `text`, or a non-finite number when `text` is none or
 * exceeds the doubles; `decimalFault` then says why.
 */
export function parseDecimal(text: string): number {
  return DECIMAL.test(text) ? Number(text) : NaN;
}

/** Why `parseDecimal` gave no finite number for `text`, and what to do. */
export function decimalFault(text: string): string {
  const shown = excerpt(text);
  if (isMissing(text)) {
    return `the value is missing (${shown}); fill it in or leave the series out`;
  }
  if (INFINITE.test(text)) return `${shown} is infinite; values must be finite`;
  if (isDecimal(text)) return `${shown} is too large; values must be below 1.8e308`;
  return `${shown} is not a number; write decimals such as -1.5e-3`;
}

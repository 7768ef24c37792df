import { WIRE_LIMITS } from '../protocol/index.ts';
import type { Budget } from './machine/budget.ts';
import { unwritable } from './query-error.ts';
import { isFunction, isList, isRecord, printValue, type Value } from './values.ts';

/** Limits on a result that is written as JSON; of its bytes those of texts and keys count. */
const RESULT_LIMITS = {
  depthMax: 24,
  valuesMax: 250_000,
  bytesMax: WIRE_LIMITS.replyBytesMax,
} as const;

/** Names that no object of JSON may have. */
const FORBIDDEN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Something that JSON can hold. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/**
 * `value` as JSON has it: records are objects; names and functions are the texts that they print as.
 * What is in it more than once counts as often, for JSON has it as often.
 * @throws QueryError `RESULT` for more or deeper than may be written, and for keys that no object may
 * have. Recursion is bounded by the depth.
 */
export function toJson(value: Value): Json {
  let left = RESULT_LIMITS.valuesMax;
  let bytesLeft = RESULT_LIMITS.bytesMax;
  const written = (text: string): string => {
    bytesLeft -= Buffer.byteLength(text) + 2;
    if (bytesLeft >= 0) return text;
    throw unwritable(`the result has more than ${RESULT_LIMITS.bytesMax} bytes`);
  };
  const convert = (from: Value, depth: number): Json => {
    left -= 1;
    if (left < 0) {
      throw unwritable(`the result has more than ${RESULT_LIMITS.valuesMax} values`);
    }
    if (typeof from === 'string') return written(from);
    if (from === null || typeof from !== 'object') return from;
    if (depth === RESULT_LIMITS.depthMax) {
      throw unwritable(`the result is nested deeper than ${RESULT_LIMITS.depthMax}`);
    }
    if (isList(from)) return from.map((element) => convert(element, depth + 1));
    if (isFunction(from) || !isRecord(from)) return written(printValue(from));
    left -= from.size;
    const entries = [...from].map(([key, field]): [string, Json] => {
      if (!FORBIDDEN.has(key)) return [written(key), convert(field, depth + 1)];
      throw unwritable(`the key ${key} cannot be written as JSON`);
    });
    return Object.fromEntries(entries);
  };
  return convert(value, 0);
}

/** Levels of what a source gives; the rest is nil. */
const GIVEN_DEPTH_MAX = 32;

/** What a source gave as a value; what no value can be is nil. Recursion is bounded. */
export function fromJson(given: unknown, budget: Budget, depth = 0): Value {
  if (typeof given === 'string' || typeof given === 'boolean') return given;
  if (typeof given === 'number') return Number.isFinite(given) ? given : null;
  if (typeof given !== 'object' || given === null || depth === GIVEN_DEPTH_MAX) return null;
  if (Array.isArray(given)) {
    budget.list(given.length);
    return (given as readonly unknown[]).map((element) => fromJson(element, budget, depth + 1));
  }
  if (ArrayBuffer.isView(given)) return listOfDoubles(given as Float64Array, budget);
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  budget.list(2 * entries.length);
  return new Map(entries.map(([key, value]) => [key, fromJson(value, budget, depth + 1)]));
}

export function listOfDoubles(doubles: ArrayLike<number>, budget: Budget): readonly number[] {
  budget.list(doubles.length);
  return Array.from(doubles);
}

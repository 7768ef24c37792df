import { finish } from '../forms/index.ts';
import { WIRE_LIMITS } from '../protocol/index.ts';
import type { Budget } from './machine/budget.ts';
import { unwritable } from './query-error.ts';
import { isList, isRecord, printValue, type Value } from './values.ts';

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

/** Values that are converted before others may have a turn. */
const VALUES_AT_A_TIME = 256;

/**
 * `value` as JSON has it: records are objects; names and functions are the texts that they print as.
 * What is in it more than once counts as often, for JSON has it as often.
 * @throws QueryError `RESULT` for more or deeper than may be written, and for keys that no object may
 * have. Recursion is bounded by the depth.
 */
export function toJson(value: Value): Json {
  return finish(convertingToJson(value));
}

/** As `toJson`, a few values at a time, so that others may have turns between them. */
export function convertingToJson(value: Value): Generator<undefined, Json, undefined> {
  return new Conversion().convert(value);
}

/** A value on its way to JSON, and what it may still have. */
class Conversion {
  #valuesLeft: number = RESULT_LIMITS.valuesMax;
  #bytesLeft: number = RESULT_LIMITS.bytesMax;

  *convert(value: Value): Generator<undefined, Json, undefined> {
    const atom = this.#atom(value);
    return atom === undefined ? yield* this.#whole(value, 0) : atom;
  }

  /** What is inside of a list or record, `depth` levels deep. */
  *#whole(from: Value, depth: number): Generator<undefined, Json, undefined> {
    if (depth === RESULT_LIMITS.depthMax) {
      throw unwritable(`the result is nested deeper than ${RESULT_LIMITS.depthMax}`);
    }
    if (isList(from)) {
      const elements: Json[] = [];
      for (const element of from) {
        if (this.#valuesLeft % VALUES_AT_A_TIME === 0) yield;
        const atom = this.#atom(element);
        elements.push(atom === undefined ? yield* this.#whole(element, depth + 1) : atom);
      }
      return elements;
    }
    const entries: [string, Json][] = [];
    for (const [key, field] of from as ReadonlyMap<string, Value>) {
      if (FORBIDDEN.has(key)) throw unwritable(`the key ${key} cannot be written as JSON`);
      if (this.#valuesLeft % VALUES_AT_A_TIME === 0) yield;
      const name = this.#written(key);
      const atom = this.#atom(field);
      entries.push([name, atom === undefined ? yield* this.#whole(field, depth + 1) : atom]);
    }
    return Object.fromEntries(entries);
  }

  /** What is neither list nor record; undefined for those. Counts either. */
  #atom(from: Value): Json | undefined {
    this.#count(1);
    if (typeof from === 'string') return this.#written(from);
    if (from === null || typeof from !== 'object') return from;
    if (isList(from)) return undefined;
    if (!isRecord(from)) return this.#written(printValue(from));
    this.#count(from.size);
    return undefined;
  }

  #count(values: number): void {
    this.#valuesLeft -= values;
    if (this.#valuesLeft >= 0) return;
    throw unwritable(`the result has more than ${RESULT_LIMITS.valuesMax} values`);
  }

  #written(text: string): string {
    this.#bytesLeft -= Buffer.byteLength(text) + 2;
    if (this.#bytesLeft >= 0) return text;
    throw unwritable(`the result has more than ${RESULT_LIMITS.bytesMax} bytes`);
  }
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

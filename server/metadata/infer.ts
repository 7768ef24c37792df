import type { Value, Values } from './cells.ts';
import { type Column, type ColumnType } from './schema.ts';
import { parseTime } from './times.ts';

/** Metadata as a file has it: `typed` tells numbers and booleans from text. */
export interface RawMetadata {
  readonly values: Values;
  readonly typed: boolean;
}

const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

/** In the order in which they are preferred; text takes all. */
const NARROW: readonly ColumnType[] = ['boolean', 'number', 'time'];

/** Finds columns that take all rows it is shown. */
export class ColumnGuess {
  readonly #types: Map<string, Set<ColumnType>> = new Map();

  note({ values, typed }: RawMetadata): void {
    for (const [name, value] of Object.entries(values)) {
      const types = this.#types.get(name) ?? new Set(NARROW);
      this.#types.set(name, types);
      if (value === null) continue;
      for (const type of types) if (!couldBe(type, value, typed)) types.delete(type);
    }
  }

  /**
   * The columns that were shown, each with the narrowest type that takes all its values; text where
   * there was none.
   */
  get columns(): readonly Column[] {
    return [...this.#types].map(([name, types]) => {
      const type = types.size === NARROW.length ? undefined : NARROW.find((one) => types.has(one));
      return { name, type: type ?? 'text' };
    });
  }
}

function couldBe(type: ColumnType, value: Exclude<Value, null>, typed: boolean): boolean {
  if (typeof value !== 'string') return typeof value === type;
  if (type === 'time') return parseTime(value) !== undefined;
  return !typed && typeof valueFromText(type, value) === type;
}

/**
 * The value that a text names in a column of `type`: a number or boolean where it is one, null for
 * the empty text, and else the text as it is, for the column to judge.
 */
export function valueFromText(type: ColumnType, text: string): Value {
  if (text === '') return null;
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  if (type === 'number' && DECIMAL.test(text)) return Number(text);
  return text;
}

/** Metadata as a file has it, as the columns take it. */
export function valuesFor(columns: readonly Column[], { values, typed }: RawMetadata): Values {
  if (typed) return values;
  const types = new Map(columns.map(({ name, type }) => [name, type]));
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' ? valueFromText(types.get(name) ?? 'text', value) : value,
    ]),
  );
}

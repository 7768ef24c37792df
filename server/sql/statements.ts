import {
  type Column,
  type Filter,
  formatTime,
  type Schema,
  type Selection,
} from '../metadata/index.ts';
import { type NameOf, namesOf, SERIES, TYPES } from './tables.ts';

/** A statement, its values apart from its text. */
export interface Statement {
  readonly text: string;
  readonly params: readonly string[];
}

/**
 * The rows that a selection asks for, each field `f0`, `f1`, … as text: no column of the table has
 * such a name, so what is sorted by is the column and not the text.
 * @param schema has the columns of the selection, and perhaps more
 */
export function selectStatement(
  schema: Schema,
  { where, fields, sort, limit, offset }: Selection,
): Statement {
  const draft = new Draft(schema);
  const shown = fields.map((column, place) => `${textOf(column, draft.nameOf)} AS f${place}`);
  const keys = sort.map(
    ({ column, descending }) => `${draft.nameOf(column)} ${descending ? 'DESC' : 'ASC'} NULLS LAST`,
  );
  const condition = where === undefined ? 'TRUE' : conditionOf(where, draft);
  const text = [
    `SELECT ${shown.join(', ')} FROM ${SERIES} WHERE ${condition}`,
    `ORDER BY ${[...keys, `${draft.nameOf({ name: 'id' })} ASC`].join(', ')}`,
    `LIMIT ${draft.add(limit, 'bigint')} OFFSET ${draft.add(offset, 'bigint')}`,
  ];
  return { text: text.join(' '), params: draft.params };
}

/** How many rows match, as `total`. */
export function countStatement(schema: Schema, { where }: Pick<Selection, 'where'>): Statement {
  const draft = new Draft(schema);
  const condition = where === undefined ? 'TRUE' : conditionOf(where, draft);
  const text = `SELECT count(*)::text AS total FROM ${SERIES} WHERE ${condition}`;
  return { text, params: draft.params };
}

/**
 * What `selectStatement` gives for a field: of a time the microseconds since 1970; a text behind a
 * colon, since a decoder takes a byte order mark at the very beginning for none of the text.
 */
function textOf(column: Column, nameOf: NameOf): string {
  if (column.type === 'text') return `(':' || ${nameOf(column)})`;
  if (column.type !== 'time') return `${nameOf(column)}::text`;
  return microsecondsOf(nameOf(column));
}

/** The microseconds since 1970 of a time, as text. */
export function microsecondsOf(time: string): string {
  return `(extract(epoch FROM ${time}) * 1000000)::bigint::text`;
}

/** A statement under way: the names of its columns, and its values in their order. */
class Draft {
  readonly nameOf: NameOf;
  readonly #params: string[] = [];

  constructor(schema: Schema) {
    this.nameOf = namesOf(schema);
  }

  get params(): readonly string[] {
    return this.#params;
  }

  /** The place of a value in the text: it goes there as text, and is read as its type there. */
  add(value: string | number | boolean, type: string): string {
    this.#params.push(String(value));
    return `$${this.#params.length}::text::${type}`;
  }
}

function conditionOf(filter: Filter, draft: Draft): string {
  switch (filter.tag) {
    case 'and':
    case 'or': {
      const parts = filter.filters.map((one) => conditionOf(one, draft));
      if (parts.length === 0) return filter.tag === 'and' ? 'TRUE' : 'FALSE';
      return `(${parts.join(filter.tag === 'and' ? ' AND ' : ' OR ')})`;
    }
    case 'not':
      return `(NOT ${conditionOf(filter.filter, draft)})`;
    case 'is-null':
      return `(${draft.nameOf(filter.column)} IS NULL)`;
    case 'compare': {
      const { column, comparison, operand } = filter;
      const sign = comparison === '!=' ? '<>' : comparison;
      return `(${draft.nameOf(column)} ${sign} ${operandOf(column, operand, draft)})`;
    }
    case 'in': {
      const { column, operands } = filter;
      const list = operands.map((operand) => operandOf(column, operand, draft));
      return `(${draft.nameOf(column)} IN (${list.join(', ')}))`;
    }
    case 'between': {
      const { column, low, high } = filter;
      const [from, to] = [operandOf(column, low, draft), operandOf(column, high, draft)];
      return `(${draft.nameOf(column)} BETWEEN ${from} AND ${to})`;
    }
    case 'like': {
      const { column, pattern } = filter;
      return `(${draft.nameOf(column)} LIKE ${operandOf(column, pattern, draft)})`;
    }
    default:
      throw new TypeError(`unexpected ${JSON.stringify(filter satisfies never)}`);
  }
}

function operandOf({ type }: Column, operand: string | number | boolean, draft: Draft): string {
  if (type === 'text') return draft.add(operand, 'text');
  if (type === 'time') return draft.add(formatTime(operand as number), TYPES.time);
  return draft.add(operand, TYPES[type]);
}

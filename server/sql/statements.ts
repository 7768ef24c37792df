import {
  type Column,
  type ColumnType,
  type Filter,
  formatTime,
  type Schema,
  type Selection,
} from '../metadata/index.ts';

/** A statement, its values apart from its text. */
export interface Statement {
  readonly text: string;
  readonly params: readonly string[];
}

/** The schema that holds the view, and its two tables. */
export const SCHEMA = 'vantage';
export const SERIES = 'vantage.series';
export const STAMP = 'vantage.stamp';

/** The column of ordinals: no column of metadata can have this name. */
export const ORDINAL = '"#"';

const TYPES: Readonly<Record<ColumnType, string>> = {
  text: 'text COLLATE "C"',
  number: 'double precision',
  boolean: 'boolean',
  time: 'timestamp with time zone',
};

/** The name of a column of a schema, quoted; nothing else of a query gets into a text. */
export function nameOf({ name }: Column): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function definitionOf(column: Column): string {
  return `${nameOf(column)} ${TYPES[column.type]}`;
}

/** Rows of a JSON text in `$1`, as a table of the schema. */
export function rowsOfJson({ columns }: Schema): string {
  const types = columns.map(({ name, type }) => `${nameOf({ name, type })} ${TYPES[type]}`);
  return `json_to_recordset($1::text::json) AS row(${ORDINAL} integer, ${types.join(', ')})`;
}

/** The rows that a selection asks for, each field `c0`, `c1`, … as text. */
export function selectStatement({ where, fields, sort, limit, offset }: Selection): Statement {
  const values = new Values();
  const shown = fields.map((column, place) => `${textOf(column)} AS c${place}`);
  const keys = sort.map(
    ({ column, descending }) => `${nameOf(column)} ${descending ? 'DESC' : 'ASC'} NULLS LAST`,
  );
  const condition = where === undefined ? 'TRUE' : conditionOf(where, values);
  const text = [
    `SELECT ${shown.join(', ')} FROM ${SERIES} WHERE ${condition}`,
    `ORDER BY ${[...keys, '"id" ASC'].join(', ')}`,
    `LIMIT ${values.add(limit, 'bigint')} OFFSET ${values.add(offset, 'bigint')}`,
  ];
  return { text: text.join(' '), params: values.all };
}

/** How many rows match, as `total`. */
export function countStatement({ where }: Pick<Selection, 'where'>): Statement {
  const values = new Values();
  const condition = where === undefined ? 'TRUE' : conditionOf(where, values);
  const text = `SELECT count(*)::text AS total FROM ${SERIES} WHERE ${condition}`;
  return { text, params: values.all };
}

/**
 * What `selectStatement` gives for a field: of a time the microseconds since 1970; a text behind a
 * colon, since a decoder takes a byte order mark at the very beginning for none of the text.
 */
function textOf(column: Column): string {
  if (column.type === 'text') return `(':' || ${nameOf(column)})`;
  if (column.type !== 'time') return `${nameOf(column)}::text`;
  return `(extract(epoch FROM ${nameOf(column)}) * 1000000)::bigint::text`;
}

/** The values of a statement, in their order. */
class Values {
  readonly #all: string[] = [];

  get all(): readonly string[] {
    return this.#all;
  }

  /** The place of a value in the text: it goes there as text, and is read as its type there. */
  add(value: string | number | boolean, type: string): string {
    this.#all.push(String(value));
    return `$${this.#all.length}::text::${type}`;
  }
}

function conditionOf(filter: Filter, values: Values): string {
  switch (filter.tag) {
    case 'and':
    case 'or': {
      const parts = filter.filters.map((one) => conditionOf(one, values));
      if (parts.length === 0) return filter.tag === 'and' ? 'TRUE' : 'FALSE';
      return `(${parts.join(filter.tag === 'and' ? ' AND ' : ' OR ')})`;
    }
    case 'not':
      return `(NOT ${conditionOf(filter.filter, values)})`;
    case 'is-null':
      return `(${nameOf(filter.column)} IS NULL)`;
    case 'compare': {
      const { column, comparison, operand } = filter;
      const sign = comparison === '!=' ? '<>' : comparison;
      return `(${nameOf(column)} ${sign} ${operandOf(column, operand, values)})`;
    }
    case 'in': {
      const { column, operands } = filter;
      const list = operands.map((operand) => operandOf(column, operand, values));
      return `(${nameOf(column)} IN (${list.join(', ')}))`;
    }
    case 'between': {
      const { column, low, high } = filter;
      const [from, to] = [operandOf(column, low, values), operandOf(column, high, values)];
      return `(${nameOf(column)} BETWEEN ${from} AND ${to})`;
    }
    case 'like': {
      const { column, pattern } = filter;
      return `(${nameOf(column)} LIKE ${operandOf(column, pattern, values)})`;
    }
    default:
      throw new TypeError(`unexpected ${JSON.stringify(filter satisfies never)}`);
  }
}

function operandOf({ type }: Column, operand: string | number | boolean, values: Values): string {
  if (type === 'text') return values.add(operand, 'text');
  if (type === 'time') return values.add(formatTime(operand as number), TYPES.time);
  return values.add(operand, TYPES[type]);
}

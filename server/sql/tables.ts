import type { Column, ColumnType, Schema } from '../metadata/index.ts';

/** The schema that holds the view, and its two tables. */
export const SCHEMA = 'vantage';
export const SERIES = 'vantage.series';
export const STAMP = 'vantage.stamp';

/** Of the tables, and another after every change of them, so that none of before is taken for one. */
export const LAYOUT = 2;

/** The column of ordinals, the key. */
export const ORDINAL = 'ordinal';

export const TYPES: Readonly<Record<ColumnType, string>> = {
  text: 'text COLLATE "C"',
  number: 'double precision',
  boolean: 'boolean',
  time: 'timestamp with time zone',
};

/** The name of a column in SQL. */
export type NameOf = (column: Pick<Column, 'name'>) => string;

/**
 * The columns of a schema in SQL are `c0`, `c1`, … by their places, which they keep when others come:
 * the names that metadata has for them may be ones that Postgres has for itself.
 */
export function namesOf({ columns }: Schema): NameOf {
  const names = new Map(columns.map(({ name }, place) => [name, `c${place}`]));
  return ({ name }) => {
    const known = names.get(name);
    if (known === undefined) throw new RangeError(`no column ${name}`);
    return known;
  };
}

/** Columns of a schema as a table has them. */
export function definitionsOf(schema: Schema, columns: readonly Column[]): readonly string[] {
  const nameOf = namesOf(schema);
  return columns.map((column) => `${nameOf(column)} ${TYPES[column.type]}`);
}

/** Rows of a JSON text in `$1`, as a table of the schema. */
export function rowsOfJson(schema: Schema): string {
  const definitions = definitionsOf(schema, schema.columns).join(', ');
  return `json_to_recordset($1::text::json) AS row(${ORDINAL} integer, ${definitions})`;
}

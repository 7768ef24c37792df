import { DatabaseError } from '../errors.ts';

/** What a column holds; a cell of any column may also be null. */
export type ColumnType = 'text' | 'number' | 'boolean' | 'time';

export const COLUMN_TYPES: readonly ColumnType[] = ['text', 'number', 'boolean', 'time'];

/** A column of a collection's metadata. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

/** A column whose cells are stored, under a number that no other column ever gets. */
export interface StoredColumn extends Column {
  readonly number: number;
}

/** Limits on metadata. */
export const METADATA_LIMITS: {
  /** Stored columns of a collection. */
  readonly columnsMax: number;
  /** UTF-8 bytes of a column's name. */
  readonly nameBytesMax: number;
  /** UTF-8 bytes of a text. */
  readonly textBytesMax: number;
} = { columnsMax: 64, nameBytesMax: 63, textBytesMax: 4096 };

/**
 * The columns that every collection has: the id of the series, and the mean and the population
 * deviation of its values as they were stored.
 */
const COMPUTED_COLUMNS: readonly Column[] = [
  { name: 'id', type: 'text' },
  { name: 'mean', type: 'number' },
  { name: 'std', type: 'number' },
];

/** Whether every collection has the column, so that nobody adds it and no series is given its cells. */
export function isComputed({ name }: Column): boolean {
  return COMPUTED_COLUMNS.some((computed) => computed.name === name);
}

const NAME = /^[\p{L}_][\p{L}\p{N}_.-]*$/u;
/** What filters mean by these is a value, or no object of JSON may have them. */
const TAKEN: ReadonlySet<string> = new Set([
  'true',
  'false',
  'nil',
  'null',
  '__proto__',
  'constructor',
  'prototype',
]);

/** What is wrong with the name of a column to be, or undefined. */
function columnNameFault(name: string): string | undefined {
  const shown = JSON.stringify(name.slice(0, 80));
  const { nameBytesMax } = METADATA_LIMITS;
  if (!NAME.test(name) || Buffer.byteLength(name) > nameBytesMax) {
    return (
      `${shown} is no name of a column: up to ${nameBytesMax} bytes of letters, digits, _ . and -, ` +
      'a letter or _ first'
    );
  }
  if (TAKEN.has(name)) return `no column can be called ${shown}`;
  return undefined;
}

/** The columns of a collection, those that are computed first. Immutable. */
export class Schema {
  readonly stored: readonly StoredColumn[];
  readonly columns: readonly Column[];
  readonly #byName: ReadonlyMap<string, Column>;

  constructor(stored: readonly StoredColumn[]) {
    this.stored = stored;
    this.columns = [...COMPUTED_COLUMNS, ...stored];
    this.#byName = new Map(this.columns.map((column) => [column.name, column]));
  }

  /** The column called `name`. @throws DatabaseError `INVALID_VALUE` for `field`. */
  column(name: string, field: string): Column {
    const column = this.#byName.get(name);
    if (column !== undefined) return column;
    const known = this.columns.map((one) => one.name).join(', ');
    throw invalid(field, `there is no column ${JSON.stringify(name)}; there are ${known}`);
  }

  /** The stored column called `name`. @throws DatabaseError `INVALID_VALUE` for `field`. */
  storedColumn(name: string, field: string): StoredColumn {
    const column = this.column(name, field);
    if ('number' in column) return column as StoredColumn;
    throw invalid(field, `${name} is computed from the series and cannot be set`);
  }

  /**
   * Those of `columns` that are not there yet, with the numbers they get.
   * @throws DatabaseError `INVALID_VALUE` for a name that is none, a type that is none, a name
   * twice or too many columns; `CONFLICT` for a name that has another type.
   */
  additions(columns: readonly Column[]): readonly StoredColumn[] {
    const added = new Map<string, StoredColumn>();
    for (const { name, type } of columns) {
      const fault = columnNameFault(name);
      if (fault !== undefined) throw invalid('columns', fault);
      if (!COLUMN_TYPES.includes(type)) {
        throw invalid('columns', `the type of ${name} is one of ${COLUMN_TYPES.join(', ')}`);
      }
      const known = this.#byName.get(name) ?? added.get(name);
      if (known !== undefined && known.type !== type) {
        const reason = `the column ${name} holds ${known.type}, not ${type}`;
        throw new DatabaseError('CONFLICT', `${reason}; choose another name`, { field: 'columns' });
      }
      if (known !== undefined) continue;
      added.set(name, { name, type, number: this.stored.length + added.size });
    }
    const { columnsMax } = METADATA_LIMITS;
    if (this.stored.length + added.size > columnsMax) {
      const count = this.stored.length + added.size;
      throw invalid('columns', `there would be ${count} columns; at most ${columnsMax}`);
    }
    return [...added.values()];
  }
}

export function invalid(field: string, message: string): DatabaseError {
  return new DatabaseError('INVALID_VALUE', message, { field });
}

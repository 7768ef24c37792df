import { DatabaseError } from '../errors.ts';
import {
  type Column,
  parseFilter,
  type Schema,
  type Selection,
  type SortKey,
} from '../metadata/index.ts';
import { checkCount, SEARCH_LIMITS } from './checks.ts';
import type { SelectOptions } from './contract.ts';

/** Greatest numbers that a selection may ask for. */
const SELECT_LIMITS = { sortKeysMax: 16, offsetMax: 100_000 } as const;

/** @throws DatabaseError `INVALID_VALUE` with the option that is at fault. */
export function readSelection(schema: Schema, options: SelectOptions): Selection {
  const { where, fields, sort = [], limit = SEARCH_LIMITS.limitDefault, offset = 0 } = options;
  checkCount('limit', limit, SEARCH_LIMITS.limitMax);
  const { sortKeysMax, offsetMax } = SELECT_LIMITS;
  if (!(Number.isInteger(offset) && offset >= 0 && offset <= offsetMax)) {
    throw invalid('offset', `offset is ${offset}; it takes a whole number from 0 to ${offsetMax}`);
  }
  if (sort.length > sortKeysMax) {
    throw invalid('sort', `there are ${sort.length} keys to sort by; at most ${sortKeysMax}`);
  }
  return {
    where: where === undefined ? undefined : parseFilter(where, schema),
    fields: fields === undefined ? schema.columns : readFields(schema, fields),
    sort: sort.map(({ column, descending = false }): SortKey => {
      return { column: schema.column(column, 'sort'), descending };
    }),
    limit,
    offset,
  };
}

function readFields(schema: Schema, names: readonly string[]): readonly Column[] {
  if (names.length === 0) throw invalid('fields', 'fields names no column; name one or more');
  const fields = names.map((name) => schema.column(name, 'fields'));
  if (new Set(names).size === names.length) return fields;
  throw invalid('fields', 'fields names a column twice');
}

function invalid(field: string, message: string): DatabaseError {
  return new DatabaseError('INVALID_VALUE', message, { field });
}

import { type Fields, invalid, kindOf, present, wholeNumber } from './fields.ts';
import { isRecord } from './json.ts';
import { WIRE_LIMITS } from './limits.ts';
import type { SelectRequest, WireColumn, WireMetadata } from './messages.ts';

/*
 * The fields about metadata: their shapes. Whether there are such columns, and whether they take
 * the values, the collection knows.
 */

const TYPES: readonly WireColumn['type'][] = ['text', 'number', 'boolean', 'time'];

/**
 * The cells in the field `metadata`.
 * @throws ProtocolError `MISSING_FIELD`, `INVALID_VALUE`.
 */
export function readMetadata(fields: Fields): WireMetadata {
  const metadata = present(fields, 'metadata');
  if (!isRecord(metadata)) throw invalid('metadata', `is an object, not ${kindOf(metadata)}`);
  for (const [name, value] of Object.entries(metadata)) {
    if (value !== null && !['string', 'number', 'boolean'].includes(typeof value)) {
      const shown = JSON.stringify(name.slice(0, 80));
      throw invalid('metadata', `has ${kindOf(value)} at ${shown}; a cell is one value or null`);
    }
  }
  return metadata as WireMetadata;
}

/**
 * The columns in the field `columns`.
 * @throws ProtocolError `MISSING_FIELD`, `INVALID_VALUE`.
 */
export function readColumns(fields: Fields): readonly WireColumn[] {
  const columns = present(fields, 'columns');
  const { columnsMax } = WIRE_LIMITS;
  if (!Array.isArray(columns) || columns.length < 1 || columns.length > columnsMax) {
    throw invalid('columns', `is a list of 1 to ${columnsMax} columns`);
  }
  return (columns as readonly unknown[]).map((column): WireColumn => {
    const { name, type, ...others } = isRecord(column) ? column : {};
    const known = TYPES.find((one) => one === type);
    if (typeof name === 'string' && known !== undefined && Object.keys(others).length === 0) {
      return { name, type: known };
    }
    throw invalid('columns', `holds {"name", "type"}, the type one of ${TYPES.join(', ')}`);
  });
}

/**
 * What a selection is to give back; `limit` and `offset` have their defaults.
 * @throws ProtocolError `INVALID_VALUE`.
 */
export function readSelection(
  fields: Fields,
): Pick<SelectRequest, 'fields' | 'sort' | 'limit' | 'offset'> {
  const { limitDefault, limitMax, offsetMax, columnsMax, sortKeysMax } = WIRE_LIMITS;
  return {
    fields: fields.has('fields') ? names(fields, 'fields', columnsMax + 3) : undefined,
    sort: (fields.has('sort') ? names(fields, 'sort', sortKeysMax) : []).map((key) => {
      const descending = key.startsWith('-');
      return { column: descending ? key.slice(1) : key, descending };
    }),
    limit: fields.has('limit') ? wholeNumber(fields, 'limit', limitMax) : limitDefault,
    offset: fields.has('offset') ? wholeNumber(fields, 'offset', offsetMax, 0) : 0,
  };
}

function names(fields: Fields, field: string, most: number): readonly string[] {
  const list = fields.get(field);
  if (Array.isArray(list) && list.length <= most) {
    const texts = list as readonly unknown[];
    if (texts.every((text) => typeof text === 'string')) return texts;
  }
  throw invalid(field, `is a list of at most ${most} names of columns`);
}

import { type Datum, print } from '../forms/index.ts';
import { type Fields, ProtocolError, type WireColumn } from '../protocol/index.ts';
import { queryFields } from './query-fields.ts';

/** Parameters that are fields of `select`; `fields` and `sort` are lists with commas between. */
const FIELDS: ReadonlySet<string> = new Set([
  'where',
  'fields',
  'sort',
  'limit',
  'offset',
  'request',
]);
const LISTS: ReadonlySet<string> = new Set(['fields', 'sort']);

/** Parameters of a list of ids; any other asks for metadata. */
const LISTING: ReadonlySet<string> = new Set(['after', 'limit', 'series', 'request']);

const DECIMAL = '[+-]?(?:\\d+\\.?\\d*|\\.\\d+)(?:e[+-]?\\d+)?';
const NUMBER = new RegExp(`^${DECIMAL}$`, 'i');
/** `1.5-1.53`, or `-1..1` where a bound is negative. */
const RANGE = new RegExp(`^(${DECIMAL})(?:\\.\\.|-)(${DECIMAL})$`, 'i');
const TIMES = /^(.+)\.\.(.+)$/;

/** Whether a query asks for a list of the series rather than for their metadata. */
export function isListing(query: URLSearchParams): boolean {
  return [...query.keys()].every((name) => LISTING.has(name));
}

/**
 * The fields of a `select` that a query asks for: besides the operation's own, `level=A` wants a
 * column to be a value, `level_in=A,B` one of several, and `mean_in=1.5-1.53` a number or a time in
 * a range, bounds included. All conditions must hold, those of `where` as well.
 * @throws ProtocolError `UNKNOWN_FIELD` for what is neither field nor column; `INVALID_VALUE`;
 * `FORBIDDEN_KEY` for a parameter twice.
 */
export function selectFields(query: URLSearchParams, columns: readonly WireColumn[]): Fields {
  const fields = new Map<string, unknown>();
  const conditions: string[] = [];
  for (const [name, value] of queryFields(query)) {
    const text = String(value);
    if (name === 'where') conditions.push(text);
    else if (LISTS.has(name)) fields.set(name, text.split(','));
    else if (FIELDS.has(name)) fields.set(name, value);
    else conditions.push(print(conditionOf(name, text, columns)));
  }
  if (conditions.length === 1) fields.set('where', conditions[0]);
  if (conditions.length > 1) fields.set('where', `(and ${conditions.join(' ')})`);
  return fields;
}

function conditionOf(name: string, text: string, columns: readonly WireColumn[]): Datum {
  const equal = columns.find((column) => column.name === name);
  if (equal !== undefined) return condition('=', equal, [valueOf(equal, text)]);
  const column = name.endsWith('_in')
    ? columns.find((one) => one.name === name.slice(0, -'_in'.length))
    : undefined;
  if (column === undefined) {
    const shown = JSON.stringify(name.slice(0, 80));
    throw new ProtocolError('UNKNOWN_FIELD', `${shown} is neither a field nor a column`, {
      field: name.slice(0, 80),
    });
  }
  const range = column.type === 'time' ? TIMES.exec(text) : RANGE.exec(text);
  if (range !== null && (column.type === 'time' || column.type === 'number')) {
    const [, low = '', high = ''] = range;
    return condition('between', column, [valueOf(column, low), valueOf(column, high)]);
  }
  return condition(
    'in',
    column,
    text.split(',').map((one) => valueOf(column, one)),
  );
}

function condition(name: string, column: WireColumn, values: readonly Datum[]): Datum {
  return [{ tag: 'symbol', name }, { tag: 'symbol', name: column.name }, ...values];
}

/** The value that a text names; what the column does not take is refused with the filter. */
function valueOf({ type }: WireColumn, text: string): Datum {
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return type === 'number' && NUMBER.test(text) ? Number(text) : text;
}

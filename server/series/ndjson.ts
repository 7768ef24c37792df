import { COLUMN_TYPES, type Column } from '../metadata/index.ts';
import { badFile } from './bad-file.ts';
import type { RowPlace } from './cells.ts';
import { describeValue, excerpt } from './excerpt.ts';
import type { RawRow, ReadListener, RowMetadata, SeriesFormat } from './format.ts';
import { parseJson } from './json.ts';
import { finiteFault } from './series.ts';
import { readRowLines } from './text-lines.ts';

/**
 * One JSON document a line: `{"id": …, "label": …, "columns": {…}, "metadata": {…}, "times": […],
 * "values": […]}`, of which only `values` is required, or a bare array of values. `id` and `label` are
 * text or whole numbers. `columns` are those that metadata is to have by their types, `{"day": "text"}`,
 * and stand in the first row of an export. Other fields are refused, so that a misspelt one is not lost.
 */
export const ndjsonFormat: SeriesFormat = {
  description:
    'a JSON object {id?, label?, columns?, metadata?, times?, values} or an array of values on each line',
  rows: readNdjson,
};

/** A surrogate without its other half, which JSON can write as `\ud800` and UTF-8 cannot carry. */
const HALF_PAIR = /\p{Cs}/u;

const FIELDS: ReadonlySet<string> = new Set([
  'id',
  'label',
  'columns',
  'metadata',
  'times',
  'values',
]);

async function* readNdjson(path: string, onRead?: ReadListener): AsyncGenerator<RawRow> {
  for await (const { number: line, text } of readRowLines(path, onRead)) {
    yield readDocument(parseJson(text, { path, line }), { path, line });
  }
}

function readDocument(document: unknown, place: RowPlace): RawRow {
  const row = { line: place.line, linesPerPoint: 0 } as const;
  if (Array.isArray(document)) {
    const values = readNumbers('values', document, place);
    return { ...row, id: undefined, label: undefined, times: undefined, values };
  }
  if (typeof document !== 'object' || document === null) {
    const advice = 'write an object with values, or an array of values';
    throw badFile(place, `${describeValue(document)} is no series; ${advice}`);
  }
  const fields = new Map<string, unknown>(Object.entries(document));
  for (const name of fields.keys()) {
    if (FIELDS.has(name)) continue;
    const known = [...FIELDS].join(', ');
    throw badFile(place, `the field ${excerpt(name)} is unknown; there are ${known}`);
  }
  if (!fields.has('values')) {
    throw badFile(place, 'the object has no values; add "values": [number, number, …]');
  }
  return {
    ...row,
    id: readText('id', fields.get('id'), place),
    label: readText('label', fields.get('label'), place),
    columns: readColumns(fields.get('columns'), place),
    metadata: readMetadata(fields.get('metadata'), place),
    times: fields.has('times') ? readNumbers('times', fields.get('times'), place) : undefined,
    values: readNumbers('values', fields.get('values'), place),
  };
}

function readNumbers(
  field: 'times' | 'values',
  found: unknown,
  place: RowPlace,
): readonly number[] {
  if (!Array.isArray(found)) {
    throw badFile(place, `${field} is ${describeValue(found)}; write an array of numbers`);
  }
  const elements: readonly unknown[] = found;
  const fault = finiteFault(field, elements);
  if (fault !== undefined) {
    throw badFile({ ...place, column: fault.index! + 1 }, fault.message);
  }
  return found;
}

function readColumns(found: unknown, place: RowPlace): readonly Column[] | undefined {
  if (found === undefined) return undefined;
  if (typeof found !== 'object' || found === null || Array.isArray(found)) {
    throw badFile(place, `columns is ${describeValue(found)}; write an object of types`);
  }
  return Object.entries(found).map(([name, wanted]): Column => {
    const type = COLUMN_TYPES.find((one) => one === wanted);
    if (type !== undefined) return { name, type };
    const problem = `${describeValue(wanted)} at ${excerpt(name)} of columns`;
    throw badFile(place, `${problem} is no type; there are ${COLUMN_TYPES.join(', ')}`);
  });
}

function readMetadata(found: unknown, place: RowPlace): RowMetadata | undefined {
  if (found === undefined) return undefined;
  if (typeof found !== 'object' || found === null || Array.isArray(found)) {
    throw badFile(place, `metadata is ${describeValue(found)}; write an object of values`);
  }
  for (const [name, value] of Object.entries(found)) {
    if (value === null || ['string', 'number', 'boolean'].includes(typeof value)) continue;
    const problem = `${describeValue(value)} at ${excerpt(name)} of metadata`;
    throw badFile(place, `${problem}; write text, a number, true, false or null`);
  }
  return { values: found as RowMetadata['values'], typed: true };
}

/** A text that UTF-8 can carry, or a whole number as its decimal text. */
function readText(field: 'id' | 'label', found: unknown, place: RowPlace): string | undefined {
  if (found === undefined || (typeof found === 'string' && !HALF_PAIR.test(found))) return found;
  if (typeof found === 'number' && Number.isSafeInteger(found)) return String(found);
  throw badFile(place, `${field} is ${describeValue(found)}; write it as text in quotes`);
}

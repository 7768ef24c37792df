import { endianness } from 'node:os';
import { DatabaseError } from '../errors.ts';
import { printableJson } from '../printable.ts';
import type { NamedSeries, SeriesEncoding } from './encoding.ts';
import { excerpt } from './excerpt.ts';
import { encodeNpyHeader } from './npy-header.ts';
import type { Series } from './series.ts';

/**
 * An object a line, with all there is of a series; the times 0, 1, … n−1 are left out. The first has
 * the types of all columns, which values do not tell: a text may read like a time. What a terminal
 * would act on is written as an escape.
 */
const ndjson: SeriesEncoding = {
  holds: ['ids', 'times', 'metadata'],
  countsRows: false,
  head: () => '',
  row: ({ id, series, metadata = {}, columns = [] }) => {
    const parts = [
      `"id":${json(id)}`,
      ...jsonObject(
        'columns',
        columns.map(({ name, type }) => [name, type]),
      ),
      ...jsonObject('metadata', Object.entries(metadata)),
      ...(isUniform(series) ? [] : [`"times":[${joined(series.times, ',')}]`]),
      `"values":[${joined(series.values, ',')}]`,
    ];
    return `{${parts.join(',')}}\n`;
  },
};

const csv: SeriesEncoding = {
  holds: ['ids'],
  countsRows: false,
  head: ({ points }) => `id,${Array.from({ length: points }, (_, index) => index).join(',')}\n`,
  row: (named) => `${csvCell(named.id)},${joined(uniformValues(named, 'CSV'), ',')}\n`,
};

/** Every label is 0. */
const tsv: SeriesEncoding = {
  holds: [],
  countsRows: false,
  head: () => '',
  row: (named) => `0\t${joined(uniformValues(named, 'TSV'), '\t')}\n`,
};

const aeon: SeriesEncoding = {
  holds: [],
  countsRows: false,
  head: ({ points }) =>
    [
      '@problemName vantage',
      '@timeStamps false',
      '@missing false',
      '@univariate true',
      '@equalLength true',
      `@seriesLength ${points}`,
      '@classLabel false',
      '@data\n',
    ].join('\n'),
  row: (named) => `${joined(uniformValues(named, '.ts'), ',')}\n`,
};

/** Little-endian doubles. */
const npy: SeriesEncoding = {
  holds: [],
  countsRows: true,
  head: ({ points, rows }) => encodeNpyHeader(rows, points),
  row: (named) => {
    const values = uniformValues(named, '.npy');
    const bytes = Buffer.from(values.slice().buffer);
    return endianness() === 'LE' ? bytes : bytes.swap64();
  },
};

/** The encodings by the extension of the file, in lower case and with its dot. */
export const SERIES_ENCODINGS: ReadonlyMap<string, SeriesEncoding> = new Map([
  ['.ndjson', ndjson],
  ['.csv', csv],
  ['.tsv', tsv],
  ['.ts', aeon],
  ['.npy', npy],
]);

/** Decimals that name the same doubles, −0 among them. */
function joined(numbers: Float64Array, separator: string): string {
  let text = '';
  for (const [index, number] of numbers.entries()) {
    if (index > 0) text += separator;
    text += decimal(number);
  }
  return text;
}

function decimal(number: number): string {
  return Object.is(number, -0) ? '-0' : String(number);
}

/** A field that is an object, or none where that is empty. */
function jsonObject(
  field: string,
  entries: readonly (readonly [string, string | number | boolean | null])[],
): readonly string[] {
  if (entries.length === 0) return [];
  const cells = entries.map(([name, cell]) => `${json(name)}:${json(cell)}`);
  return [`"${field}":{${cells.join(',')}}`];
}

function json(cell: string | number | boolean | null): string {
  return typeof cell === 'number' ? decimal(cell) : printableJson(JSON.stringify(cell));
}

function uniformValues({ id, series }: NamedSeries, format: string): Float64Array {
  if (isUniform(series)) return series.values;
  const problem = `the series ${excerpt(id)} has times of its own, which ${format} does not hold`;
  throw new DatabaseError('INVALID_VALUE', `${problem}; export to .ndjson, or without times`, {
    field: 'format',
  });
}

/** Whether the times are 0, 1, … n−1, which a reader puts where there are none. */
function isUniform({ times }: Series): boolean {
  return times.every((time, index) => Object.is(time, index));
}

function csvCell(text: string): string {
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

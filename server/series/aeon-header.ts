import { badFile } from './bad-file.ts';
import type { RowPlace } from './cells.ts';
import { excerpt } from './excerpt.ts';

/** What the headers of a `.ts` file say about its rows. */
export interface AeonHeader {
  /** Whether rows end in `:label`. */
  readonly labelled: boolean;
  /** The labels that rows may have; empty when any may occur. */
  readonly labels: readonly string[];
  /** Whether all rows have the same number of points. */
  readonly equalLength: boolean;
  /** That number, when the header gives it. */
  readonly pointCount: number | undefined;
}

/** The meaning of a header without lines: unlabelled rows of any length. */
export const EMPTY_AEON_HEADER: AeonHeader = {
  labelled: false,
  labels: [],
  equalLength: false,
  pointCount: undefined,
};

interface HeaderPlace extends RowPlace {
  /** Name of the header as written, in quotes. */
  readonly name: string;
}

/** What one header adds to the meaning of a file. */
type HeaderReader = (value: string, at: HeaderPlace) => Partial<AeonHeader>;

/** The headers that matter here, in lower case; others describe the data set and are passed by. */
const READERS: ReadonlyMap<string, HeaderReader> = new Map([
  ['@timestamps', refuseTimeStamps],
  ['@univariate', (value, at) => (readBoolean(value, at) ? {} : refuseDimensions(value, at))],
  ['@dimension', (value, at) => (readCount(value, at) === 1 ? {} : refuseDimensions(value, at))],
  ['@dimensions', (value, at) => (readCount(value, at) === 1 ? {} : refuseDimensions(value, at))],
  ['@equallength', (value, at) => ({ equalLength: readBoolean(value, at) })],
  ['@serieslength', (value, at) => ({ pointCount: readCount(value, at) })],
  ['@targetlabel', (value, at) => (readBoolean(value, at) ? { labelled: true } : {})],
  ['@classlabel', readClassLabel],
]);

/**
 * The meaning of a file whose headers so far mean `header` and whose next header line is `text`,
 * or 'data' when that line is `@data`. Names of headers are matched without regard to case.
 * @throws DatabaseError `BAD_FILE` when the line is no header, announces what is not supported
 * (time stamps, several dimensions), or has no proper value.
 */
export function readAeonHeader(
  header: AeonHeader,
  text: string,
  place: RowPlace,
): AeonHeader | 'data' {
  if (!text.startsWith('@')) {
    throw badFile(place, `${excerpt(text)} comes before @data; write a line @data before the rows`);
  }
  const name = /^\S*/.exec(text)![0];
  const value = text.slice(name.length).trim();
  if (name.toLowerCase() === '@data') {
    if (value === '') return 'data';
    throw badFile(place, `@data is followed by ${excerpt(value)}; begin a new line after it`);
  }
  const read = READERS.get(name.toLowerCase());
  return { ...header, ...read?.(value, { ...place, name: excerpt(name) }) };
}

function readClassLabel(value: string, at: HeaderPlace): Partial<AeonHeader> {
  const [flag = '', ...labels] = value.split(/[ \t]+/);
  return readBoolean(flag, at) ? { labelled: true, labels } : {};
}

function refuseTimeStamps(value: string, at: HeaderPlace): Partial<AeonHeader> {
  if (!readBoolean(value, at)) return {};
  throw badFile(at, `${at.name} true is not supported; leave the times out, or write .ndjson`);
}

function refuseDimensions(value: string, at: HeaderPlace): never {
  const problem = `${at.name} is ${excerpt(value)}, and several dimensions are not supported`;
  throw badFile(at, `${problem}; write each dimension to a file of its own`);
}

function readBoolean(value: string, at: HeaderPlace): boolean {
  const lower = value.toLowerCase();
  if (lower === 'true' || lower === 'false') return lower === 'true';
  throw badFile(at, `${at.name} is ${excerpt(value)}; it must be true or false`);
}

function readCount(value: string, at: HeaderPlace): number {
  if (/^[1-9]\d{0,8}$/.test(value)) return Number(value);
  throw badFile(at, `${at.name} is ${excerpt(value)}; it must be a whole number from 1`);
}

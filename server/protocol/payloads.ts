import { ProtocolError } from './errors.ts';
import { isRecord } from './json.ts';
import type {
  ErrorPayload,
  Neighbour,
  ProgramPlace,
  WireColumn,
  WireMetadata,
  WireSeries,
} from './messages.ts';

/** Every function here looks into the payload of a reply, and believes nothing of it. */

/**
 * The results of a search.
 * @throws ProtocolError `INVALID_VALUE` unless they are ids with distances, ascending.
 */
export function readNeighbours(payload: unknown): readonly Neighbour[] {
  if (!Array.isArray(payload)) throw invalid('a search', 'is a list');
  let least = 0;
  const neighbours: Neighbour[] = [];
  for (const entry of payload as readonly unknown[]) {
    const id = isRecord(entry) ? entry['id'] : undefined;
    const distance = isRecord(entry) ? entry['distance'] : undefined;
    if (typeof id !== 'string' || typeof distance !== 'number' || !(distance >= least)) {
      throw invalid('a search', 'is a list of ids with ascending distances');
    }
    least = distance;
    neighbours.push({ id, distance });
  }
  return neighbours;
}

/**
 * The points in the field `ts` of a payload, or of an entry of a list.
 * @throws ProtocolError `INVALID_VALUE` unless there are as many times as values, all numbers.
 */
export function readPoints(payload: unknown): WireSeries {
  const ts = isRecord(payload) ? payload['ts'] : undefined;
  if (!Array.isArray(ts) || ts.length !== 2) throw invalid('ts', 'is [times, values]');
  const [times, values] = (ts as readonly unknown[]).map(readNumbers);
  if (times === undefined || values === undefined || times.length !== values.length) {
    throw invalid('ts', 'has as many times as values, all of them numbers');
  }
  return { times, values };
}

/** An entry of a list. */
export interface ListedSeries {
  readonly id: string;
  /** Undefined unless it was asked for. */
  readonly series: WireSeries | undefined;
  /** Undefined where there is none, or it was not asked for. */
  readonly metadata: WireMetadata | undefined;
}

/**
 * A page of a `list_ts`.
 * @param after the id that it comes behind, as it was asked for
 * @param withSeries whether every entry has to have its points
 * @throws ProtocolError `INVALID_VALUE` unless it is a list of ids that ascend.
 */
export function readList(
  payload: unknown,
  { after, withSeries }: { readonly after: string | undefined; readonly withSeries: boolean },
): readonly ListedSeries[] {
  if (!Array.isArray(payload)) throw invalid('list_ts', 'is a list');
  let last = Buffer.from(after ?? '');
  return (payload as readonly unknown[]).map((entry) => {
    const id = isRecord(entry) ? entry['id'] : undefined;
    const bytes = Buffer.from(typeof id === 'string' ? id : '');
    if (typeof id !== 'string' || last.compare(bytes) >= 0) {
      throw invalid('list_ts', 'is a list of ids that ascend');
    }
    last = bytes;
    if (!withSeries) return { id, series: undefined, metadata: undefined };
    const row = (entry as Readonly<Record<string, unknown>>)['metadata'];
    const metadata = row === undefined ? undefined : readMetadataRow(row);
    return { id, series: readPoints(entry), metadata };
  });
}

/**
 * The number in the field `name` of a payload.
 * @throws ProtocolError `INVALID_VALUE` when there is none.
 */
export function readNumber(payload: unknown, name: string): number {
  const value = isRecord(payload) ? payload[name] : undefined;
  if (typeof value === 'number') return value;
  throw invalid(name, 'is a number');
}

/**
 * The boolean in the field `name` of a payload.
 * @throws ProtocolError `INVALID_VALUE` when there is none.
 */
export function readBoolean(payload: unknown, name: string): boolean {
  const value = isRecord(payload) ? payload[name] : undefined;
  if (typeof value === 'boolean') return value;
  throw invalid(name, 'is a boolean');
}

/**
 * The list of texts in the field `name` of a payload.
 * @throws ProtocolError `INVALID_VALUE` when there is none.
 */
export function readTexts(payload: unknown, name: string): readonly string[] {
  const value = isRecord(payload) ? payload[name] : undefined;
  const texts: readonly unknown[] = Array.isArray(value) ? value : [undefined];
  if (texts.every((text) => typeof text === 'string')) return texts;
  throw invalid(name, 'is a list of texts');
}

/**
 * The rows of a selection.
 * @throws ProtocolError `INVALID_VALUE` unless they are objects of cells.
 */
export function readMetadataRows(payload: unknown): readonly WireMetadata[] {
  if (Array.isArray(payload)) return (payload as readonly unknown[]).map(readMetadataRow);
  throw invalid('select', 'is a list');
}

/**
 * The metadata of one series.
 * @throws ProtocolError `INVALID_VALUE` when there is none.
 */
export function readMetadataOf(payload: unknown): WireMetadata {
  return readMetadataRow(isRecord(payload) ? payload['metadata'] : undefined);
}

function readMetadataRow(row: unknown): WireMetadata {
  if (isRecord(row) && Object.values(row).every(isCell)) return row as WireMetadata;
  throw invalid('metadata', 'is an object of values');
}

/**
 * The columns in a payload.
 * @throws ProtocolError `INVALID_VALUE` when there are none.
 */
export function readColumnList(payload: unknown): readonly WireColumn[] {
  const columns = isRecord(payload) ? payload['columns'] : undefined;
  const list: readonly unknown[] = Array.isArray(columns) ? columns : [undefined];
  return list.map((column) => {
    const { name, type } = isRecord(column) ? column : {};
    if (typeof name === 'string' && typeof type === 'string') {
      return { name, type: type as WireColumn['type'] };
    }
    throw invalid('schema', 'is a list of columns');
  });
}

/**
 * A payload that is an object of counters.
 * @throws ProtocolError `INVALID_VALUE` when it is none.
 */
export function readCounters(payload: unknown): Readonly<Record<string, unknown>> {
  if (isRecord(payload)) return payload;
  throw invalid('stats', 'is an object');
}

/**
 * The payload of an error reply.
 * @throws ProtocolError `INVALID_VALUE` unless it has a code, a message and an outcome.
 */
export function readErrorPayload(payload: unknown): ErrorPayload {
  const fields = isRecord(payload) ? payload : {};
  const { code, message, field, outcome, place } = fields;
  if (typeof code !== 'string' || typeof message !== 'string') {
    throw invalid('an error', 'has a code and a message');
  }
  if (field !== undefined && typeof field !== 'string') throw invalid('an error', 'names a field');
  if (outcome !== 'none' && outcome !== 'done' && outcome !== 'unknown') {
    throw invalid('an error', 'has the outcome none, done or unknown');
  }
  return { code, message, field, place: placeIn(place), outcome };
}

function placeIn(place: unknown): ProgramPlace | undefined {
  if (place === undefined) return undefined;
  const { line, column, form } = isRecord(place) ? place : {};
  if (typeof line === 'number' && typeof column === 'number' && typeof form === 'string') {
    return { line, column, form };
  }
  throw invalid('an error', 'has a line, a column and a form as its place');
}

/**
 * What a program came to.
 * @throws ProtocolError `INVALID_VALUE` when there is nothing.
 */
export function readValue(payload: unknown): unknown {
  const value = isRecord(payload) ? payload['value'] : undefined;
  if (value !== undefined) return value;
  throw invalid('query', 'has a value');
}

function isCell(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function readNumbers(list: unknown): Float64Array | undefined {
  if (!Array.isArray(list)) return undefined;
  const numbers = list as readonly unknown[];
  const doubles = new Float64Array(numbers.length);
  for (const [index, value] of numbers.entries()) {
    if (typeof value !== 'number') return undefined;
    doubles[index] = value;
  }
  return doubles;
}

function invalid(what: string, rule: string): ProtocolError {
  return new ProtocolError('INVALID_VALUE', `the payload of ${what} ${rule}`);
}

import { ProtocolError } from './errors.ts';
import { WIRE_LIMITS } from './limits.ts';
import type { Extent, SearchOptions, Strategy, VantagePick, WireSeries } from './messages.ts';

/** The fields of a message by name, and none that objects inherit, whatever the names are. */
export interface Fields {
  has(name: string): boolean;
  /** Undefined where there is none. */
  get(name: string): unknown;
  keys(): Iterable<string>;
}

/** The fields of a message as it was parsed, not copied: most have one or two. */
export class OwnFields implements Fields {
  readonly #message: Readonly<Record<string, unknown>>;

  constructor(message: Readonly<Record<string, unknown>>) {
    this.#message = message;
  }

  has(name: string): boolean {
    return Object.hasOwn(this.#message, name);
  }

  get(name: string): unknown {
    return this.has(name) ? this.#message[name] : undefined;
  }

  keys(): readonly string[] {
    return Object.keys(this.#message);
  }
}

const STRATEGIES: readonly Strategy[] = ['auto', 'scan', 'filter', 'shell', 'ball'];
const CONTROL = /\p{Cc}/u;

/**
 * The id in the field `name`; whether a series has it is not asked here.
 * @throws ProtocolError `MISSING_FIELD`, `INVALID_VALUE`.
 */
export function readId(fields: Fields, name: string): string {
  return idIn(present(fields, name), name);
}

/**
 * The list of ids in the field `ids`.
 * @throws ProtocolError `MISSING_FIELD`, `INVALID_VALUE`.
 */
export function readIds(fields: Fields): readonly string[] {
  const ids = present(fields, 'ids');
  const { vantagePointsMax } = WIRE_LIMITS;
  if (!Array.isArray(ids)) throw invalid('ids', `is a list of ids, not ${kindOf(ids)}`);
  if (ids.length < 1 || ids.length > vantagePointsMax) {
    throw invalid('ids', `has ${ids.length} ids; it has 1 to ${vantagePointsMax}`);
  }
  return (ids as readonly unknown[]).map((id) => idIn(id, 'ids'));
}

/**
 * Which series are to become vantage points: exactly one of `ids` and `count`.
 * @throws ProtocolError `MISSING_FIELD`, `INVALID_VALUE`.
 */
export function readPick(fields: Fields): VantagePick {
  if (!fields.has('count')) return { ids: readIds(fields) };
  if (fields.has('ids')) throw invalid('count', 'and ids exclude each other');
  return { count: wholeNumber(fields, 'count', WIRE_LIMITS.vantagePointsMax) };
}

function idIn(id: unknown, name: string): string {
  if (typeof id !== 'string') throw invalid(name, `is an id and so a text, not ${kindOf(id)}`);
  const bytes = Buffer.byteLength(id);
  if (bytes === 0 || bytes > WIRE_LIMITS.idBytesMax) {
    throw invalid(name, `has ${bytes} bytes; an id has 1 to ${WIRE_LIMITS.idBytesMax}`);
  }
  if (CONTROL.test(id)) throw invalid(name, 'has a control character; an id has none');
  return id;
}

/**
 * The series in the field `ts`, `[times, values]`, as doubles.
 * @throws ProtocolError `MISSING_FIELD`, `INVALID_VALUE`; the message has the index.
 */
export function readSeries(fields: Fields): WireSeries {
  const ts = present(fields, 'ts');
  if (!Array.isArray(ts) || ts.length !== 2) {
    throw invalid('ts', 'is a list of two lists, [times, values]');
  }
  const [times, values] = ts as readonly unknown[];
  const series = { times: readDoubles(times, 'ts[0]'), values: readDoubles(values, 'ts[1]') };
  if (series.times.length !== series.values.length) {
    const counts = `${series.times.length} times and ${series.values.length} values`;
    throw invalid('ts', `has ${counts}; they are as many`);
  }
  return series;
}

/**
 * What a search is to give back, and how; `k` is 1 where neither it nor `radius` is given.
 * @throws ProtocolError `INVALID_VALUE`.
 */
export function readSearch(fields: Fields): SearchOptions {
  const strategy = fields.has('strategy') ? fields.get('strategy') : 'auto';
  const known = STRATEGIES.find((name) => name === strategy);
  if (known === undefined) throw invalid('strategy', `is one of ${STRATEGIES.join(', ')}`);
  const timeoutMs = readTimeout(fields);
  const explain = readFlag(fields, 'explain');
  const where = readWhere(fields);
  return { extent: readExtent(fields), strategy: known, explain, timeoutMs, where };
}

/**
 * The text of a filter, or undefined; whether it is one is not asked here.
 * @throws ProtocolError `INVALID_VALUE`.
 */
export function readWhere(fields: Fields): string | undefined {
  if (!fields.has('where')) return undefined;
  const where = fields.get('where');
  if (typeof where !== 'string') throw invalid('where', `is a text, not ${kindOf(where)}`);
  const bytes = Buffer.byteLength(where);
  if (bytes <= WIRE_LIMITS.whereBytesMax) return where;
  throw invalid('where', `has ${bytes} bytes; at most ${WIRE_LIMITS.whereBytesMax}`);
}

/**
 * The boolean in the field `name`, false where it is left out.
 * @throws ProtocolError `INVALID_VALUE`.
 */
export function readFlag(fields: Fields, name: string): boolean {
  const flag = fields.has(name) ? fields.get(name) : false;
  if (typeof flag === 'boolean') return flag;
  throw invalid(name, `is a boolean, not ${kindOf(flag)}`);
}

/**
 * Entries that a page of a list has at most.
 * @throws ProtocolError `INVALID_VALUE`.
 */
export function readLimit(fields: Fields): number {
  const { limitDefault, pageMax } = WIRE_LIMITS;
  return fields.has('limit') ? wholeNumber(fields, 'limit', pageMax) : limitDefault;
}

/**
 * Milliseconds that a request may take.
 * @throws ProtocolError `INVALID_VALUE`.
 */
export function readTimeout(fields: Fields): number {
  if (!fields.has('timeout')) return WIRE_LIMITS.timeoutMsDefault;
  return wholeNumber(fields, 'timeout', WIRE_LIMITS.timeoutMsMax);
}

/**
 * The program in the field `text`; whether it is one is not asked here.
 * @throws ProtocolError `MISSING_FIELD`, `INVALID_VALUE`.
 */
export function readProgram(fields: Fields): string {
  const text = present(fields, 'text');
  if (typeof text !== 'string') throw invalid('text', `is a text, not ${kindOf(text)}`);
  const bytes = Buffer.byteLength(text);
  if (bytes <= WIRE_LIMITS.programBytesMax) return text;
  throw invalid('text', `has ${bytes} bytes; at most ${WIRE_LIMITS.programBytesMax}`);
}

/**
 * The text that the reply is to echo, or undefined.
 * @throws ProtocolError `INVALID_VALUE`.
 */
export function readRequestId(fields: Fields): string | undefined {
  if (!fields.has('request')) return undefined;
  const text = fields.get('request');
  if (typeof text !== 'string') throw invalid('request', `is a text, not ${kindOf(text)}`);
  const bytes = Buffer.byteLength(text);
  if (bytes > WIRE_LIMITS.requestIdBytesMax) {
    throw invalid('request', `has ${bytes} bytes; at most ${WIRE_LIMITS.requestIdBytesMax}`);
  }
  return text;
}

/**
 * The text in the field `token`; no message has any of it.
 * @throws ProtocolError `MISSING_FIELD`, `INVALID_VALUE`.
 */
export function readToken(fields: Fields): string {
  const token = present(fields, 'token');
  if (typeof token !== 'string') throw invalid('token', `is a text, not ${kindOf(token)}`);
  const bytes = Buffer.byteLength(token);
  if (bytes >= 1 && bytes <= WIRE_LIMITS.tokenBytesMax) return token;
  throw invalid('token', `has ${bytes} bytes; a token has 1 to ${WIRE_LIMITS.tokenBytesMax}`);
}

function readExtent(fields: Fields): Extent {
  if (!fields.has('radius')) {
    if (fields.has('limit')) throw invalid('limit', 'goes with radius; with k, k is the limit');
    const k = fields.has('k') ? wholeNumber(fields, 'k', WIRE_LIMITS.kMax) : 1;
    return { tag: 'nearest', k };
  }
  if (fields.has('k')) throw invalid('k', 'and radius exclude each other');
  const radius = fields.get('radius');
  if (typeof radius !== 'number' || !Number.isFinite(radius) || radius < 0) {
    throw invalid('radius', `is a number from 0 up, not ${kindOf(radius)}`);
  }
  const limit = fields.has('limit')
    ? wholeNumber(fields, 'limit', WIRE_LIMITS.limitMax)
    : WIRE_LIMITS.limitDefault;
  return { tag: 'within', radius, limit };
}

/** @throws ProtocolError `INVALID_VALUE` unless the field is a whole number from `least`. */
export function wholeNumber(fields: Fields, name: string, most: number, least = 1): number {
  const value = fields.get(name);
  if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) {
    return value;
  }
  throw invalid(name, `is a whole number from ${least} to ${most}, not ${kindOf(value)}`);
}

function readDoubles(list: unknown, place: string): Float64Array {
  if (!Array.isArray(list)) throw invalid('ts', `holds ${kindOf(list)} at ${place}, not a list`);
  if (list.length > WIRE_LIMITS.pointsMax) {
    const most = WIRE_LIMITS.pointsMax;
    throw invalid('ts', `holds ${list.length} numbers at ${place}; at most ${most}`);
  }
  const doubles = new Float64Array(list.length);
  for (let index = 0; index < list.length; index += 1) {
    const value: unknown = list[index];
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      throw invalid('ts', `holds ${kindOf(value)} at ${place}[${index}], not a finite number`);
    }
    doubles[index] = value;
  }
  return doubles;
}

/** @throws ProtocolError `MISSING_FIELD`. */
export function present(fields: Fields, name: string): unknown {
  if (fields.has(name)) return fields.get(name);
  throw new ProtocolError('MISSING_FIELD', `${name} is missing`, { field: name });
}

export function invalid(field: string, fault: string): ProtocolError {
  return new ProtocolError('INVALID_VALUE', `${field} ${fault}`, { field });
}

/** What `value` is, in words for a message: a number itself, of all else the type. */
export function kindOf(value: unknown): string {
  if (typeof value === 'number') return String(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'string' ? 'a text' : 'an object';
}

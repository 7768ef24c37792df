import { isAscii } from 'node:buffer';
import { ProtocolError } from './errors.ts';
import { type JsonLimits, scanJson } from './json-scan.ts';
import { WIRE_LIMITS } from './limits.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The value of a JSON body. A number keeps its sign, −0 too, and every finite double its bits.
 * @throws ProtocolError `NOT_UTF8`, `NOT_JSON`, `FORBIDDEN_KEY`, `NUMBER_OVERFLOW`, `TOO_DEEP` or
 * `TOO_MANY_VALUES`.
 * Cost: O(bytes); the limits hold before anything is built.
 */
export function parseJson(body: Uint8Array, limits: JsonLimits): unknown {
  const bytes = Buffer.isBuffer(body)
    ? body
    : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const text = isAscii(bytes) ? bytes.toString('latin1') : decode(bytes);
  scanJson(bytes, text, limits);
  try {
    return JSON.parse(text);
  } catch (error) {
    const detail = error instanceof Error ? `: ${error.message}` : '';
    throw new ProtocolError('NOT_JSON', `the body is not JSON${detail}`, { cause: error });
  }
}

function decode(body: Buffer): string {
  let text: string;
  try {
    text = utf8.decode(body);
  } catch (error) {
    throw new ProtocolError('NOT_UTF8', 'the body is not UTF-8', { cause: error });
  }
  if (text.charCodeAt(0) !== 0xfeff) return text;
  throw new ProtocolError('NOT_UTF8', 'the body begins with a byte order mark; leave it out');
}

/** Pieces that are shorter are added to. */
const PIECE_UNITS = 4096;

/**
 * The JSON text of `value`: null, booleans, finite numbers, text, arrays, Float64Arrays (as
 * arrays) and plain objects by their own keys, of which those that are undefined are left out.
 * Unlike `JSON.stringify` it writes −0 as -0 and never turns a number into null.
 * @throws TypeError for anything else, NaN and infinities among it, and for more than 32 levels.
 * Cost: O(characters), times the depth of the deepest −0.
 */
export function writeJson(value: unknown): string {
  return jsonPieces(value, 0).join('');
}

/**
 * The text that `writeJson` gives, in one piece or more. A text of a megabyte is garbage that stays for
 * long; its pieces are gone as soon as they are written.
 * @param depth levels that it is to stand in
 */
export function jsonPieces(value: unknown, depth: number): string[] {
  const pieces = [''];
  write(value, depth, (text) => {
    const last = pieces.length - 1;
    if (pieces[last]!.length < PIECE_UNITS) pieces[last] += text;
    else pieces.push(text);
  });
  return pieces;
}

/** Whether `value` is an object, so that its fields may be read; arrays are not meant. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Recursion is bounded by `WIRE_LIMITS.depthMax`, here and in `isExact`. */
function write(value: unknown, depth: number, add: (text: string) => void): void {
  if (isExact(value, depth)) {
    add(JSON.stringify(value));
  } else if (value instanceof Float64Array) {
    add(writeDoubles(value));
  } else if (Array.isArray(value)) {
    let before = '[';
    for (const element of value as readonly unknown[]) {
      add(before);
      write(element, depth + 1, add);
      before = ',';
    }
    add(']');
  } else if (isRecord(value)) {
    let before = '{';
    for (const [key, field] of Object.entries(value)) {
      if (field === undefined) continue;
      add(`${before}${JSON.stringify(key)}:`);
      write(field, depth + 1, add);
      before = ',';
    }
    add('}');
  } else {
    add('-0');
  }
}

function writeDoubles(doubles: Float64Array): string {
  const numbers = Array.from(doubles);
  return isExact(numbers, 0) ? JSON.stringify(numbers) : `[${numbers.map(numberText).join(',')}]`;
}

function numberText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

/** Whether `JSON.stringify` writes `value` as it is; throws where nothing could. */
function isExact(value: unknown, depth: number): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new TypeError(`${value} cannot be written as JSON`);
    return !Object.is(value, -0);
  }
  if (typeof value !== 'object') {
    throw new TypeError(`a value of type ${typeof value} cannot be written as JSON`);
  }
  if (depth === WIRE_LIMITS.depthMax) throw new TypeError(`nested deeper than ${depth}`);
  if (value instanceof Float64Array) return false; // Judged when it is written.
  let exact = true;
  if (Array.isArray(value)) {
    for (const element of value as readonly unknown[]) {
      exact = isExact(element, depth + 1) && exact;
    }
  } else if (isRecord(value) && isPlain(value)) {
    for (const key of Object.keys(value)) {
      const field = value[key];
      if (field !== undefined) exact = isExact(field, depth + 1) && exact;
    }
  } else {
    throw new TypeError(`a ${value.constructor.name} cannot be written as JSON`);
  }
  return exact;
}

/** Whether an object has no class, for of a Map or a Date the own keys say nothing. */
function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

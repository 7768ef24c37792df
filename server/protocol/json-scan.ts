import { ProtocolError } from './errors.ts';

/** What a JSON text may hold. */
export interface JsonLimits {
  /** Arrays and objects inside one another. */
  readonly depthMax: number;
  /** Keys, texts, objects, arrays, literals and numbers; numbers in arrays do not count. */
  readonly valuesMax: number;
  /** Numbers in arrays. */
  readonly numbersMax: number;
}

/** Keys that objects inherit: a copy made with one of them would change what it inherits. */
const INHERITED_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
/** A number whose bytes and exponent come to at most this is under 1e308. */
const FINITE_MAX = 308;

const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const LOWER_U = 0x75;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Refuses a JSON text that would be costly or dangerous to parse, before it is parsed. Of a text
 * that is JSON every key and number is seen; one that is not JSON may pass, for `JSON.parse` to
 * refuse. The bytes are UTF-8; all that structures JSON is ASCII, so they need no decoding here.
 * @param decoded the same as text
 * @throws ProtocolError `TOO_DEEP`, `TOO_MANY_VALUES`, `FORBIDDEN_KEY`, `NUMBER_OVERFLOW` or
 * `NOT_JSON`; the message says at which byte.
 * Cost: O(bytes), one pass; memory O(depth + keys of the objects that are open).
 */
export function scanJson(text: Buffer, decoded: string, limits: JsonLimits): void {
  // Of ASCII alone, places of bytes are places of characters, so a key is a part of the text.
  const ascii = decoded.length === text.length ? decoded : undefined;
  /** For each open container: the keys of an object so far, or undefined for an array. */
  const open: (Set<string> | undefined)[] = [];
  let inObject = false;
  let keyIsNext = false;
  let values = 0;
  let numbers = 0;
  let at = 0;
  while (at < text.length) {
    const unit = text[at]!;
    if (unit === COMMA) {
      keyIsNext = inObject;
      at += 1;
      continue;
    }
    if (unit === COLON || unit === 0x20 || (unit >= 0x09 && unit <= 0x0d)) {
      at += 1;
      continue;
    }
    if (isDigit(unit) || unit === MINUS) {
      at = numberEnd(text, at);
      if (open.length > 0 && !inObject) {
        numbers += 1;
        if (numbers > limits.numbersMax) {
          const most = `${limits.numbersMax} numbers in lists`;
          throw new ProtocolError('TOO_MANY_VALUES', `more than ${most}`);
        }
        continue;
      }
    } else if (unit === QUOTE) {
      const end = textEnd(text, at);
      if (keyIsNext) {
        const raw = ascii?.slice(at + 1, end - 1) ?? text.toString('utf8', at + 1, end - 1);
        addKey(open[open.length - 1], raw, at);
      }
      keyIsNext = false;
      at = end;
    } else if (unit === OPEN_OBJECT || unit === OPEN_ARRAY) {
      if (open.length === limits.depthMax) {
        const place = `deeper than ${limits.depthMax} at byte ${at}`;
        throw new ProtocolError('TOO_DEEP', `arrays and objects are nested ${place}`);
      }
      inObject = unit === OPEN_OBJECT;
      keyIsNext = inObject;
      open.push(inObject ? new Set() : undefined);
      at += 1;
    } else if (unit === CLOSE_OBJECT || unit === CLOSE_ARRAY) {
      open.pop();
      inObject = open[open.length - 1] !== undefined;
      keyIsNext = false;
      at += 1;
      continue;
    } else {
      at = literalEnd(text, at);
    }
    values += 1;
    if (values > limits.valuesMax) {
      const most = `${limits.valuesMax} keys and values outside of lists of numbers`;
      throw new ProtocolError('TOO_MANY_VALUES', `more than ${most}`);
    }
  }
}

function literalEnd(text: Buffer, start: number): number {
  const literal = ['true', 'false', 'null'].find(
    (word) => text.toString('latin1', start, start + word.length) === word,
  );
  if (literal !== undefined) return start + literal.length;
  throw new ProtocolError('NOT_JSON', `the body is not JSON at byte ${start}`);
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

/** The place behind the number at `start`. */
function numberEnd(text: Buffer, start: number): number {
  let at = start + 1;
  let exponent = 0;
  let inExponent = false;
  for (; at < text.length; at += 1) {
    const unit = text[at]!;
    if (isDigit(unit)) {
      if (inExponent && exponent <= FINITE_MAX) exponent = 10 * exponent + unit - 0x30;
    } else if (unit === 0x65 || unit === 0x45) {
      inExponent = true;
    } else if (unit !== 0x2e && unit !== MINUS && unit !== 0x2b) {
      break;
    }
  }
  if (exponent + at - start > FINITE_MAX) {
    if (Math.abs(Number(text.toString('latin1', start, at))) === Infinity) {
      throw new ProtocolError(
        'NUMBER_OVERFLOW',
        `the number at byte ${start} is greater than a double can be`,
      );
    }
  }
  return at;
}

/** The place behind the closing quote of the text that opens at `start`. */
function textEnd(text: Buffer, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const unit = text[at]!;
    if (unit === QUOTE) return at + 1;
    if (unit !== BACKSLASH) continue;
    at += 1;
    if (text[at] !== LOWER_U) continue;
    const high = escapedUnit(text, at - 1);
    if (high >= 0xd800 && high <= 0xdfff) {
      const low = escapedUnit(text, at + 5);
      if (high > 0xdbff || !(low >= 0xdc00 && low <= 0xdfff)) {
        throw new ProtocolError('NOT_JSON', `half a surrogate pair at byte ${at - 1}`);
      }
      at += 6;
    }
    at += 4;
  }
  throw new ProtocolError('NOT_JSON', `the text at byte ${start} does not end`);
}

/** The code unit that the escape at `at` stands for, or NaN when there is none. */
function escapedUnit(text: Buffer, at: number): number {
  if (text[at] !== BACKSLASH || text[at + 1] !== LOWER_U) return Number.NaN;
  let unit = 0;
  for (let place = at + 2; place < at + 6; place += 1) unit = 16 * unit + hexDigit(text[place]);
  return unit;
}

/** The value of a hexadecimal digit in ASCII, NaN for any other byte and for none. */
function hexDigit(byte: number | undefined): number {
  if (byte === undefined) return Number.NaN;
  if (isDigit(byte)) return byte - 0x30;
  const letter = (byte | 0x20) - 0x61; // Of either case.
  return letter >= 0 && letter < 6 ? letter + 10 : Number.NaN;
}

/** Adds the key that stands as `raw` between the quotes at `start` to the keys of its object. */
function addKey(keys: Set<string> | undefined, raw: string, start: number): void {
  const key = raw.includes('\\') ? unescape(raw, start) : raw;
  if (INHERITED_KEYS.has(key)) {
    throw new ProtocolError('FORBIDDEN_KEY', `the key ${key} at byte ${start} is refused`);
  }
  if (keys?.has(key) === true) {
    throw new ProtocolError('FORBIDDEN_KEY', `the key at byte ${start} stands there twice`);
  }
  keys?.add(key);
}

function unescape(raw: string, start: number): string {
  try {
    return String(JSON.parse(`"${raw}"`));
  } catch (error) {
    throw new ProtocolError('NOT_JSON', `the text at byte ${start} is not JSON`, {
      cause: error,
    });
  }
}

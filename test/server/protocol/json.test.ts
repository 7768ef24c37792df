import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProtocolError, parseJson, writeJson } from '../../../server/protocol/index.ts';

const limits = { depthMax: 32, valuesMax: 10_000, numbersMax: 1_000 };

function parse(text: string | Uint8Array, bounds: typeof limits = limits): unknown {
  return parseJson(Buffer.from(text), bounds);
}

/** The code with which a text is refused, or undefined when it is taken. */
function refusal(text: string | Uint8Array, bounds: typeof limits = limits): string | undefined {
  try {
    parse(text, bounds);
    return undefined;
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
}

function nested(depth: number): string {
  return '['.repeat(depth) + ']'.repeat(depth);
}

function list(element: string, count: number): string {
  return `[${Array.from({ length: count }, () => element).join(',')}]`;
}

function object(count: number): string {
  return `{${Array.from({ length: count }, (_, index) => `"${index}":1`).join(',')}}`;
}

describe('parseJson', () => {
  it.each([
    ['a byte that begins no character', [0xff, 0xfe, 0x7b, 0x7d]],
    ['a character cut short', [0x22, 0xc3, 0x22]],
    ['a surrogate in UTF-8', [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ['a character written too long', [0x22, 0xc0, 0x80, 0x22]],
    ['a character over U+10FFFF', [0x22, 0xf4, 0x90, 0x80, 0x80, 0x22]],
    ['a byte order mark', [0xef, 0xbb, 0xbf, 0x7b, 0x7d]],
  ])('refuses %s', (_name, bytes) => {
    expect(refusal(Uint8Array.from(bytes))).toBe('NOT_UTF8');
  });

  it.each([
    ['', 'NOT_JSON'],
    ['{nope', 'NOT_JSON'],
    ['[1,2', 'NOT_JSON'],
    ['[1]]', 'NOT_JSON'],
    ['"open', 'NOT_JSON'],
    ['"\\x41"', 'NOT_JSON'],
    ['{"a\\q":1}', 'NOT_JSON'],
    ['[NaN]', 'NOT_JSON'],
    ['[-Infinity]', 'NOT_JSON'],
    ['[01]', 'NOT_JSON'],
    ['[1e]', 'NOT_JSON'],
    ['"\\ud800"', 'NOT_JSON'],
    ['"\\udc00\\ud800"', 'NOT_JSON'],
    ['"\\ud800\\u0041"', 'NOT_JSON'],
    ['{"\\udfff":1}', 'NOT_JSON'],
    ['"\\ud83d\\ude00"', undefined],
    ['"\\\\ud800"', undefined],
    ['[1e999]', 'NUMBER_OVERFLOW'],
    ['{"k":-1E+400}', 'NUMBER_OVERFLOW'],
    [`[1${'0'.repeat(309)}]`, 'NUMBER_OVERFLOW'],
    [`[1${'0'.repeat(308)}]`, undefined],
    ['[1.7976931348623157e308, 5e-324, 1e-999]', undefined],
    ['[1e000000000000000000308, 0.0001e311, 0e999]', undefined],
    ['[1e000000000000000000309]', 'NUMBER_OVERFLOW'],
    ['[10e308]', 'NUMBER_OVERFLOW'],
    ['"\\uD83D\\uDe00"', undefined],
    ['"\\ud83d\\ude0g"', 'NOT_JSON'],
    ['{"a":1,"a":1}', 'FORBIDDEN_KEY'],
    ['{"a":1,"\\u0061":1}', 'FORBIDDEN_KEY'],
    ['{"a":{"b":1,"b":2}}', 'FORBIDDEN_KEY'],
    ['{"x":{},"a":1,"a":2}', 'FORBIDDEN_KEY'],
    ['{"x":[[1],2],"a":1,"a":2}', 'FORBIDDEN_KEY'],
    ['{"x":{"y":[]},"__proto__":1}', 'FORBIDDEN_KEY'],
    ['[{"x":[{}],"prototype":1}]', 'FORBIDDEN_KEY'],
    ['[{"a":1},{"a":1}]', undefined],
    ['{"a":{"a":{"a":1}},"b":{"a":1}}', undefined],
    ['{"__proto__":1}', 'FORBIDDEN_KEY'],
    ['{"\\u005f_proto__":{"polluted":true}}', 'FORBIDDEN_KEY'],
    ['{"x":[{"constructor":1}]}', 'FORBIDDEN_KEY'],
    ['{"prototype":null}', 'FORBIDDEN_KEY'],
    ['{"id":"__proto__","b":["constructor","prototype"]}', undefined],
  ])('answers %s with %s', (text, code) => {
    expect(refusal(text)).toBe(code);
    if (code === undefined) expect(parse(text)).toEqual(JSON.parse(text));
  });

  it('says at which byte', () => {
    expect(() => parse('{"ts":[[0,1],[NaN,1]]}')).toThrow('at byte 14');
    expect(() => parse('[1, 1e999]')).toThrow('byte 4');
  });

  it('takes a depth of the limit and refuses one more', () => {
    expect(refusal(nested(32))).toBeUndefined();
    expect(refusal(nested(33))).toBe('TOO_DEEP');
    expect(refusal(nested(5_000_000))).toBe('TOO_DEEP');
    expect(refusal('{"a":'.repeat(33))).toBe('TOO_DEEP');
  });

  it('counts keys, texts, objects, lists and literals, and numbers outside of lists', () => {
    for (const element of ['{}', '[]', '"x"', 'null', 'true']) {
      expect(refusal(list(element, 9_999))).toBeUndefined();
      expect(refusal(list(element, 10_000))).toBe('TOO_MANY_VALUES');
    }
    expect(refusal(object(4_999))).toBeUndefined();
    expect(refusal(object(5_000))).toBe('TOO_MANY_VALUES');
    expect(refusal(list('1.5', 1_000))).toBeUndefined();
    expect(refusal(list('1.5', 1_001))).toBe('TOO_MANY_VALUES');
    expect(refusal(`[${list('1', 500)},${list('2', 501)}]`)).toBe('TOO_MANY_VALUES');
    expect(refusal(`{"x":[1,2],${object(4_998).slice(1)}`)).toBe(undefined);
    expect(refusal(`{"x":[1,2],${object(4_999).slice(1)}`)).toBe('TOO_MANY_VALUES');
  });

  it('agrees with JSON.parse on every text that it takes', () => {
    const pieces = ['{', '}', '[', ']', ',', ':', '"a"', '"b"', '"\\"', '\\', '1', '-', 'e9', ' '];
    const text = fc.array(fc.constantFrom(...pieces, 'null', '"__proto__"'), { maxLength: 14 });
    let taken = 0;
    fc.assert(
      fc.property(text, (parts) => {
        const whole = parts.join('');
        if (refusal(whole) !== undefined) return;
        taken += 1;
        expect(JSON.stringify(parse(whole))).toBe(JSON.stringify(JSON.parse(whole)));
      }),
      { numRuns: 20_000 },
    );
    expect(taken).toBeGreaterThan(50);
  });

  it('takes what JSON.stringify writes of any value without hostile keys', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!/"(__proto__|constructor|prototype)"|\\ud/i.test(text));
        expect(parse(text)).toEqual(JSON.parse(text));
      }),
      { numRuns: 200 },
    );
  });

  it('takes time in proportion to the bytes, whatever they are', () => {
    const bounds = { ...limits, numbersMax: 8 << 20 };
    const bodies = [`[${'1,'.repeat(4 << 20)}`, `["${'\\"'.repeat(4 << 20)}`, ' '.repeat(8 << 20)];
    const started = process.cpuUsage();
    for (const body of bodies) expect(refusal(body, bounds)).toBe('NOT_JSON');
    expect(process.cpuUsage(started).user).toBeLessThan(3_000_000);
  });
});

describe('writeJson', () => {
  it('gives every finite double back with the same bits, −0 too', () => {
    const double = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(fc.array(double, { maxLength: 50 }), (doubles) => {
        const all = [...doubles, -0, 5e-324, Number.MAX_VALUE];
        for (const form of [all, Float64Array.from(all)]) {
          const read = parse(writeJson({ ts: [form, form] })) as { ts: number[][] };
          expect(read.ts[1]?.every((value, index) => Object.is(value, all[index]))).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('writes as JSON.stringify does where that is exact', () => {
    const withoutMinusZero = fc
      .jsonValue()
      .map((value): unknown => JSON.parse(JSON.stringify(value)));
    fc.assert(
      fc.property(withoutMinusZero, (value) => {
        expect(writeJson(value)).toBe(JSON.stringify(value));
        expect(writeJson({ zero: -0, value })).toBe(`{"zero":-0,"value":${JSON.stringify(value)}}`);
      }),
      { numRuns: 300 },
    );
    expect(writeJson({ a: undefined, b: [{ c: undefined }] })).toBe('{"b":[{}]}');
    expect(writeJson({ a: undefined, b: -0 })).toBe('{"b":-0}');
  });

  it.each([
    ['NaN', [Number.NaN]],
    ['an infinity', { a: Number.POSITIVE_INFINITY }],
    ['NaN among doubles', Float64Array.of(1, Number.NaN)],
    ['a big integer', 1n],
    ['a function', [(): undefined => undefined]],
    ['undefined', undefined],
    ['undefined in a list', [undefined]],
    ['a map', { a: new Map([[1, 2]]) }],
    ['a date', new Date(0)],
    ['floats of four bytes', Float32Array.of(1)],
  ])('refuses %s instead of writing something else', (_name, value) => {
    expect(() => writeJson(value)).toThrow(TypeError);
    expect(() => writeJson({ zero: -0, value: [value] })).toThrow(TypeError);
  });

  it('refuses a value that contains itself', () => {
    const loop: unknown[] = [];
    loop.push(loop);
    expect(() => writeJson(loop)).toThrow('deeper');
  });
});

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatJson } from '../../../client/command-line/json.ts';
import { printable, printableLines } from '../../../client/output/index.ts';

const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

describe('printable', () => {
  it('escapes what a terminal acts on', () => {
    expect(printable('a\x1b[31mb')).toBe('a\\u{1b}[31mb');
    expect(printable('tab\tline\nreturn\r')).toBe('tab\\tline\\nreturn\\r');
    expect(printable('\x7f')).toBe('\\u{7f}');
  });

  it('escapes the C1 controls, which some terminals take for escape sequences', () => {
    expect(printable('\u009b31m')).toBe('\\u{9b}31m');
  });

  it('escapes what reverses or hides text', () => {
    expect(printable('a\u202etxt.exe')).toBe('a\\u{202e}txt.exe');
    expect(printable('\u2066x\u2069')).toBe('\\u{2066}x\\u{2069}');
    expect(printable('a\u200bb\ufeff')).toBe('a\\u{200b}b\\u{feff}');
    expect(printable('\u2028\u2029')).toBe('\\u{2028}\\u{2029}');
  });

  it('escapes half a surrogate pair', () => {
    expect(printable('\ud800')).toBe('\\u{d800}');
  });

  it('leaves letters of any script, symbols and spaces as they are', () => {
    const text = 'Größe 時系列 αβγ ☉ 🌟 a\\b "quoted" ±½';
    expect(printable(text)).toBe(text);
  });

  it('keeps newlines, and only them, where lines are meant', () => {
    expect(printableLines('a\nb\tc\r\n\x1b')).toBe('a\nb\\tc\\r\n\\u{1b}');
  });

  it('leaves nothing unsafe in any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(UNSAFE.test(printable(text))).toBe(false);
        expect(UNSAFE.test(printableLines(text).replaceAll('\n', ''))).toBe(false);
      }),
    );
  });
});

describe('formatJson', () => {
  it('writes one line that reads back as the same document', () => {
    const document = fc.dictionary(
      fc.string(),
      fc.oneof(fc.string({ unit: 'binary' }), fc.float({ noNaN: true, noDefaultInfinity: true })),
    );
    fc.assert(
      fc.property(document, (original) => {
        const text = formatJson(original);
        expect(JSON.parse(text)).toEqual({ ...original });
        expect(text.endsWith('\n')).toBe(true);
        expect(UNSAFE.test(text.slice(0, -1))).toBe(false);
      }),
    );
  });

  it('keeps the sign of zero and the last digit', () => {
    expect(formatJson({ values: Float64Array.of(-0, 0.1, 5e-324) })).toBe(
      '{"values":[-0,0.1,5e-324]}\n',
    );
  });

  it('escapes in the way of JSON what a terminal would act on', () => {
    expect(formatJson({ id: '\u009b\u202e🌟\u{e0001}' })).toBe(
      '{"id":"\\u009b\\u202e🌟\\udb40\\udc01"}\n',
    );
  });

  it('leaves out what is undefined', () => {
    expect(formatJson({ a: undefined, b: 1 })).toBe('{"b":1}\n');
  });

  it('refuses what JSON cannot hold', () => {
    expect(() => formatJson({ a: Number.NaN })).toThrow(TypeError);
  });
});

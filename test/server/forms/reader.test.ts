import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Datum,
  datumOf,
  excerptOf,
  FORM_LIMITS,
  FormError,
  placeOf,
  print,
  printWithin,
  readForm,
  readForms,
} from '../../../server/forms/index.ts';
import { DATUM } from './data.ts';

const symbol = (name: string): Datum => ({ tag: 'symbol', name });
const read = (text: string): readonly Datum[] => readForms(text).map(datumOf);

/** The error with which a text is refused, with its place in words. */
function refusal(text: string, work: () => unknown = () => readForms(text)): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (!(error instanceof FormError)) throw error;
    const { line, column } = placeOf(text, error.span.start);
    return `${error.code} ${line}:${column} ${excerptOf(text, error.span)}`;
  }
}

const deep = (depth: number): string => '('.repeat(depth) + ')'.repeat(depth);

describe('the reader', () => {
  it.each<[string, readonly Datum[]]>([
    ['', []],
    [' ; only a comment', []],
    ['1 -2 +3 1.5 .5 -.5e3 1. 1e-3', [1, -2, 3, 1.5, 0.5, -500, 1, 0.001]],
    ['-0 9007199254740991', [-0, 9007199254740991]],
    ['123456789012345680000.0', [123456789012345680000]],
    ['nil true false #t #f', [null, true, false, true, false]],
    ['"a" "" "say \\"x\\"\\n\\t\\r\\\\" "\\u{1F600}"', ['a', '', 'say "x"\n\t\r\\', '\u{1f600}']],
    ['"two\nlines; no comment"', ['two\nlines; no comment']],
    ['+ - <= list->text é a.b', ['+', '-', '<=', 'list->text', 'é', 'a.b'].map(symbol)],
    [
      ':k :where',
      [
        { tag: 'keyword', name: 'k' },
        { tag: 'keyword', name: 'where' },
      ],
    ],
    ['() (1 (2) ())', [[], [1, [2], []]]],
    ["'a", [[symbol('quote'), symbol('a')]]],
    ["''(1)", [[symbol('quote'), [symbol('quote'), [1]]]]],
    [
      '{"a" 1 "__proto__" {}}',
      [
        new Map<string, Datum>([
          ['a', 1],
          ['__proto__', new Map()],
        ]),
      ],
    ],
    ['(a;b\n c)(d)', [[symbol('a'), symbol('c')], [symbol('d')]]],
    ['nilly true? __proto__', ['nilly', 'true?', '__proto__'].map(symbol)],
  ])('reads %j', (text, data) => {
    expect(read(text)).toEqual(data);
  });

  it.each([
    ['(1 2', 'INCOMPLETE 1:1 (1 2'],
    ['(a\n  (b "c)', 'INCOMPLETE 2:6 "c)'],
    ["(f) '", "INCOMPLETE 1:5 '"],
    ['{"a" 1', 'INCOMPLETE 1:1 {"a" 1'],
    ['a\n b)', 'SYNTAX 2:3 )'],
    ['(a}', 'SYNTAX 1:3 }'],
    ["('\n)", "SYNTAX 1:2 ' )"],
    ['{"a" 1 "b"}', 'SYNTAX 1:1 {"a" 1 "b"}'],
    ['{a 1}', 'SYNTAX 1:2 a'],
    ['{"a" 1 "a" 2}', 'SYNTAX 1:8 "a"'],
    ['[1]', 'SYNTAX 1:1 ['],
    ['"é" ,x', 'SYNTAX 1:5 ,'],
    ['1x', 'SYNTAX 1:1 1x'],
    ['-1.2.3', 'SYNTAX 1:1 -1.2.3'],
    ['1e999', 'SYNTAX 1:1 1e999'],
    ['9007199254740993', 'SYNTAX 1:1 9007199254740993'],
    ['#true', 'SYNTAX 1:1 #true'],
    [':', 'SYNTAX 1:1 :'],
    ['a:b', 'SYNTAX 1:1 a:b'],
    ['"\\q"', 'SYNTAX 1:1 "\\q"'],
    ['"\\u{110000}"', 'SYNTAX 1:1 "\\u{110000}"'],
    ['"\\u{d800}"', 'SYNTAX 1:1 "\\u{d800}"'],
    ['"\ud800"', 'SYNTAX 1:1 "\ud800"'],
    ['\0', 'SYNTAX 1:1 \0'],
  ])('refuses %j where the fault is', (text, said) => {
    expect(refusal(text)).toBe(said);
  });

  it('wants one form where it is asked for one', () => {
    expect(datumOf(readForm(' (a) '))).toEqual([symbol('a')]);
    expect(refusal('', () => readForm(''))).toBe('SYNTAX 1:1 ');
    expect(refusal('a\nb', () => readForm('a\nb'))).toBe('SYNTAX 2:1 b');
  });

  it('takes texts, depths and numbers of forms up to its limits, and not one more', () => {
    const { lengthMax, depthMax, formsMax } = FORM_LIMITS;
    const limits = { lengthMax: 10, depthMax: 2, formsMax: 3 };

    expect(readForms(`"${'a'.repeat(lengthMax - 2)}"`)).toHaveLength(1);
    expect(refusal('a'.repeat(lengthMax + 1))).toMatch(/^TOO_LARGE/);
    expect(readForms(deep(depthMax))).toHaveLength(1);
    expect(refusal(deep(depthMax + 1))).toBe(`TOO_DEEP 1:${depthMax + 1} (`);
    expect(refusal("'".repeat(depthMax + 1))).toMatch(/^TOO_DEEP/);
    expect(readForms('a '.repeat(formsMax))).toHaveLength(formsMax);
    expect(refusal('a '.repeat(formsMax + 1))).toMatch(/^TOO_LARGE/);
    expect(readForms('(a b)', limits)).toHaveLength(1);
    expect(refusal('(a b c)', () => readForms('(a b c)', limits))).toMatch(/^TOO_LARGE/);
  });

  it('reads and prints a hundred thousand levels without the stack of the host', () => {
    const depth = 100_000;
    const text = deep(depth);
    const [form] = readForms(text, { lengthMax: 2 * depth, depthMax: depth, formsMax: depth });

    expect(print(datumOf(form!))).toBe(text);
  });

  it('gives the text of every form as its span', () => {
    fc.assert(
      fc.property(fc.array(DATUM, { maxLength: 5 }), (data) => {
        const texts = data.map(print);
        const text = texts.join('\n');

        const spans = readForms(text).map(({ start, end }) => text.slice(start, end));

        expect(spans).toEqual(texts);
      }),
    );
  });

  it('answers any text with forms or with an error that has a place in it', () => {
    const piece = fc.constantFrom(
      ...Array.from(`()'"{};:#\\ \n1.-eanil\u{1f600}`),
      '\ud800',
      'true',
      '\\u{41}',
    );
    fc.assert(
      fc.property(fc.string({ unit: piece, maxLength: 40 }), (text) => {
        try {
          readForms(text);
        } catch (error) {
          if (!(error instanceof FormError)) throw error;
          expect(error.span.start).toBeGreaterThanOrEqual(0);
          expect(error.span.end).toBeLessThanOrEqual(text.length);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

function excerpt(text: string): string {
  return excerptOf(text, { start: 0, end: text.length });
}

/** The text of what is no datum, of which there is none here. */
function other(): never {
  throw new TypeError('there is nothing else');
}

describe('an excerpt', () => {
  it('is on one line, and cut where it is long, never inside a character', () => {
    expect(excerpt('(a\n  b)')).toBe('(a b)');
    expect(excerpt('a'.repeat(61))).toBe(`${'a'.repeat(60)}…`);
    expect(excerpt(`${' '.repeat(239)}\u{1f600}b`)).toBe(' …');
    expect(excerpt(`${' '.repeat(238)}\u{1f600}b`)).toBe(' \u{1f600}…');
  });
});

describe('the printer', () => {
  it.each<[Datum, string]>([
    [[1, null, [true, 'a'], []], '(1 nil (true "a") ())'],
    [
      new Map<string, Datum>([
        ['a b', [1]],
        ['c', new Map()],
      ]),
      '{"a b" (1) "c" {}}',
    ],
    [[symbol('quote'), symbol('x')], '(quote x)'],
    ['"\\\n\t\u001b[31m\u202e', String.raw`"\"\\\n\t\u{1b}[31m\u{202e}"`],
    [-0, '-0'],
    [2 ** 66, '73786976294838210000.0'],
    [1e21, '1e+21'],
    [{ tag: 'keyword', name: 'k' }, ':k'],
  ])('prints %j', (datum, text) => {
    expect(print(datum)).toBe(text);
  });

  it('prints a text as long as it may be, and nothing of a longer one', () => {
    let tree: Datum = new Map<string, Datum>([['a', []]]);
    for (let level = 0; level < 40; level += 1) tree = [tree, tree];

    expect(printWithin(['a', 1], other, 7)).toBe('("a" 1)');
    expect(printWithin(['a', 1], other, 6)).toBeUndefined();
    expect(printWithin('ab', other, 3)).toBeUndefined();
    expect(printWithin(tree, other, 65_536)).toBeUndefined();
  });

  it('prints what reads back as the same value', () => {
    fc.assert(
      fc.property(DATUM, (datum) => {
        expect(datumOf(readForm(print(datum)))).toStrictEqual(datum);
      }),
      { numRuns: 1000 },
    );
  });
});

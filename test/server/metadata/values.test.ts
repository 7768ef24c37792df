import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPattern, likeTest } from '../../../server/metadata/like.ts';
import { formatTime, parseTime } from '../../../server/metadata/times.ts';
import { compareUtf8 } from '../../../server/utf8-order.ts';

describe('times', () => {
  it.each([
    ['1970-01-01', 0, '1970-01-01T00:00:00Z'],
    ['1970-01-01T00:00:00.000001Z', 1, '1970-01-01T00:00:00.000001Z'],
    ['1969-12-31T23:59:59.999999Z', -1, '1969-12-31T23:59:59.999999Z'],
    ['2024-02-29 12:30', 1_709_209_800_000_000, '2024-02-29T12:30:00Z'],
    ['2024-05-01T12:30:00.25+02:00', 1_714_559_400_250_000, '2024-05-01T10:30:00.25Z'],
    ['1685-01-01T00:00:00-00:30', -8_993_633_400_000_000, '1685-01-01T00:30:00Z'],
  ])('reads %s', (text, time, again) => {
    expect(parseTime(text)).toBe(time);
    expect(formatTime(time)).toBe(again);
    expect(parseTime(again)).toBe(time);
  });

  it.each([
    '',
    'yesterday',
    '2023-02-29',
    '2024-01-01T24:00:00',
    '2024-01-01T00:60:00',
    '2400-01-01',
  ])('does not take %j', (text) => {
    expect(parseTime(text)).toBeUndefined();
  });
});

describe('the order of bytes', () => {
  it('is that of UTF-8, where UTF-16 has another', () => {
    const texts = ['', 'A', 'a', 'ab', 'é', '\u{e000}', '\u{ffff}', '\u{10000}', '\u{10ffff}'];

    for (const a of texts) {
      for (const b of texts) {
        const due = Buffer.compare(Buffer.from(a), Buffer.from(b));
        expect(Math.sign(compareUtf8(a, b))).toBe(due);
      }
    }
    expect(['\u{10000}', '\u{ffff}'].toSorted()).toEqual(['\u{10000}', '\u{ffff}']);
  });
});

describe('like', () => {
  it.each([
    ['abc', 'abc', true],
    ['abc', 'ABC', false],
    ['a%', 'a', true],
    ['%b%', 'abc', true],
    ['%b', 'abb', true],
    ['a_c', 'abc', true],
    ['a_c', 'ac', false],
    ['_', '\u{1f600}', true],
    ['__', '\u{1f600}', false],
    ['a\\%', 'a%', true],
    ['a\\%', 'ab', false],
    ['\\a', 'a', true],
    ['%', '', true],
    ['', '', true],
    ['', 'a', false],
    ['%a%b%c%', 'xxaxxbxxc', true],
    ['%a%b%c%', 'xxaxxcxxb', false],
    ['a\nb', 'a\nb', true],
  ])('%j of %j is %s', (pattern, text, due) => {
    expect(likeTest(pattern)(text)).toBe(due);
  });

  it('is what a regular expression says, on both sides of 32 characters', () => {
    let matched = 0;
    const few = fc.string({ unit: fc.constantFrom('a', 'b', '\u{1f600}'), maxLength: 3 });
    const part = fc.string({ unit: fc.constantFrom('a', 'b', '\u{1f600}', '_'), maxLength: 40 });
    const wild = fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('%'));
    // A text that the pattern may well match: its wildcards are filled in.
    const pairs = fc
      .tuple(wild, few, fc.constantFrom('a', '\u{1f600}', ''))
      .map(
        ([pattern, some, one]) =>
          [pattern, pattern.replaceAll('%', some).replaceAll('_', one)] as const,
      );
    fc.assert(
      fc.property(pairs, ([pattern, text]) => {
        const source = pattern.replaceAll('%', '[^]*').replaceAll('_', '[^]');
        const due = new RegExp(`^${source}$`, 'u').test(text);
        matched += Number(due);
        expect(likeTest(pattern)(text)).toBe(due);
      }),
      { numRuns: 2000 },
    );
    expect(matched).toBeGreaterThan(200);
  });

  it('does not go over a text again for each place where the pattern almost matches', () => {
    const test = likeTest(`%${'a'.repeat(2040)}b%`);
    const almost = 'a'.repeat(4096);

    // Trying each place anew would be four thousand million steps.
    for (let round = 0; round < 1000; round += 1) expect(test(almost)).toBe(false);
    expect(test(`${almost}b`)).toBe(true);
  });

  it('takes no pattern that ends in a backslash which makes nothing itself', () => {
    expect(['a\\', 'a\\\\\\', 'a\\\\'].map(isPattern)).toEqual([false, false, true]);
  });
});

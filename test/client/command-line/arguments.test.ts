import { describe, expect, it } from 'vitest';
import {
  readChoice,
  readId,
  readNumber,
  readSubject,
  readWholeNumber,
} from '../../../client/command-line/arguments.ts';

const ONE_TO_TEN = { least: 1, most: 10 };

describe('a whole number', () => {
  it('is taken in any way of writing it', () => {
    expect(
      ['1', '10', '5.0', '1e1', '+7'].map((text) => readWholeNumber('-k', text, ONE_TO_TEN)),
    ).toEqual([1, 10, 5, 10, 7]);
  });

  it('stays absent', () => {
    expect(readWholeNumber('-k', undefined, ONE_TO_TEN)).toBeUndefined();
  });

  for (const text of [
    '0',
    '11',
    '1e12',
    '2.5',
    '-1',
    '',
    ' 5',
    'five',
    '0x5',
    'NaN',
    'Infinity',
    '1_0',
  ]) {
    it(`is not ${JSON.stringify(text)}`, () => {
      expect(() => readWholeNumber('-k', text, ONE_TO_TEN)).toThrow(
        `-k is ${text}; it takes a whole number from 1 to 10`,
      );
    });
  }
});

describe('a number', () => {
  it('is taken with a point, a sign and an exponent', () => {
    const texts = ['0', '.5', '0.10', '1e-3', '2.'];
    expect(texts.map((text) => readNumber('--radius', text, { least: 0 }))).toEqual([
      0, 0.5, 0.1, 0.001, 2,
    ]);
  });

  for (const text of ['-0.1', '1e999', 'NaN', '', '1,5']) {
    it(`from 0 is not ${JSON.stringify(text)}`, () => {
      expect(() => readNumber('--radius', text, { least: 0 })).toThrow(/it takes a number from 0$/);
    });
  }
});

describe('a choice', () => {
  it('is one of what there is, and the message has them all', () => {
    expect(readChoice('--strategy', 'scan', ['auto', 'scan'])).toBe('scan');
    expect(() => readChoice('--strategy', 'Scan', ['auto', 'scan'])).toThrow(
      '--strategy is Scan; it takes one of auto, scan',
    );
  });
});

describe('an id', () => {
  it('may be any text of 1 to 255 bytes without control characters', () => {
    for (const id of ['a', '__proto__', 'constructor', 'ü'.repeat(127), ' ', '\u202e']) {
      expect(readId(id)).toBe(id);
    }
  });

  it('is refused when it is empty, too long or has a control character', () => {
    for (const id of ['', 'ü'.repeat(128), 'a\nb', '\x7f', '\u009b']) {
      expect(() => readId(id)).toThrow(/an id has/);
    }
  });
});

describe('what is searched with', () => {
  it('is an id or a file', () => {
    expect(readSubject('a', undefined)).toEqual({ id: 'a' });
    expect(readSubject(undefined, 'a.csv')).toEqual({ file: 'a.csv' });
  });

  it('is not both, and not neither', () => {
    expect(() => readSubject('a', 'a.csv')).toThrow('not both');
    expect(() => readSubject(undefined, undefined)).toThrow('give the ID');
  });
});

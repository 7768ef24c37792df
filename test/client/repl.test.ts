import { describe, expect, it } from 'vitest';
import { complete, type Vocabulary } from '../../client/repl/completion.ts';
import { Input } from '../../client/repl/input.ts';

const vocabulary: Vocabulary = {
  names: () => ['nearest', 'not', 'nil?', 'map', 'mean'],
  columns: async () => ['mean', 'std', 'level'],
  ids: async (start) => ['ts-1', 'ts-12', 'other'].filter((id) => id.startsWith(start)),
};

describe('completion', () => {
  it.each([
    ['(n', ['nearest', 'nil?', 'not'], 'n'],
    ['(map n', ['nearest', 'nil?', 'not'], 'n'],
    ['(where (= le', ['level'], 'le'],
    ['(s', [], 's'],
    ['(list m', ['map', 'mean'], 'm'],
    ['(nearest "ts', ['ts-1"', 'ts-12"'], 'ts'],
    ['(nearest "', ['ts-1"', 'ts-12"', 'other"'], ''],
    ['(nearest "a\\"ts', [], 'a\\"ts'],
    ['(nearest "ts-1" :w', [':where'], ':w'],
    ['"a" ; "ts', [], 'ts'],
  ])('of %j', async (line, words, part) => {
    expect(await complete(line, vocabulary)).toEqual([words, part]);
  });

  it('offers no word that a terminal would act on, or that ends the text it stands in', async () => {
    const hostile: Vocabulary = {
      names: () => ['a\u202eb', 'ab'],
      columns: async () => ['a\u009b31mc', 'a\u200b', 'ac'],
      ids: async () => ['a\u001b[2Jd', 'a\u202ed', 'a"d', 'a\\d', 'a時'],
    };
    expect(await complete('(= a', hostile)).toEqual([['ab', 'ac'], 'a']);
    expect(await complete('(a', hostile)).toEqual([['ab'], 'a']);
    expect(await complete('(series "a', hostile)).toEqual([['a時"'], 'a']);
  });
});

describe('input', () => {
  it('gathers lines until no form is open', () => {
    const input = new Input((text) => text.split('(').length > text.split(')').length);

    expect([input.push('1'), input.isOpen]).toEqual(['1', false]);
    expect([input.push('(a'), input.isOpen]).toEqual([undefined, true]);
    expect(input.push('b)')).toBe('(a\nb)');
    expect([input.isOpen, input.take()]).toEqual([false, undefined]);
    input.push('(c');
    expect([input.take(), input.isOpen]).toEqual(['(c', false]);
  });
});

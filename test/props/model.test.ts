import { describe, expect, it } from 'vitest';
import type { Entry } from '../../engines/index.ts';
import {
  compareBytes,
  countWithin,
  emptyModel,
  entriesOf,
  indexNotBelow,
  type Model,
  sameContents,
  treesWithEntries,
  valueOf,
  within,
  withoutKey,
  withoutTree,
  withPut,
  withTree,
} from '../../props/model.ts';

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function entry(text: string): Entry {
  return { key: bytes(text), value: bytes(text.toUpperCase()) };
}

function keysOf(entries: readonly Entry[]): string {
  return entries.map(({ key }) => new TextDecoder().decode(key)).join(' ');
}

const model: Model = withTree(emptyModel, 't', ['b', 'd', 'f'].map(entry));
const entries = entriesOf(model, 't');

describe('the oracle', () => {
  it('orders bytes without sign, and a prefix before what it begins', () => {
    const keys = [[], [0], [0, 0], [1], [127], [128], [255], [255, 0]].map((key) =>
      Uint8Array.from(key),
    );

    expect(keys.toReversed().toSorted(compareBytes)).toEqual(keys);
  });

  it('puts in order, replaces, and leaves the model before it alone', () => {
    const more = withPut(withPut(model, 't', entry('c')), 't', {
      key: bytes('d'),
      value: bytes('!'),
    });

    expect(keysOf(entriesOf(more, 't'))).toBe('b c d f');
    expect(valueOf(entriesOf(more, 't'), bytes('d'))).toEqual(bytes('!'));
    expect(keysOf(entries)).toBe('b d f');
    expect(valueOf(entries, bytes('d'))).toEqual(bytes('D'));
  });

  it('removes a key, and answers the same model where there is none', () => {
    expect(keysOf(entriesOf(withoutKey(model, 't', bytes('d')), 't'))).toBe('b f');
    expect(withoutKey(model, 't', bytes('c'))).toBe(model);
    expect(withoutKey(model, 'other', bytes('b'))).toBe(model);
  });

  it.each([
    [{}, 'b d f'],
    [{ gt: bytes('b') }, 'd f'],
    [{ gte: bytes('b') }, 'b d f'],
    [{ lt: bytes('f') }, 'b d'],
    [{ lte: bytes('f') }, 'b d f'],
    [{ gt: bytes('b'), lt: bytes('f') }, 'd'],
    [{ gt: bytes('d'), lt: bytes('d') }, ''],
    [{ gte: bytes('f'), lte: bytes('b') }, ''],
    [{ reverse: true }, 'f d b'],
    [{ reverse: true, limit: 2 }, 'f d'],
    [{ limit: 0 }, ''],
    [{ gt: undefined, lte: undefined, limit: 9 }, 'b d f'],
  ])('yields within %o: %s', (range, expected) => {
    expect(keysOf(within(entries, range))).toBe(expected);
    const all = keysOf(within(entries, { ...range, limit: undefined }));
    expect(countWithin(entries, range)).toBe(all === '' ? 0 : all.split(' ').length);
  });

  it('seeks the least key that is not below', () => {
    expect(['a', 'b', 'c', 'f', 'g'].map((key) => indexNotBelow(entries, bytes(key)))).toEqual([
      0,
      0,
      1,
      2,
      undefined,
    ]);
  });

  it('lists trees that have entries, by their UTF-8 bytes', () => {
    const names = ['\u{1f600}', '\uff5e', 'z', 'é'];
    const all = names.reduce((trees, name) => withPut(trees, name, entry('x')), emptyModel);

    expect(treesWithEntries(all)).toEqual(['z', 'é', '\uff5e', '\u{1f600}']);
    expect(treesWithEntries(withoutTree(withTree(all, 'z', []), 'é'))).toEqual([
      '\uff5e',
      '\u{1f600}',
    ]);
  });

  it('takes an empty tree for an absent one when it compares contents', () => {
    expect(sameContents(model, withTree(model, 'empty', []))).toBe(true);
    expect(sameContents(model, withPut(model, 't', { key: bytes('d'), value: bytes('D') }))).toBe(
      true,
    );
    expect(sameContents(model, withPut(model, 't', { key: bytes('d'), value: bytes('d') }))).toBe(
      false,
    );
    expect(sameContents(model, withoutKey(model, 't', bytes('b')))).toBe(false);
    expect(sameContents(model, withPut(model, 'u', entry('b')))).toBe(false);
  });
});

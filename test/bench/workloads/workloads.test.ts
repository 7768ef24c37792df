import { describe, expect, it } from 'vitest';
import {
  prefixedEntries,
  randomEntries,
  seededBytes,
  seededOrder,
  sortedEntries,
} from '../../../bench/workloads/index.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('seededBytes', () => {
  it('are SHAKE256 of label and seed', () => {
    expect(hex(seededBytes('keys', 1, 8))).toBe('9a9168501253a397');
  });

  it('change with the label and with the seed, and grow at their end', () => {
    const bytes = hex(seededBytes('keys', 1, 16));
    expect(hex(seededBytes('keys', 2, 16))).not.toBe(bytes);
    expect(hex(seededBytes('values', 1, 16))).not.toBe(bytes);
    expect(hex(seededBytes('keys', 1, 32)).startsWith(bytes)).toBe(true);
  });

  it('may be none', () => {
    expect(seededBytes('keys', 1, 0)).toHaveLength(0);
  });
});

describe('seededOrder', () => {
  it.each([0, 1, 2, 1000])('has each of %d numbers once', (count) => {
    const order = seededOrder('gets', 1, count);
    expect([...order].toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: count }, (_, i) => i),
    );
  });

  it('shuffles', () => {
    const order = seededOrder('gets', 1, 1000);
    const inPlace = order.filter((number, index) => number === index).length;
    expect(inPlace).toBeLessThan(20);
    expect(seededOrder('gets', 2, 1000)).not.toEqual(order);
  });

  it('puts every number everywhere', () => {
    const places = new Set<string>();
    for (let seed = 0; seed < 200; seed++) {
      seededOrder('gets', seed, 4).forEach((number, index) => places.add(`${number} at ${index}`));
    }
    expect(places.size).toBe(16);
  });
});

describe('entries', () => {
  it('have different random keys of 16 bytes and values of 8', () => {
    const entries = randomEntries('all', 1, 500);
    expect(new Set(entries.map(({ key }) => hex(key))).size).toBe(500);
    expect(new Set(entries.map(({ value }) => hex(value))).size).toBe(500);
    expect(entries.every(({ key, value }) => key.length === 16 && value.length === 8)).toBe(true);
  });

  it('have sorted keys of 8 bytes in ascending order', () => {
    const keys = sortedEntries('sorted', 1, 300).map(({ key }) => key);
    expect(keys.every((key) => key.length === 8)).toBe(true);
    expect(keys.toSorted((a, b) => Buffer.compare(a, b))).toEqual(keys);
    expect(hex(keys[258]!)).toBe('0000000000000102');
  });
});

describe('prefixedEntries', () => {
  const form = { keyBytes: 16, prefixBytes: 8, valueBytes: 100 };
  const entries = prefixedEntries('prefixed', 1, 50, form);

  it('have the lengths that were asked for, and one prefix', () => {
    const [first] = entries;
    for (const { key, value } of entries) {
      expect([key.length, value.length]).toEqual([16, 100]);
      expect(hex(key.subarray(0, 8))).toBe(hex(first!.key.subarray(0, 8)));
    }
    expect(new Set(entries.map(({ key }) => hex(key))).size).toBe(50);
  });

  it('are others for another seed, and the first of more', () => {
    expect(prefixedEntries('prefixed', 2, 50, form)[0]).not.toEqual(entries[0]);
    expect(prefixedEntries('prefixed', 1, 60, form)[0]?.key).toEqual(entries[0]?.key);
  });
});

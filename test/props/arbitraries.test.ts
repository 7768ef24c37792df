import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIMITS, loadEngine } from '../../engines/index.ts';
import {
  boundaryKeys,
  commandsFor,
  KEY_LENGTHS,
  keys,
  ranges,
  sortedEntries,
  valueBytes,
  values,
} from '../../props/arbitraries/index.ts';
import { showRange } from '../../props/show.ts';
import { example } from './example.ts';

function sample<T>(arbitrary: fc.Arbitrary<T>, count: number): readonly T[] {
  return fc.sample(arbitrary, { numRuns: count, seed: 1 });
}

function text(key: Uint8Array): string {
  return Buffer.from(key).toString('hex');
}

function share(count: number, total: number): number {
  return count / total;
}

describe('keys', () => {
  const found = sample(keys, 2_000);

  it('are all legal, and reach both limits', () => {
    const lengths = found.map(({ length }) => length);

    expect(Math.min(...lengths)).toBe(1);
    expect(Math.max(...lengths)).toBe(LIMITS.keyBytesMax);
  });

  it('collide within a sequence of forty', () => {
    const sequences = Array.from({ length: 50 }, (_, index) =>
      found.slice(40 * index, 40 * index + 40),
    );

    const collisions = sequences.map((some) => some.length - new Set(some.map(text)).size);

    expect(Math.min(...collisions)).toBeGreaterThan(0);
  });

  it('share prefixes of 8 and of 16 bytes and still differ', () => {
    for (const length of [8, 16]) {
      const longer = found.filter((key) => key.length >= length).map(text);
      const differing = new Set(longer);
      const prefixes = new Set([...differing].map((key) => key.slice(0, 2 * length)));

      expect(differing.size - prefixes.size).toBeGreaterThan(20);
    }
  });

  it('have every boundary length', () => {
    const lengths = new Set(sample(boundaryKeys, 1_000).map(({ length }) => length));

    expect([...lengths].toSorted((low, high) => low - high)).toEqual(KEY_LENGTHS);
  });

  it('have bytes at both ends of the order', () => {
    expect(share(found.filter((key) => key.includes(0)).length, found.length)).toBeGreaterThan(0.2);
    expect(share(found.filter((key) => key.includes(255)).length, found.length)).toBeGreaterThan(
      0.2,
    );
  });
});

describe('values', () => {
  it('are empty, inline, about a page and several pages long', () => {
    const lengths = sample(values, 1_000).map(({ length }) => length);

    expect(lengths).toContain(0);
    expect(lengths).toContain(1);
    expect(new Set(lengths.filter((length) => length <= 40)).size).toBe(41);
    expect(lengths.filter((length) => length >= 4_000 && length <= 4_096).length).toBeGreaterThan(
      9,
    );
    expect(lengths.filter((length) => length > 4_096 && length <= 4_200).length).toBeGreaterThan(9);
    expect(lengths).toContain(20_000);
  });

  it('differ from one another at every position, and from themselves when shifted', () => {
    const value = valueBytes(600, 7);

    expect(valueBytes(600, 8).every((byte, index) => byte !== value[index])).toBe(true);
    expect(value.subarray(256).every((byte, index) => byte !== value[index])).toBe(true);
  });
});

describe('ranges', () => {
  const found = sample(ranges, 2_000);

  it('have every kind of bound on either side, none, and crossed ones', () => {
    for (const bound of ['gt', 'gte', 'lt', 'lte'] as const) {
      expect(found.filter((range) => range[bound] !== undefined).length).toBeGreaterThan(200);
    }
    expect(found.some((range) => showRange(range) === 'everything')).toBe(true);
    const crossed = found.filter(({ gt, gte, lt, lte }) => {
      const low = gt ?? gte;
      const high = lt ?? lte;
      return low !== undefined && high !== undefined && Buffer.compare(low, high) > 0;
    });
    expect(crossed.length).toBeGreaterThan(100);
  });

  it('never give two bounds on one side', () => {
    expect(found.every(({ gt, gte }) => gt === undefined || gte === undefined)).toBe(true);
    expect(found.every(({ lt, lte }) => lt === undefined || lte === undefined)).toBe(true);
  });

  it('stand on keys, just below keys and just above keys', () => {
    const known = new Set(sample(keys, 2_000).map(text));
    const texts = found.flatMap(({ gt, gte, lt, lte }) =>
      [gt, gte, lt, lte].flatMap((bound) => (bound === undefined ? [] : [text(bound)])),
    );

    const on = texts.filter((bound) => known.has(bound));
    const above = texts.filter((bound) => bound.endsWith('00') && known.has(bound.slice(0, -2)));
    const below = texts.filter((bound) => bound.endsWith('60ff') || bound.endsWith('feff'));
    expect(share(on.length, texts.length)).toBeGreaterThan(0.3);
    expect(share(above.length, texts.length)).toBeGreaterThan(0.1);
    expect(share(below.length, texts.length)).toBeGreaterThan(0.05);
  });
});

describe('sorted entries', () => {
  it('ascend strictly', () => {
    for (const entries of sample(sortedEntries(40), 100)) {
      for (const [index, { key }] of entries.entries()) {
        const before = entries[index - 1];
        expect(before === undefined || Buffer.compare(before.key, key) < 0).toBe(true);
      }
    }
  });
});

describe('commands', () => {
  it('are only those that the engine supports', async () => {
    const texts = sample(commandsFor(example, { countMax: 40, onDisk: false }), 50)
      .flat()
      .map(String);

    expect(texts.some((line) => line.startsWith('commit'))).toBe(true);
    expect(texts.some((line) => line.startsWith('abort'))).toBe(true);
    expect(texts.some((line) => line.includes('range'))).toBe(true);
    expect(texts.filter((line) => /walk|load|reopen|verify|compact/.test(line))).toEqual([]);
  });

  it('are of every kind for an engine that supports all', async () => {
    const engine = await loadEngine('red-black');
    const all = { manifest: { ...engine.manifest, unsupported: [] }, open: engine.open };

    const texts = sample(commandsFor(all, { countMax: 40, onDisk: true }), 100)
      .flat()
      .map(String)
      .join('\n');

    for (const kind of [
      /^commit\(/m,
      /^commit unsynced\(/m,
      /^abort\(/m,
      /put [abc] /,
      /delete [abc] /,
      /read [abc] /,
      /drop [abc]/,
      /load [abc] with/,
      /^[abc]: look up/m,
      /^[abc]: range/m,
      /^[abc]: count/m,
      /^[abc]: at \d/m,
      /^[abc]: walk/m,
      /^hold a snapshot$/m,
      /^look at held snapshot/m,
      /^release held snapshot/m,
      /^reopen$/m,
      /^compact$/m,
      /^verify$/m,
    ]) {
      expect(texts).toMatch(kind);
    }
  });
});

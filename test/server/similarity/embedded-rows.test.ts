import { describe, expect, it } from 'vitest';
import {
  CHUNK_SERIES,
  EmbeddedRows,
  type Embedding,
  NearRows,
  Rows,
} from '../../../server/similarity/embedding/index.ts';

/** Six coordinates, all of them the distance in slot 0; no height. */
const line: Embedding = {
  dimensions: 6,
  heightSlack: 0,
  byVantage: true,
  embed(_prepared, _preparedAt, distances, at, out) {
    out.fill(0);
    for (const place of [0, 1, 2, 3, 5, 6]) out[place] = distances[at]!;
  },
  reach: (radius) => radius ** 2,
};

function rowsAt(ordinals: readonly number[]): Rows {
  const embedded = new EmbeddedRows(line);
  for (const ordinal of ordinals) {
    embedded.add(ordinal, { doubles: Float64Array.of(ordinal / 100), preparedAt: 0, rowAt: 0 });
  }
  return new Rows(embedded.handles);
}

function near(
  rows: Rows,
  chunk: number,
  { query, reach }: { query: number; reach: number },
): number[] {
  const found = new NearRows(rows, 0);
  found.setQuery(Float32Array.of(query, query, query, query, 0, query, query, 0));
  return [...found.places.subarray(0, found.find(chunk, CHUNK_SERIES, reach))];
}

describe('embedded rows', () => {
  it('are found by all coordinates within the reach, and compared alike from anywhere', () => {
    const rows = rowsAt([10, 11, 12, 13, 14, 40]);
    // Six coordinates that differ by 0.01 are apart by √6 hundredths.
    expect(near(rows, 0, { query: 0.12, reach: 6.1e-4 })).toEqual([11, 12, 13]);
    const query = Float32Array.of(0.12, 0.12, 0.12, 0.12, 0, 0.12, 0.12, 0);
    expect(rows.apart(40, query, 0)).toBeCloseTo(6 * 0.28 ** 2, 6);
  });

  it('are none in a chunk that no series was ever in', () => {
    const rows = rowsAt([2 * CHUNK_SERIES + 5]);
    for (const chunk of [0, 1, 3]) expect(near(rows, chunk, { query: 0, reach: 1e9 })).toEqual([]);
    const last = (2 * CHUNK_SERIES + 5) / 100;
    expect(near(rows, 2, { query: last, reach: 1e-6 })).toEqual([5]);
  });

  it('refuse a place beyond the last chunk, and go on', () => {
    const embedded = new EmbeddedRows(line);
    expect(() => embedded.reserve(16_384 * CHUNK_SERIES)).toThrow(RangeError);
    embedded.reserve(7);
    expect(new Rows(embedded.handles).heads(0)).toBeGreaterThan(0);
  });
});

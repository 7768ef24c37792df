import { ringReach } from './bounds/index.ts';
import type { Segment } from './collection/index.ts';
import type { RowsHandles } from './embedding/index.ts';
import {
  CHUNK_SERIES,
  createEmbedding,
  type Embedding,
  NearRows,
  rowFloats,
} from './embedding/index.ts';
import type { SearchRequest, SearchView } from './request.ts';

/**
 * Tells of stored series, cheaply, how near the query they can be at best. Keys are in a unit of the
 * sieve's own: a series is excluded from what lies within a radius exactly when its key is greater
 * than `reach(radius)`, and a lower key promises a nearer series.
 */
export interface Sieve {
  /** The bound that it is made of. */
  readonly bound: 'embedding' | 'ring';
  reach(radius: number): number;
  /** The key of the series at place `at` of `segment`; at least some key over `limit` if over it. */
  key(segment: Segment, at: number, limit: number): number;
  /** Visits all series below `count` with a key up to `limit`, and perhaps places without a series. */
  each(count: number, limit: number, visit: (ordinal: number, key: number) => void): void;
}

/** How a query stands to the vantage points: the distances, and the slots they are about. */
export interface Location {
  readonly slots: Int32Array;
  readonly distances: Float64Array;
}

/** What a thread has made to look through some rows. */
interface Tools {
  readonly embedding: Embedding;
  readonly near: NearRows;
}

const tools: WeakMap<RowsHandles, Tools> = new WeakMap();

/** The sieve of rows where the collection has them, else of rings; requires vantage points then. */
export function createSieve(view: SearchView, request: SearchRequest, location: Location): Sieve {
  const { rows, layout } = view.collection;
  const ring = new RingSieve(view, location);
  if (rows === undefined) return ring;
  let known = tools.get(rows.handles);
  if (known === undefined) {
    const embedding = createEmbedding(view.measure, view.vantage);
    if (embedding === undefined) return ring;
    known = { embedding, near: new NearRows(rows, embedding.heightSlack) };
    tools.set(rows.handles, known);
  }
  const { embedding, near } = known;
  const bySlot = new Float64Array(layout.slotsMax).fill(Number.NaN);
  for (const [index, slot] of location.slots.entries()) bySlot[slot] = location.distances[index]!;
  const row = new Float32Array(rowFloats(embedding.dimensions));
  embedding.embed(request.query, 0, bySlot, 0, row);
  near.setQuery(row);
  return new EmbeddedSieve(known, row);
}

/** Keys are squares of how far rows are apart. */
class EmbeddedSieve implements Sieve {
  readonly bound = 'embedding';
  readonly #embedding: Embedding;
  readonly #near: NearRows;
  readonly #row: Float32Array;

  constructor({ embedding, near }: Tools, row: Float32Array) {
    this.#embedding = embedding;
    this.#near = near;
    this.#row = row;
  }

  reach(radius: number): number {
    return this.#embedding.reach(radius);
  }

  key({ base }: Segment, at: number): number {
    const apart = this.#near.rows.apart(base + at, this.#row, this.#embedding.heightSlack);
    return Number.isNaN(apart) ? 0 : apart;
  }

  each(count: number, limit: number, visit: (ordinal: number, key: number) => void): void {
    const near = this.#near;
    for (let start = 0; start < count; start += CHUNK_SERIES) {
      const found = near.find(start / CHUNK_SERIES, Math.min(CHUNK_SERIES, count - start), limit);
      for (let index = 0; index < found; index += 1) {
        const apart = near.aparts[index]!;
        visit(start + near.places[index]!, Number.isNaN(apart) ? 0 : apart);
      }
    }
  }
}

/**
 * Keys are the greatest difference between distances to a vantage point. A distance that is not
 * stored excludes nothing.
 */
export class RingSieve implements Sieve {
  readonly bound = 'ring';
  readonly #view: SearchView;
  readonly #location: Location;

  constructor(view: SearchView, location: Location) {
    this.#view = view;
    this.#location = location;
  }

  reach(radius: number): number {
    return ringReach(radius, this.#view.measure.noise);
  }

  key({ doubles, rowsAt }: Segment, at: number, limit: number): number {
    const { slots, distances } = this.#location;
    const row = rowsAt + at * this.#view.collection.layout.slotsMax;
    let greatest = 0;
    for (let index = 0; index < slots.length; index += 1) {
      // Both arrays have one entry a vantage point, and the row has all slots.
      const difference = Math.abs(doubles[row + slots[index]!]! - distances[index]!);
      if (difference > greatest) {
        if (difference > limit) return Number.POSITIVE_INFINITY;
        greatest = difference;
      }
    }
    return greatest;
  }

  each(count: number, limit: number, visit: (ordinal: number, key: number) => void): void {
    for (const segment of this.#view.collection.segments) {
      const end = Math.min(segment.size, count - segment.base);
      for (let at = 0; at < end; at += 1) {
        const key = this.key(segment, at, limit);
        if (key <= limit) visit(segment.base + at, key);
      }
    }
  }
}

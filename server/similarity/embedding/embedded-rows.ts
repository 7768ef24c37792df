import { randomUUID } from 'node:crypto';
import type { Measure } from '../measure.ts';
import type { VantageSet } from '../vantage.ts';
import { createEmbedding, type Embedding } from './embedding.ts';
import { createRows, Rows, type RowsHandles, rowFloats } from './rows.ts';

/** Where a stored series is: its prepared form, and its distances to the vantage points by slot. */
export interface Stored {
  readonly doubles: Float64Array;
  readonly preparedAt: number;
  readonly rowAt: number;
}

/** The rows of a collection, as the one thread that writes them sees them. */
export class EmbeddedRows {
  readonly embedding: Embedding;
  readonly #rows: Rows;
  readonly #row: Float32Array;

  constructor(embedding: Embedding) {
    this.embedding = embedding;
    this.#rows = new Rows(createRows(embedding.dimensions, randomUUID()));
    this.#row = new Float32Array(rowFloats(embedding.dimensions));
  }

  get handles(): RowsHandles {
    return this.#rows.handles;
  }

  get bytes(): number {
    return this.#rows.bytes;
  }

  /** @throws RangeError when there is no memory for the row of `ordinal`. */
  reserve(ordinal: number): void {
    this.#rows.reserve(ordinal);
  }

  /**
   * Writes the row of a series that no reader knows of in these rows.
   * @throws RangeError when there is no memory for it.
   */
  add(ordinal: number, { doubles, preparedAt, rowAt }: Stored): void {
    this.embedding.embed(doubles, preparedAt, doubles, rowAt, this.#row);
    this.#rows.write(ordinal, this.#row);
  }
}

/**
 * Rows for `vantage`: `current` where that is as good for it, else new ones, empty, or undefined where
 * the measure has no embedding for it.
 */
export function rowsFor(
  measure: Measure,
  vantage: VantageSet,
  current: EmbeddedRows | undefined,
): EmbeddedRows | undefined {
  if (current !== undefined && !current.embedding.byVantage) return current;
  const embedding = createEmbedding(measure, vantage);
  return embedding === undefined ? undefined : new EmbeddedRows(embedding);
}

import type { Database, Neighbour } from '../../../server/index.ts';
import { CHECKSUM_START, mixBytes, mixNumber } from '../../checksum.ts';
import { BenchError } from '../../errors.ts';

/** Greatest difference between a distance found and the one computed by itself. */
const DISTANCE_TOLERANCE = 1e-9;

/** A query by the id of a stored series, and what the answer has to be. */
export interface KeyedQuery {
  readonly id: string;
  /** Ascending by distance, then by id. */
  readonly neighbours: readonly Neighbour[];
}

/**
 * The `count` nearest of each query by brute force: the distance to every other series, one by
 * one, sorted. It takes no way through a search.
 * Cost: queries × series distances.
 */
export async function bruteForce(
  database: Database,
  queryIds: readonly string[],
  count: number,
): Promise<readonly KeyedQuery[]> {
  const ids = [...database.ids()];
  const queries: KeyedQuery[] = [];
  for (const id of queryIds) {
    const others = ids.filter((other) => other !== id);
    const all = await Promise.all(
      others.map(async (other) => ({ id: other, distance: await database.distance(id, other) })),
    );
    // Demo ids are ASCII, whose bytes order as their characters do.
    all.sort((a, b) => a.distance - b.distance || (a.id < b.id ? -1 : 1));
    queries.push({ id, neighbours: all.slice(0, count) });
  }
  return queries;
}

/**
 * Compares answers with the brute force and with each other: ids must be those of the brute force
 * and distances near theirs; and all servers must agree to the last bit.
 */
export class AnswerKey {
  readonly queries: readonly KeyedQuery[];
  /** Checksums by query, of the first answer to each. */
  readonly #first: (number | undefined)[] = [];

  constructor(queries: readonly KeyedQuery[]) {
    this.queries = queries;
  }

  /** Over one answer to each query; equal for all that agree. Requires that each was answered. */
  get checksum(): number {
    return this.queries.reduce(
      (checksum, _, index) => mixNumber(checksum, this.#first[index]!),
      CHECKSUM_START,
    );
  }

  /** @throws BenchError `DISAGREEMENT` when `found` is not the answer to the query at `index`. */
  check(competitor: string, index: number, found: readonly Neighbour[]): void {
    const { id, neighbours } = this.queries[index]!;
    const matches =
      found.length === neighbours.length &&
      neighbours.every((expected, rank) => {
        const { id: foundId, distance } = found[rank]!;
        return (
          foundId === expected.id && Math.abs(distance - expected.distance) <= DISTANCE_TOLERANCE
        );
      });
    const checksum = checksumOf(found);
    this.#first[index] ??= checksum;
    if (matches && this.#first[index] === checksum) return;
    const other = matches ? 'another server answered with other bits' : 'brute force finds';
    throw new BenchError(
      'DISAGREEMENT',
      `${competitor}: the nearest of ${id} are ${show(found)}; ${other}: ${show(neighbours)}`,
    );
  }
}

function checksumOf(neighbours: readonly Neighbour[]): number {
  return neighbours.reduce(
    (checksum, { id, distance }) => mixNumber(mixBytes(checksum, Buffer.from(id)), distance),
    CHECKSUM_START,
  );
}

function show(neighbours: readonly Neighbour[]): string {
  return neighbours.map(({ id, distance }) => `${id} at ${distance}`).join(', ');
}

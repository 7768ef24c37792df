import type { Database, Neighbour, Query } from '../../../server/index.ts';
import { CHECKSUM_START, mixBytes, mixNumber } from '../../checksum.ts';
import { BenchError } from '../../errors.ts';
import type { Lane } from './lane.ts';

/** Greatest difference between squares of distances that were computed in different orders. */
const TOLERANCE = 1e-9;

/** Queries, and the answers of a scan to them, which every other answer is compared with. */
export interface Asked {
  readonly queries: readonly Query[];
  /** By query, at least as many neighbours as anybody is asked for, or all there are. */
  readonly truth: readonly (readonly Neighbour[])[];
}

/** Cost: every distance, for every query. */
export async function askScan(
  database: Database,
  queries: readonly Query[],
  k: number,
): Promise<Asked> {
  const truth: (readonly Neighbour[])[] = [];
  for (const query of queries) {
    truth.push((await database.nearest(query, { k, strategy: 'scan' })).neighbours);
  }
  return { queries, truth };
}

/** What is checked: whose answer to which of the queries. */
export interface Checked {
  readonly lane: Pick<Lane, 'name' | 'agrees'>;
  readonly index: number;
  readonly k: number;
  readonly found: readonly Neighbour[];
}

/**
 * Compares an answer with the scan's: the same ids in the same order, at the same distances.
 * @throws BenchError `DISAGREEMENT`.
 */
export function checkAnswer(asked: Asked, { lane, index, k, found }: Checked): void {
  const expected = asked.truth[index]!.slice(0, k);
  const agrees =
    found.length === expected.length &&
    expected.every(({ id, distance }, rank) => {
      const other = found[rank]!;
      return other.id === id && same(lane.agrees, distance, other.distance);
    });
  if (agrees) return;
  const query = asked.queries[index]!;
  const name = 'id' in query ? `"${query.id}"` : `query ${index}`;
  throw new BenchError(
    'DISAGREEMENT',
    `${lane.name}: the ${k} nearest of ${name} are ${show(found)}; a scan finds: ${show(expected)}`,
  );
}

function same(agrees: Lane['agrees'], a: number, b: number): boolean {
  return agrees === 'to the bit' ? Object.is(a, b) : Math.abs(a * a - b * b) <= TOLERANCE;
}

/** `checksum` with the ids of an answer appended, which are the same however distances are rounded. */
export function mixAnswer(checksum: number, neighbours: readonly Neighbour[]): number {
  return neighbours.reduce(
    (mixed, { id }) => mixBytes(mixed, Buffer.from(id)),
    mixNumber(checksum, neighbours.length),
  );
}

/** The checksum of no answer. */
export const ANSWERS_START: number = CHECKSUM_START;

function show(neighbours: readonly Neighbour[]): string {
  return neighbours.map(({ id, distance }) => `${id} at ${distance}`).join(', ') || 'none';
}

import type { Snapshot } from '../../engines/index.ts';
import type { SearchResult } from '../similarity/index.ts';
import type { Neighbour } from './contract.ts';
import { decodeSeriesId } from './records.ts';
import { encodeOrdinal, TREES } from './trees.ts';

/** The id of the series at `ordinal`, which is visible in `snapshot`. */
function idAt(snapshot: Snapshot, ordinal: number): string {
  const record = snapshot.tree(TREES.series).view(encodeOrdinal(ordinal));
  if (record === undefined) throw new RangeError(`no series has the ordinal ${ordinal}`);
  return decodeSeriesId(record);
}

/**
 * The first `limit` hits with their ids, equal distances in order of the bytes of the ids. Reads
 * the ids of those and of the ones at the last distance.
 */
export function rank(
  { ordinals, distances }: SearchResult,
  snapshot: Snapshot,
  limit: number,
): readonly Neighbour[] {
  const ranked: Neighbour[] = [];
  for (let start = 0; start < ordinals.length && ranked.length < limit; ) {
    const distance = distances[start]!;
    let end = start + 1;
    while (end < ordinals.length && distances[end] === distance) end += 1;
    const tied = Array.from(ordinals.subarray(start, end), (ordinal) => idAt(snapshot, ordinal));
    if (tied.length > 1) tied.sort(byBytes);
    for (const id of tied.slice(0, limit - ranked.length)) ranked.push({ id, distance });
    start = end;
  }
  return ranked;
}

/** Order of two ids by their UTF-8 bytes. */
function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

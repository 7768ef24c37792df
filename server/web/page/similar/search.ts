import { get, post } from '../api.ts';
import type { Extent } from './query.ts';
import { WITHIN_MAX } from './query.ts';

export interface Neighbour {
  readonly id: string;
  readonly distance: number;
}

/** The counts of a search that are drawn; a server may tell more. */
export interface Explain {
  readonly strategy: string;
  readonly reason?: string;
  readonly live: number;
  readonly matching?: number;
  readonly vantageDistances: number;
  readonly shellEntries?: number;
  readonly droppedByEmbedding: number;
  readonly droppedByRing: number;
  readonly droppedBySpectrum: number;
  readonly distancesComputed: number;
  readonly microseconds: Readonly<Record<string, number>>;
}

export interface Found {
  readonly payload: readonly Neighbour[];
  readonly explain: Explain;
  readonly truncated: boolean;
  readonly total: number;
}

/** What a search is about: a stored series, or values that are not stored. */
export type Wanted = { readonly id: string } | { readonly values: readonly number[] };

/** Asks the server for the series that look like `wanted`. */
export function search(
  wanted: Wanted,
  { extent, where }: { readonly extent: Extent; readonly where: string },
  signal: AbortSignal,
): Promise<Found> {
  const fields =
    extent.tag === 'nearest' ? { k: extent.k } : { radius: extent.radius, limit: WITHIN_MAX };
  const all = { ...fields, explain: true, ...(where === '' ? {} : { where }) };
  if ('values' in wanted) {
    const times = wanted.values.map((_, index) => index);
    return post<Found>('/simquery', { ts: [times, wanted.values], ...all }, signal);
  }
  const query = new URLSearchParams({ id: wanted.id });
  for (const [name, value] of Object.entries(all)) query.set(name, String(value));
  return get<Found>(`/simquery?${query}`, signal);
}

const curves = new Map<string, readonly number[]>();
const CURVES_MAX = 500;

/** The values of a stored series. Those of late are remembered, so that a slider asks for little. */
export async function curveOf(id: string, signal: AbortSignal): Promise<readonly number[]> {
  const known = curves.get(id);
  if (known !== undefined) return known;
  const answer = await get<{
    readonly payload: { readonly ts: readonly [unknown, readonly number[]] };
  }>(`/timeseries/${encodeURIComponent(id)}`, signal);
  const [, values] = answer.payload.ts;
  if (curves.size >= CURVES_MAX) curves.clear();
  curves.set(id, values);
  return values;
}

export type Row = Readonly<Record<string, string | number | boolean | null>>;

/** Rows of metadata that match a filter, at most `limit`. */
export async function rowsWhere(
  where: string,
  limit: number,
  signal: AbortSignal,
): Promise<readonly Row[]> {
  const query = new URLSearchParams({ limit: String(limit), offset: '0' });
  if (where !== '') query.set('where', where);
  const answer = await get<{ readonly payload: readonly Row[] }>(`/timeseries?${query}`, signal);
  return answer.payload;
}

/** The rows of metadata of some series, by id. */
export async function rowsOf(
  ids: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Row>> {
  if (ids.length === 0) return new Map();
  const names = ids.map((id) => JSON.stringify(id)).join(' ');
  const rows = await rowsWhere(`(in id ${names})`, ids.length, signal);
  return new Map(rows.map((row) => [String(row['id']), row]));
}

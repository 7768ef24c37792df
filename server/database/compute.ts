import type { Snapshot } from '../../engines/index.ts';
import type { MetadataView } from '../metadata/index.ts';
import {
  Collection,
  type CollectionHandles,
  type Measure,
  type SearchRequest,
  type SearchResult,
  search,
  sweep,
  type VantageSet,
} from '../similarity/index.ts';
import type { Turn } from '../turns/turn.ts';
import type { PoolLoad, Settings } from './contract.ts';
import { shellReader } from './shells.ts';

/** The state of a collection that one query sees, whatever is written meanwhile. */
export interface View {
  readonly commit: number;
  /** Series stored at the commit. */
  readonly live: number;
  readonly snapshot: Snapshot;
  readonly handles: CollectionHandles;
  /** Changes with `handles`, so that a thread knows when its own are out of date. */
  readonly version: number;
  /** Ids of the vantage points of `handles`, in their order. */
  readonly vantageIds: readonly string[];
  readonly metadata: MetadataView;
}

/** Series made ready to be stored. */
export interface Projection {
  /** Prepared forms, back to back. */
  readonly prepared: Float64Array;
  /** Distances to the vantage points in their order, back to back. */
  readonly distances: Float64Array;
}

/** Vantage points to be, and the series to measure them against. */
export interface Survey {
  /** Prepared points, back to back. */
  readonly points: Float64Array;
  /** Ordinals [start, end). */
  readonly start: number;
  readonly end: number;
}

/** The place where distances are computed: this thread, or a pool of others. */
export interface Compute {
  /** 'inline' or 'pool of N'. */
  readonly description: string;
  /** Tasks that it computes at a time, at least 1. */
  readonly threads: number;
  /** Undefined for a compute without threads. */
  readonly load: PoolLoad | undefined;
  /** @throws DatabaseError `BUSY`, `TIMEOUT`; the reason of the turn's signal. */
  search(view: View, request: SearchRequest, turn?: Turn): Promise<SearchResult>;
  /** `values` holds whole series back to back, each of them valid. */
  project(view: View, values: Float64Array): Promise<Projection>;
  /**
   * For each point, its distances to the series of `survey` that `view` sees, back to back; NaN
   * where there is none.
   */
  survey(view: View, survey: Survey): Promise<Float64Array>;
  close(): Promise<void>;
}

/** What a compute needs to know of a database before its first task. */
export interface ComputeSource {
  /** The engine file, or undefined when its trees are in this thread's memory only. */
  readonly enginePath: string | undefined;
  readonly settings: Settings;
}

export type ComputeFactory = (source: ComputeSource, measure: Measure) => Compute;

/** Computes on the event loop: what is asked for meanwhile waits. */
export const inlineCompute: ComputeFactory = (_source, measure) => {
  let known: { readonly handles: CollectionHandles; readonly collection: Collection } | undefined;
  const collectionOf = (handles: CollectionHandles): Collection => {
    if (known?.handles !== handles) {
      known = { handles, collection: new Collection(handles, known?.collection) };
    }
    return known.collection;
  };
  return {
    description: 'inline',
    threads: 1,
    load: undefined,
    search: async ({ commit, live, handles, snapshot }, request, turn) => {
      // What has begun on this thread cannot be called off.
      turn?.signal?.throwIfAborted();
      const collection = collectionOf(handles);
      const { vantage } = collection;
      const trees = shellReader(snapshot);
      return search({ measure, collection, commit, live, vantage, trees }, request);
    },
    project: async ({ handles }, values) => projectBlock(measure, handles.vantage, values),
    survey: async (view, survey) =>
      surveyBlock(measure, collectionOf(view.handles), view.commit, survey),
    close: () => Promise.resolve(),
  };
};

/** Prepares series and measures them against the vantage points. */
export function projectBlock(
  measure: Measure,
  vantage: VantageSet,
  values: Float64Array,
): Projection {
  const { length, preparedLength } = measure;
  const count = values.length / length;
  const points = vantage.points.length;
  const prepared = new Float64Array(count * preparedLength);
  const distances = new Float64Array(count * points);
  for (let index = 0; index < count; index += 1) {
    const at = index * preparedLength;
    measure.prepare(values.subarray(index * length, (index + 1) * length), prepared, at);
    const query = prepared.subarray(at, at + preparedLength);
    distances.set(measure.distances(query, vantage.prepared), index * points);
  }
  return { prepared, distances };
}

/** Measures points against the series of a collection that are visible at `commit`. */
export function surveyBlock(
  measure: Measure,
  collection: Collection,
  commit: number,
  { points, start, end }: Survey,
): Float64Array {
  const count = points.length / measure.preparedLength;
  const distances = new Float64Array(count * (end - start)).fill(Number.NaN);
  for (let point = 0; point < count; point += 1) {
    const at = point * measure.preparedLength;
    const query = points.subarray(at, at + measure.preparedLength);
    const range = { start, end, commit };
    sweep(measure, collection, query, range, distances, point * (end - start));
  }
  return distances;
}

import type { SnapshotToken } from '../../engines/index.ts';
import type { Projection, Settings, Survey } from '../database/index.ts';
import type { CollectionHandles, SearchRequest, SearchResult } from '../similarity/index.ts';

/** What a thread is given when it starts. */
export interface WorkerSettings {
  readonly enginePath: string | undefined;
  readonly settings: Settings;
}

/**
 * What every task says of the collection. `handles` travel only when the thread asked for them, by
 * answering STALE: they change seldom, and a task is to carry the query and no more.
 */
export interface CollectionVersion {
  readonly version: number;
  readonly handles: CollectionHandles | undefined;
  readonly commit: number;
  /** Series stored at it. */
  readonly live: number;
  readonly token: SnapshotToken | undefined;
}

export type Task = CollectionVersion &
  (
    | { readonly tag: 'search'; readonly request: SearchRequest }
    | { readonly tag: 'project'; readonly values: Float64Array }
    | { readonly tag: 'survey'; readonly survey: Survey }
  );

export type TaskResult = SearchResult | Projection | Float64Array | typeof STALE;

/** The thread does not know the version of the task's collection. */
export const STALE = 'STALE';

import type { FileStats } from '../engine.ts';
import { type Catalog, NODE_BYTES } from '../storage/index.ts';
import type { Version } from './committer.ts';
import type { Ends } from './ends.ts';
import { treeNames } from './snapshot.ts';

/** What a handle has done since it was opened, on every file that has had its name. */
export type Counters = Pick<
  FileStats,
  | 'bytesRead'
  | 'pagesLoaded'
  | 'pagesEvicted'
  | 'nodesWritten'
  | 'rotations'
  | 'syncs'
  | 'bytesWritten'
>;

export const NOTHING_COUNTED: Counters = {
  bytesRead: 0,
  pagesLoaded: 0,
  pagesEvicted: 0,
  nodesWritten: 0,
  rotations: 0,
  syncs: 0,
  bytesWritten: 0,
};

/** `past` and what was counted at `ends`. */
export function countersOf({ store, log, sheet }: Ends, past: Counters): Counters {
  return {
    bytesRead: past.bytesRead + (sheet?.file.bytesRead() ?? 0),
    pagesLoaded: past.pagesLoaded + store.pages.loaded,
    pagesEvicted: past.pagesEvicted + store.pages.evicted,
    nodesWritten: past.nodesWritten + store.sealer.nodesWritten,
    rotations: past.rotations + store.nodes.rotations,
    syncs: past.syncs + (log?.syncs ?? 0),
    bytesWritten: past.bytesWritten + (log?.bytesWritten ?? 0),
  };
}

/** Bytes of the nodes and payload that `catalog` reaches. */
export function liveBytes(catalog: Catalog): number {
  let bytes = 0;
  for (const { entries, payloadBytes } of catalog.values()) {
    bytes += entries * NODE_BYTES + payloadBytes;
  }
  return bytes;
}

/** The counters of one open file. Cost: one line a tree; nothing is read. */
export function fileStats(source: {
  readonly engine: string;
  readonly version: Version;
  readonly bytesTotal: number;
  readonly bytesStored: number;
  readonly counters: Counters;
}): FileStats {
  const { engine, version, bytesTotal, bytesStored, counters } = source;
  const trees = treeNames(version.catalog.keys()).map((name) => {
    const tree = version.catalog.get(name)!;
    return {
      tree: name,
      entries: tree.entries,
      bytesLive: tree.entries * NODE_BYTES + tree.payloadBytes,
      built: tree.loaded ? ('load' as const) : ('insert' as const),
    };
  });
  const bytesLive = liveBytes(version.catalog);
  return { engine, commit: version.commit, trees, bytesLive, bytesTotal, bytesStored, ...counters };
}

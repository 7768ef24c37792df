import type { FileStats } from '../engine.ts';
import { NODE_BYTES } from '../storage/index.ts';
import type { Version } from './committer.ts';
import { treeNames } from './snapshot.ts';
import type { Store } from './store.ts';

/** The counters of one open file. Cost: one line a tree; nothing is read. */
export function fileStats(source: {
  readonly engine: string;
  readonly version: Version;
  readonly store: Store;
  readonly bytesTotal: number;
  readonly bytesStored: number;
  readonly bytesWritten: number;
  readonly syncs: number;
}): FileStats {
  const { engine, version, store, bytesTotal, bytesStored, bytesWritten, syncs } = source;
  const trees = treeNames(version.catalog.keys()).map((name) => {
    const tree = version.catalog.get(name)!;
    return {
      tree: name,
      entries: tree.entries,
      bytesLive: tree.entries * NODE_BYTES + tree.payloadBytes,
      built: tree.loaded ? ('load' as const) : ('insert' as const),
    };
  });
  return {
    engine,
    commit: version.commit,
    trees,
    bytesLive: trees.reduce((sum, tree) => sum + tree.bytesLive, 0),
    bytesTotal,
    pagesLoaded: store.pages.loaded,
    pagesEvicted: store.pages.evicted,
    nodesWritten: store.sealer.nodesWritten,
    rotations: store.nodes.rotations,
    syncs,
    bytesStored,
    bytesWritten,
  };
}

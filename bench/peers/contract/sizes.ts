import type { FileStats } from '../../../engines/index.ts';

/** Entries of each tree, and the bytes of their keys and values. */
export type Sizes = ReadonlyMap<string, { readonly entries: number; readonly bytes: number }>;

/** What a file says of itself; what its library does on a disk is not counted. */
export function statsOf(file: {
  readonly engine: string;
  readonly commit: number;
  readonly bytesStored: number;
  readonly sizes: Sizes;
}): FileStats {
  const { engine, commit, bytesStored, sizes } = file;
  const trees = [...sizes].map(([tree, { entries, bytes }]) => {
    return { tree, entries, bytesLive: bytes, built: 'insert' as const };
  });
  const bytes = trees.reduce((sum, { bytesLive }) => sum + bytesLive, 0);
  return {
    engine,
    commit,
    trees,
    bytesLive: bytes,
    bytesTotal: bytes,
    bytesStored,
    bytesWritten: 0,
    bytesRead: 0,
    pagesLoaded: 0,
    pagesEvicted: 0,
    nodesWritten: 0,
    rotations: 0,
    syncs: 0,
  };
}

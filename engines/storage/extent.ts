import { KIND, PAGE, PAGE_BYTES } from './layout.ts';
import { runPages } from './page-header.ts';
import { type Catalog, type CommitRecord, encodeRecord, recordBytes } from './record.ts';

/** The pages of one commit that have a place in the file but are not on disk. */
export interface Extent {
  readonly commit: number;
  readonly catalog: Catalog;
  readonly firstPage: number;
  /** The page after the last; the record goes there. */
  readonly endPage: number;
  /** Pages below this one were written ahead, by a sink of the same commit. Default: none. */
  readonly writtenEnd?: number;
  /** Copies the page into `target`, or returns the large run that starts there, whole. */
  copy(page: number, target: Uint8Array): Uint8Array | undefined;
}

/** Where an extent goes. */
export interface ExtentSink {
  /** Completes the header of the run that is to stand at `page`. */
  stamp(run: Uint8Array, page: number): void;
  /** A buffer of so many bytes, which the next call gives away again. */
  chunk(bytes: number): Uint8Array;
  write(bytes: Uint8Array, page: number): Promise<void>;
  sync(): Promise<void>;
}

/** Bytes of one write. */
export const CHUNK_BYTES: number = 2 ** 20;

/** Pages that the record of a commit with `catalog` takes, behind the commit's own pages. */
export function recordPages(catalog: Catalog): number {
  return runPages(recordBytes(catalog));
}

/** The run of pages that holds `record`; its header lacks what `stamp` adds. */
export function recordRun(record: CommitRecord): Uint8Array {
  const content = encodeRecord(record);
  const pages = runPages(content.length);
  const run = new Uint8Array(pages * PAGE_BYTES);
  const view = new DataView(run.buffer);
  view.setUint32(PAGE.kind * 4, KIND.record, true);
  view.setUint32(PAGE.used * 4, content.length, true);
  view.setUint32(PAGE.run * 4, pages, true);
  run.set(content, PAGE.headerBytes);
  return run;
}

/**
 * Writes an extent and the run of its record: in one write when they fit in one chunk of 1 MiB;
 * otherwise the pages chunk by chunk, a sync, and then the record. The last sync is the caller's.
 */
export async function writeExtent(
  extent: Extent,
  record: Uint8Array,
  sink: ExtentSink,
): Promise<void> {
  const bytes = (extent.endPage - extent.firstPage) * PAGE_BYTES + record.length;
  const chunk = sink.chunk(Math.min(CHUNK_BYTES, bytes));
  const firstPage = extent.writtenEnd ?? extent.firstPage;
  let start = firstPage;
  let used = 0;
  const flush = async (): Promise<void> => {
    if (used > 0) await sink.write(chunk.subarray(0, used), start);
    start += used / PAGE_BYTES;
    used = 0;
  };
  for (let page = firstPage; page < extent.endPage; ) {
    if (used + PAGE_BYTES > chunk.length) await flush();
    const target = chunk.subarray(used, used + PAGE_BYTES);
    const large = extent.copy(page, target);
    if (large === undefined) {
      sink.stamp(target, page);
      used += PAGE_BYTES;
      page += 1;
      continue;
    }
    await flush();
    sink.stamp(large, page);
    await sink.write(large, page);
    page += large.length / PAGE_BYTES;
    start = page;
  }
  if (bytes > CHUNK_BYTES) {
    await flush();
    await sink.sync();
    await sink.write(record, extent.endPage);
    return;
  }
  // What a large run left out of the chunk leaves room for the record.
  chunk.set(record, used);
  used += record.length;
  await flush();
}

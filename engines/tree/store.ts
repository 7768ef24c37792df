import { EngineError } from '../errors.ts';
import {
  type Catalog,
  FIRST_DATA_PAGE,
  type LoadPage,
  PAGE_BYTES,
  Pages,
  readRun,
  readVerified,
  type Sheet,
  SLOT_BITS,
  TEMPORARY_ADDRESS,
  TEMPORARY_PAGE,
  type TreeRoot,
} from '../storage/index.ts';
import { Nodes } from './nodes.ts';
import { type LoadRun, Payload } from './payload.ts';
import { Sealer } from './seal.ts';

/**
 * The trees of one file in memory, and the pages that hold them: what a transaction works on, a
 * commit writes out and a snapshot reads.
 */
export interface Store {
  readonly pages: Pages;
  readonly payload: Payload;
  readonly nodes: Nodes;
  readonly sealer: Sealer;
  /** Memory for pages, in bytes. */
  readonly cacheBytes: number;
}

function createStore(options: {
  readonly nextPage: number;
  readonly cacheBytes: number;
  /** Absent where memory is the store. */
  readonly load: { readonly page: LoadPage; readonly run: LoadRun } | undefined;
}): Store {
  const { nextPage, cacheBytes, load } = options;
  const pages = new Pages({ nextPage, cacheBytes, load: load?.page });
  const payload = new Payload(pages, load?.run);
  const nodes = new Nodes(pages, payload);
  return { pages, payload, nodes, sealer: new Sealer(nodes), cacheBytes };
}

/** The store of a file on disk, whose last commit ends before page `nextPage`. */
export function sheetStore(sheet: Sheet, nextPage: number, cacheBytes: number): Store {
  return createStore({
    nextPage,
    cacheBytes,
    load: {
      page: (page, kind, target) => readVerified(sheet, page, kind, target),
      run: (page, run) => readRun(sheet, page, run),
    },
  });
}

/** A store that is all there is of its file. */
export function memoryStore(cacheBytes: number): Store {
  return createStore({ nextPage: FIRST_DATA_PAGE, cacheBytes, load: undefined });
}

/** `catalog` with every root in a file page. */
export function sealCatalog({ sealer }: Store, catalog: Catalog): Catalog {
  const sealed = new Map<string, TreeRoot>();
  for (const [name, tree] of catalog) {
    const root = sealer.seal(tree.root, tree.counted);
    sealed.set(name, root === tree.root ? tree : { ...tree, root, counted: true });
  }
  return sealed;
}

/** Forgets all temporary nodes and payload. Requires that no transaction and no root needs them. */
export function forgetTemporary({ nodes, payload }: Store): void {
  nodes.cutBack(TEMPORARY_ADDRESS);
  payload.cutBack(0);
}

/** Bytes of temporary nodes and payload, of which some may be dead. */
export function pendingBytes({ nodes, payload }: Store): number {
  const pages = (nodes.next - TEMPORARY_ADDRESS) / 2 ** SLOT_BITS;
  return pages * PAGE_BYTES + payload.used;
}

/** Whether no root is temporary. */
export function isSealed(catalog: Catalog): boolean {
  for (const { root } of catalog.values()) if (root >= TEMPORARY_ADDRESS) return false;
  return true;
}

/** Forgets all temporary nodes and every page from `page` on: none of it became durable. */
export function discard(store: Store, page: number): void {
  const { pages, payload, sealer } = store;
  forgetTemporary(store);
  payload.forgetRuns(page, TEMPORARY_PAGE);
  payload.closePage();
  sealer.closePage();
  pages.cutBack(page);
}

/** Copies one page that is in memory into `target`, or returns the large run that starts there. */
export function copyPage(store: Store, page: number, target: Uint8Array): Uint8Array | undefined {
  const run = store.payload.run(page);
  if (run !== undefined) return run;
  const start = store.pages.frameInMemory(page) * PAGE_BYTES;
  target.set(store.pages.bytes.subarray(start, start + PAGE_BYTES));
  return undefined;
}

/** @throws TypeError when the function given to `write` was not synchronous. */
export function refusePromise(result: unknown): void {
  if (typeof (result as PromiseLike<unknown> | undefined)?.then !== 'function') return;
  // The transaction is undone; what its promise comes to concerns nobody.
  void Promise.resolve(result).catch(() => undefined);
  throw new TypeError('the function given to write() must be synchronous; it returned a promise');
}

/** The error of every call on a handle that has been closed. */
export function closedError(): EngineError {
  return new EngineError('CLOSED', 'the file was closed; open it again');
}

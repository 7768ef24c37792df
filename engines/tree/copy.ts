import { EngineError } from '../errors.ts';
import {
  BODY,
  BODY_WORDS,
  bodyOf,
  GUIDE,
  META,
  PREFIX_BYTES,
  RED,
  SLOT_BITS,
} from '../storage/index.ts';
import type { Nodes } from './nodes.ts';
import { PageFiller, type Placing } from './page-filler.ts';
import { Path } from './path.ts';
import { findPath } from './search.ts';
import type { Store } from './store.ts';

/** Told which pages of the target will not change any more. */
export interface PageSink {
  ready(page: number): void;
  /** Whether what is ready should be let go of before more is copied. */
  readonly due: boolean;
}

/** What is copied: one tree, or what is new in it. */
export interface CopyJob {
  readonly root: number;
  readonly entries: number;
  /** Nodes on lower pages were copied before, and are looked up below `image`. */
  readonly firstPage: number;
  /** Root of the earlier copy in the target, 0 for none. */
  readonly image: number;
}

/*
 * Copies trees into another file with their shape: a node's image has the images of its children.
 * Nodes are taken a page at a time, parents first, and linked to their children's images as those
 * get their places; a page may leave for the disk when it is full and has no link to come.
 *
 * Where an earlier state of the tree was copied before, only nodes written since are copied. A node
 * that was there before has its image where its key is.
 */

/** Copies the nodes of `source` to `target`. */
export class Copier implements Placing {
  /** Nodes copied so far, by all jobs. */
  nodes = 0;
  readonly #source: Nodes;
  readonly #target: Store;
  readonly #sink: PageSink;
  readonly #filler: PageFiller;
  readonly #long: Uint8Array = new Uint8Array(0x1_0000);
  readonly #path: Path = new Path();
  /** For a node that has no place yet: the link of its parent's image that waits for it. */
  readonly #waiting: Map<number, { readonly parent: number; readonly left: boolean }> = new Map();
  /** Links to come, by page of the target. */
  readonly #links: Map<number, number> = new Map();
  readonly #filled: Set<number> = new Set();
  #job: CopyJob = { root: 0, entries: 0, firstPage: 0, image: 0 };
  #clusters: number[] = [];
  #copied = 0;
  #image = 0;
  #payloadPage = 0;

  constructor(source: Nodes, target: Store, sink: PageSink) {
    this.#source = source;
    this.#target = target;
    this.#sink = sink;
    this.#filler = new PageFiller(target.pages, this);
  }

  /** Copies one tree, up to a page a step; the generator returns the address of the root's image. */
  *copy(job: CopyJob): Generator<undefined, number> {
    if (job.root === 0) return 0;
    if (!this.#isNew(job.root, job)) return this.#imageOf(job.root, job);
    this.#job = job;
    this.#copied = 0;
    this.#clusters = [job.root];
    while (this.#clusters.length > 0) {
      const known = this.#clusters.length - 1;
      this.#filler.step(this.#clusters);
      this.#smallestLast(known);
      yield;
    }
    return this.#image;
  }

  /** Ends the open pages. */
  close(): void {
    this.#filler.closePage();
    this.#target.payload.closePage();
    if (this.#payloadPage !== 0) this.#sink.ready(this.#payloadPage);
    this.#payloadPage = 0;
  }

  child(address: number, left: boolean): number {
    const child = left ? this.#source.left(address) : this.#source.right(address);
    return child !== 0 && this.#isNew(child, this.#job) ? child : 0;
  }

  place(address: number, place: number): void {
    this.nodes += 1;
    this.#copied += 1;
    if (this.#copied > this.#job.entries) throw endless(address, this.#job.entries);
    const source = this.#source;
    const left = this.#link(source.left(address), place, true);
    const right = this.#link(source.right(address), place, false);
    const target = this.#target;
    const from = source.pages.guide(address);
    const at = target.pages.guide(place);
    const { words } = target.pages;
    words[at] = source.pages.words[from]!;
    words[at + GUIDE.prefixLow] = source.pages.words[from + GUIDE.prefixLow]!;
    words[at + GUIDE.left] = (source.pages.words[from + GUIDE.left]! & RED) | left;
    words[at + GUIDE.right] = right;
    const fromBody = bodyOf(from);
    const body = bodyOf(at);
    for (let word = 0; word < BODY_WORDS; word += 1) {
      words[body + word] = source.pages.words[fromBody + word]!;
    }
    if ((words[body + BODY.meta]! & META.external) !== 0) this.#copyPayload(address, body);
    this.#arrive(address, place);
  }

  get paused(): boolean {
    return this.#sink.due;
  }

  filled(page: number): void {
    this.#filled.add(page);
    this.#settle(page);
  }

  #isNew(address: number, { firstPage }: CopyJob): boolean {
    return address >>> SLOT_BITS >= firstPage;
  }

  /** Address of the image of `child`, or 0 for one that the link at `parent` has to wait for. */
  #link(child: number, parent: number, left: boolean): number {
    if (child === 0) return 0;
    if (!this.#isNew(child, this.#job)) return this.#imageOf(child, this.#job);
    this.#waiting.set(child, { parent, left });
    const page = parent >>> SLOT_BITS;
    this.#links.set(page, (this.#links.get(page) ?? 0) + 1);
    return 0;
  }

  #imageOf(address: number, { image }: CopyJob): number {
    const key = this.#source.key(address, this.#long);
    if (findPath(this.#target.nodes, image, key, this.#path)) return this.#path.last;
    throw new EngineError(
      'CORRUPT',
      `page ${address >>> SLOT_BITS}: a node is out of order: its key is not found by descent`,
    );
  }

  #copyPayload(address: number, body: number): void {
    const { pages, payload } = this.#source;
    let from = bodyOf(pages.guide(address));
    const meta = pages.words[from + BODY.meta]!;
    const tailBytes =
      (meta & META.tailExternal) === 0 ? 0 : (meta & META.keyBytesMask) - PREFIX_BYTES;
    const tail = tailBytes === 0 ? new Uint8Array(0) : payload.tail(from, tailBytes).slice();
    from = bodyOf(pages.guide(address));
    const { openPage, largePage } = this.#target.payload.put(body, tail, payload.value(from));
    if (largePage !== 0) this.#sink.ready(largePage);
    if (openPage === this.#payloadPage) return;
    if (this.#payloadPage !== 0) this.#sink.ready(this.#payloadPage);
    this.#payloadPage = openPage;
  }

  /** Links the image at `place` to that of its parent. */
  #arrive(address: number, place: number): void {
    const link = this.#waiting.get(address);
    if (link === undefined) {
      if (address !== this.#job.root) throw endless(address, this.#job.entries);
      this.#image = place;
      return;
    }
    this.#waiting.delete(address);
    const { nodes } = this.#target;
    if (link.left) nodes.setLeft(link.parent, place);
    else nodes.setRight(link.parent, place);
    const page = link.parent >>> SLOT_BITS;
    this.#links.set(page, this.#links.get(page)! - 1);
    this.#settle(page);
  }

  #settle(page: number): void {
    if (!this.#filled.has(page) || (this.#links.get(page) ?? 0) > 0) return;
    this.#filled.delete(page);
    this.#links.delete(page);
    this.#sink.ready(page);
  }

  /**
   * Has the smallest of the new clusters taken up first. The pages that wait for links are then no
   * more than the logarithm of the number of nodes, whatever the shape of the tree.
   */
  #smallestLast(known: number): void {
    if (this.#clusters.length - known < 2) return;
    const fresh = this.#clusters.splice(known);
    const sized = fresh.map((address) => ({ address, size: this.#source.size(address) }));
    sized.sort((a, b) => b.size - a.size);
    for (const { address } of sized) this.#clusters.push(address);
  }
}

function endless(address: number, entries: number): EngineError {
  const page = address >>> SLOT_BITS;
  return new EngineError(
    'CORRUPT',
    `page ${page}: the tree has more nodes than ${entries} entries`,
  );
}

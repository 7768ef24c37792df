import {
  GUIDES_PER_LINE,
  GUIDES_START,
  KIND,
  NODES_PER_PAGE,
  PAGE,
  type Pages,
  SLOT_BITS,
} from '../storage/index.ts';

/*
 * A page takes a subtree, line by line: the four guides of a cache line are a node, its children
 * and one grandchild, and the lines follow breadth first. What hangs below a full page begins the
 * next ones. So a descent passes a page for every six levels, and a line for every two or three.
 */

/** Which nodes get a place, and what happens to one that does. */
export interface Placing {
  /** The child on one side that is to be placed as well, or 0. */
  child(address: number, left: boolean): number;
  /** Called once for each node, for a parent before its children. */
  place(address: number, place: number): void;
  /** Told when no further node comes to the page. */
  filled?(page: number): void;
  /** Whether a step should end before its page is full. */
  readonly paused?: boolean;
}

/** Gives nodes their places in the file, and carries the open node page from tree to tree. */
export class PageFiller {
  readonly #pages: Pages;
  readonly #placing: Placing;
  #page = 0;
  #used: number = NODES_PER_PAGE;
  readonly #line: number[] = [];

  constructor(pages: Pages, placing: Placing) {
    this.#pages = pages;
    this.#placing = placing;
  }

  /** Places the nodes below `root`. */
  fill(root: number): void {
    const clusters = [root];
    while (clusters.length > 0) this.step(clusters);
  }

  /**
   * Places nodes from the last of the subtrees `clusters` on, until the page is full, the subtree
   * ends or the placing pauses, and leaves there what has to be placed yet.
   */
  step(clusters: number[]): void {
    if (this.#used === NODES_PER_PAGE) {
      this.#page = this.#pages.allocate(KIND.nodes);
      this.#used = 0;
    }
    const lines: number[] = [clusters.pop()!];
    let head = 0;
    for (; head < lines.length && this.#used < NODES_PER_PAGE; head += 1) {
      if (head > 0 && this.#placing.paused === true) break;
      this.#fillLine(lines[head]!, lines);
    }
    // The first to be taken up again is what was met last: it lies next to what is in the page.
    for (let rest = lines.length - 1; rest >= head; rest -= 1) clusters.push(lines[rest]!);
    if (this.#used === NODES_PER_PAGE) this.#finish();
  }

  /** No page that has left for the disk may be added to. */
  closePage(): void {
    if (this.#used < NODES_PER_PAGE) this.#finish();
    this.#used = NODES_PER_PAGE;
  }

  #finish(): void {
    const header = this.#pages.guide(this.#page * 2 ** SLOT_BITS) - GUIDES_START;
    this.#pages.words[header + PAGE.used] = this.#used;
    this.#placing.filled?.(this.#page);
  }

  /** Places `first` and what hangs next below it; what does not fit begins lines of its own. */
  #fillLine(first: number, lines: number[]): void {
    const end = Math.min(NODES_PER_PAGE, this.#used + GUIDES_PER_LINE);
    const line = this.#line;
    line.length = 0;
    this.#place(first);
    for (let index = 0; index < line.length; index += 1) {
      for (let side = 0; side < 2; side += 1) {
        const child = this.#placing.child(line[index]!, side === 0);
        if (child === 0) continue;
        if (this.#used < end) this.#place(child);
        else lines.push(child);
      }
    }
  }

  #place(address: number): void {
    this.#line.push(address);
    this.#placing.place(address, this.#page * 2 ** SLOT_BITS + this.#used);
    this.#used += 1;
  }
}

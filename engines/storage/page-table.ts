import { TEMPORARY_PAGE } from './layout.ts';

const NO_FRAME = -1;

/** Which frame holds a page, by page number. */
export class PageTable {
  /** The frame of each page, -1 for none. Replaced when it grows. */
  frames: Int32Array = new Int32Array(64).fill(NO_FRAME);

  /** The frame of `page`, or -1 for none, and for numbers that are none of the table's. */
  get(page: number): number {
    return page >= 0 && page < this.frames.length ? this.frames[page]! : NO_FRAME;
  }

  /** Puts `page` into `frame`, or nowhere for -1. Cost: 4 bytes for each number up to the page's. */
  set(page: number, frame: number): void {
    if (page >= this.frames.length) {
      // Never as long as to have a place for temporary pages, which have a table of their own.
      const length = Math.min(TEMPORARY_PAGE, Math.max(page + 1, this.frames.length * 2));
      const longer = new Int32Array(length).fill(NO_FRAME);
      longer.set(this.frames);
      this.frames = longer;
    }
    this.frames[page] = frame;
  }
}

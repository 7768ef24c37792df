/** A field of a node, or the root of the tree, before and after it was written. */
export type TraceWrite =
  /** A link; 0 is none. `node` is 0 for the root. */
  | {
      readonly field: 'root' | 'left' | 'right';
      readonly node: number;
      readonly before: number;
      readonly after: number;
    }
  | {
      readonly field: 'red';
      readonly node: number;
      readonly before: boolean;
      readonly after: boolean;
    }
  /** A key, in bytes that the receiver owns; empty in a node that had none yet. */
  | {
      readonly field: 'key';
      readonly node: number;
      readonly before: Uint8Array;
      readonly after: Uint8Array;
    };

/**
 * A step of a change. Nodes are numbered from 1 in the order in which they were made. To undo an
 * event its writes are undone from the last to the first.
 */
export interface TraceEvent {
  /**
   * - `hang`: `node` is new, and hangs where the search ended
   * - `replace`: `node` had the key already and takes the new value
   * - `take-over`: `node` takes the entry of its successor, which is unlinked next
   * - `unlink`: `node` is out of the tree, and its child (if any) hangs in its place
   * - `rotate-left`, `rotate-right`: `node` goes down, its child takes its place
   * - `recolour`: what changes colour between two looks at one; `node` is the first of them
   */
  readonly tag:
    | 'hang'
    | 'replace'
    | 'take-over'
    | 'unlink'
    | 'rotate-left'
    | 'rotate-right'
    | 'recolour';
  readonly node: number;
  readonly writes: readonly TraceWrite[];
}

type Link = Extract<TraceWrite, { readonly field: 'root' | 'left' | 'right' }>;

/** Links that a rotation writes: two between its nodes, and one above them. */
const ROTATION_LINKS = 3;

/**
 * Makes events of the writes of a change. In the balancing part links change by rotations alone,
 * three at a time; colours that change between two looks at a colour belong to one decision.
 */
export class TraceRecorder {
  /** Number of each address, in order of its first appearance. */
  readonly #numbers: Map<number, number> = new Map([[0, 0]]);
  #events: TraceEvent[] = [];
  #writes: TraceWrite[] = [];
  #recording = false;
  #balancing = false;
  /** Writes of the recolouring, or the hanging, that may still go on. */
  #open: TraceWrite[] | undefined;

  /** The events of `change`. */
  record(change: () => void): readonly TraceEvent[] {
    this.#events = [];
    this.#writes = [];
    this.#open = undefined;
    this.#balancing = false;
    this.#recording = true;
    try {
      change();
    } finally {
      this.#recording = false;
    }
    const [rest] = this.#writes;
    if (rest !== undefined) this.#event('replace', rest.node);
    return this.#events;
  }

  link(field: Link['field'], address: number, from: number, to: number): void {
    if (!this.#recording) return;
    const [node, before, after] = [address, from, to].map((one) => this.#number(one));
    if (this.#writes[0]?.field === 'key' && this.#isTakeOver()) {
      this.#event('take-over', this.#writes[0].node);
    }
    this.#writes.push({ field, node: node!, before: before!, after: after! });
    if (this.#balancing && this.#writes.length === ROTATION_LINKS) this.#rotated();
  }

  colour(address: number, before: boolean, after: boolean): void {
    if (!this.#recording) return;
    const node = this.#number(address);
    if (this.#open === undefined) {
      this.#open = [];
      this.#events.push({ tag: 'recolour', node, writes: this.#open });
    }
    this.#open.push({ field: 'red', node, before, after });
  }

  /** A colour was looked at, so what changes next was decided anew. */
  looked(): void {
    this.#open = undefined;
  }

  key(address: number, before: Uint8Array, after: Uint8Array): void {
    if (!this.#recording) return;
    this.#writes.push({ field: 'key', node: this.#number(address), before, after });
  }

  /** The leaf at `address` was hung; the kind of tree takes over. */
  hung(address: number): void {
    const writes = this.#event('hang', this.#number(address));
    // The colour that the leaf gets at once is part of it.
    this.#open = writes;
    this.#balancing = true;
  }

  /** A node was unlinked; the kind of tree takes over. */
  unlinked(): void {
    const [write] = this.#writes as Link[];
    this.#event('unlink', write!.before);
    this.#balancing = true;
  }

  /** A key that is written to a node which has one, before links change, is a successor's. */
  #isTakeOver(): boolean {
    const [write] = this.#writes;
    return write?.field === 'key' && write.before.length > 0;
  }

  #rotated(): void {
    const [first] = this.#writes as Link[];
    this.#event(first!.field === 'right' ? 'rotate-left' : 'rotate-right', first!.node);
  }

  #event(tag: TraceEvent['tag'], node: number): TraceWrite[] {
    const writes = this.#writes;
    this.#writes = [];
    this.#open = undefined;
    this.#events.push({ tag, node, writes });
    return writes;
  }

  #number(address: number): number {
    let number = this.#numbers.get(address);
    if (number === undefined) {
      number = this.#numbers.size;
      this.#numbers.set(address, number);
    }
    return number;
  }
}

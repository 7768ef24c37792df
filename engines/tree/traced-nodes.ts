import { LIMITS } from '../limits.ts';
import type { Pages } from '../storage/index.ts';
import { Nodes } from './nodes.ts';
import type { Payload } from './payload.ts';
import type { TraceRecorder } from './trace-recorder.ts';

/** Nodes that tell a recorder of each change, and of each look at a colour. */
export class TracedNodes extends Nodes {
  readonly #recorder: TraceRecorder;

  constructor(pages: Pages, payload: Payload, recorder: TraceRecorder) {
    super(pages, payload);
    this.#recorder = recorder;
  }

  override red(address: number): boolean {
    this.#recorder.looked();
    return super.red(address);
  }

  override setLeft(address: number, child: number): void {
    this.#recorder.link('left', address, this.left(address), child);
    super.setLeft(address, child);
  }

  override setRight(address: number, child: number): void {
    this.#recorder.link('right', address, this.right(address), child);
    super.setRight(address, child);
  }

  override setRed(address: number, red: boolean): void {
    const before = super.red(address);
    if (before !== red) this.#recorder.colour(address, before, red);
    super.setRed(address, red);
  }

  override setEntry(address: number, key: Uint8Array, value: Uint8Array): void {
    this.#recorder.key(address, this.#keyAt(address), key.slice());
    super.setEntry(address, key, value);
  }

  override moveEntry(from: number, to: number): void {
    this.#recorder.key(to, this.#keyAt(to), this.#keyAt(from));
    super.moveEntry(from, to);
  }

  /** A copy of the key; empty before there is one. */
  #keyAt(address: number): Uint8Array {
    return this.key(address, new Uint8Array(LIMITS.keyBytesMax)).slice();
  }
}

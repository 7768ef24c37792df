import { existsSync, statSync } from 'node:fs';

/** Follows the size of an engine file. */
export class FileSize {
  readonly #path: string;
  #most = 0;
  #last = 0;
  #falls = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** Bytes at most, of all samples. */
  get most(): number {
    return this.#most;
  }

  get last(): number {
    return this.#last;
  }

  /** How often a compaction ended between two samples. */
  get falls(): number {
    return this.#falls;
  }

  /** Whether a compaction is under way. */
  isCompacting(): boolean {
    return existsSync(`${this.#path}.compact`);
  }

  sample(): void {
    const { size } = statSync(this.#path);
    // A tail that is cut off is no compaction.
    if (size < this.#last / 2) this.#falls += 1;
    this.#last = size;
    this.#most = Math.max(this.#most, size);
  }
}

/*
 * The texts of a column by numbers from 1; 0 is none.
 *
 *  1. A number that has been given means one text for as long as the dictionary lives. So a view keeps
 *     the dictionary with the cells it shares, and both may be written on.
 *  2. Each text has a count of the cells that hold it now. One that no cell holds stays, since a view
 *     may still show it.
 *  3. When the texts that no cell holds weigh more than the others, `renewed` is a dictionary without
 *     them, whose other numbers mean what they meant. It gives the numbers of those again, which no
 *     view that has the renewed one has seen.
 */

/** What the entry of a text takes beside its characters, in characters. */
const ENTRY_WEIGHT = 64;
/** Weight of texts without a cell that is never worth a renewal. */
const SLACK_WEIGHT = 2 ** 20;
/** Entries of one map, which could hold twice as many. */
const MAP_ENTRIES_MAX = 2 ** 23;

export class Dictionary {
  readonly #texts: (string | undefined)[] = [undefined];
  /** How many cells hold each text. */
  readonly #cells: number[] = [0];
  readonly #codes: Map<string, number>[] = [new Map()];
  /** Numbers below `size` that have not been given. */
  readonly #free: number[] = [];
  #heldWeight = 0;
  #deadWeight = 0;

  /** Above every number that has been given. */
  get size(): number {
    return this.#texts.length;
  }

  /** Whether a renewed dictionary would be less than half of this one. */
  get isWasteful(): boolean {
    return this.#deadWeight > this.#heldWeight + SLACK_WEIGHT;
  }

  /** The number of `text`, for one more cell that holds it. */
  hold(text: string): number {
    const code = this.find(text) ?? this.#add(this.#free.pop() ?? this.size, text);
    if (this.#cells[code] === 0) this.#weigh(text, 1);
    this.#cells[code]! += 1;
    return code;
  }

  /** Notes that one cell less holds the text of `code`, a number that was given, or 0. */
  release(code: number): void {
    const text = this.#texts[code];
    if (text === undefined) return;
    this.#cells[code]! -= 1;
    if (this.#cells[code] === 0) this.#weigh(text, -1);
  }

  /** The number of `text`, if it has one. */
  find(text: string): number | undefined {
    for (const codes of this.#codes) {
      const code = codes.get(text);
      if (code !== undefined) return code;
    }
    return undefined;
  }

  /** The text of a number; undefined of 0, and of one that has not been given. */
  textOf(code: number): string | undefined {
    return this.#texts[code];
  }

  /** The texts that cells hold, by the same numbers. Cost: a look at every number. */
  renewed(): Dictionary {
    const fresh = new Dictionary();
    for (let code = 1; code < this.size; code += 1) {
      const cells = this.#cells[code]!;
      if (cells > 0) {
        const text = this.#texts[code]!;
        fresh.#add(code, text);
        fresh.#weigh(text, 1);
        fresh.#cells[code] = cells;
      } else {
        fresh.#texts.push(undefined);
        fresh.#cells.push(0);
        fresh.#free.push(code);
      }
    }
    return fresh;
  }

  /** Gives `text` the number `code`, which no text has; no cell holds it yet. */
  #add(code: number, text: string): number {
    let codes = this.#codes.at(-1)!;
    if (codes.size >= MAP_ENTRIES_MAX) {
      codes = new Map();
      this.#codes.push(codes);
    }
    codes.set(text, code);
    this.#texts[code] = text;
    this.#cells[code] = 0;
    this.#deadWeight += weightOf(text);
    return code;
  }

  /** Counts `text` among those that cells hold, for 1, or among the others, for −1. */
  #weigh(text: string, sign: 1 | -1): void {
    const weight = sign * weightOf(text);
    this.#heldWeight += weight;
    this.#deadWeight -= weight;
  }
}

function weightOf(text: string): number {
  return text.length + ENTRY_WEIGHT;
}

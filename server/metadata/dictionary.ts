/** The texts of a column by numbers from 1, in order of their arrival; 0 is none. It only grows. */
export class Dictionary {
  readonly #texts: string[] = [''];
  readonly #codes: Map<string, number> = new Map();

  /** Numbers in use, 0 included. */
  get size(): number {
    return this.#texts.length;
  }

  /** The number of `text`, a new one if need be. */
  codeOf(text: string): number {
    const known = this.#codes.get(text);
    if (known !== undefined) return known;
    const code = this.#texts.length;
    this.#texts.push(text);
    this.#codes.set(text, code);
    return code;
  }

  /** The number of `text`, if it has one. */
  find(text: string): number | undefined {
    return this.#codes.get(text);
  }

  textOf(code: number): string | undefined {
    return code === 0 ? undefined : this.#texts[code];
  }
}

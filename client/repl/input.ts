/** Tells whether a text ends inside a form, so that more of it may make it whole. */
export type IsOpen = (text: string) => boolean;

/** Lines that become texts of whole forms. */
export class Input {
  readonly #isOpen: IsOpen;
  #lines: readonly string[] = [];

  constructor(isOpen: IsOpen) {
    this.#isOpen = isOpen;
  }

  /** Whether a form has begun and not ended. */
  get isOpen(): boolean {
    return this.#lines.length > 0;
  }

  /** Takes a line; gives all since the last text as soon as no form is open. */
  push(line: string): string | undefined {
    this.#lines = [...this.#lines, line];
    const text = this.#lines.join('\n');
    if (this.#isOpen(text)) return undefined;
    this.#lines = [];
    return text;
  }

  /** Takes what is left, whole or not; undefined for nothing. */
  take(): string | undefined {
    const text = this.#lines.length === 0 ? undefined : this.#lines.join('\n');
    this.#lines = [];
    return text;
  }
}

import type { Value } from '../values.ts';

/** The names that one call or one `let` gives values, inside those around it. */
export class Environment {
  readonly parent: Environment | undefined;
  #names: readonly string[];
  readonly #values: Value[];

  /** Takes over `values`, one a name. */
  constructor(names: readonly string[], values: Value[], parent: Environment | undefined) {
    this.#names = names;
    this.#values = values;
    this.parent = parent;
  }

  get names(): readonly string[] {
    return this.#names;
  }

  /** The value of a name of its own, or undefined. */
  get(name: string): Value | undefined {
    const index = this.#names.indexOf(name);
    return index === -1 ? undefined : this.#values[index];
  }

  define(name: string, value: Value): void {
    if (this.assign(name, value)) return;
    this.#names = [...this.#names, name];
    this.#values.push(value);
  }

  /** Changes a name of its own; gives whether there is one. */
  assign(name: string, value: Value): boolean {
    const index = this.#names.indexOf(name);
    if (index === -1) return false;
    this.#values[index] = value;
    return true;
  }
}

import type { Value } from '../values.ts';
import { FORMS } from './special-forms.ts';

/** The names outside of every function: those of the language, and those defined since. */
export class Definitions {
  readonly #builtins: ReadonlyMap<string, Value>;
  readonly #own: Map<string, Value> = new Map();

  constructor(builtins: ReadonlyMap<string, Value>) {
    this.#builtins = builtins;
  }

  get(name: string): Value | undefined {
    return this.#own.get(name) ?? (this.#own.has(name) ? null : this.#builtins.get(name));
  }

  define(name: string, value: Value): void {
    this.#own.set(name, value);
  }

  /** Changes a name that was defined; gives whether there is one. */
  assign(name: string, value: Value): boolean {
    if (!this.#own.has(name)) return false;
    this.#own.set(name, value);
    return true;
  }

  /** Every name that may stand at the beginning of a form. */
  *names(): Generator<string> {
    yield* this.#own.keys();
    yield* this.#builtins.keys();
    yield* FORMS.keys();
  }
}

import type { ProgramLimits } from '../limits.ts';
import { VALUE_LIMITS } from '../limits.ts';
import { Fault } from '../query-error.ts';

const ELEMENT_BYTES = 24;
const TEXT_UNIT_BYTES = 2;
/** Elements that a function handles for the price of a step. */
const STEP_ELEMENTS = 16;
/** Elements between two looks at the clock: 64 steps. */
const LOOK_ELEMENTS = 64 * STEP_ELEMENTS;

/**
 * What one program has taken of what it may. Whatever takes longer for longer values is charged, by
 * `step`, `work`, `list` or `text`; what may go on beyond `isDue` in one go is bounded.
 */
export class Budget {
  readonly #limits: ProgramLimits;
  /** Elements until the clock is to be looked at, or below 0 when it should have been. */
  #left = 0;
  /** Elements that may be taken after those. */
  #later: number;
  #bytes = 0;

  constructor(limits: ProgramLimits) {
    this.#limits = limits;
    this.#later = limits.stepsMax * STEP_ELEMENTS;
    this.looked();
  }

  /** Whether the clock is to be looked at; a function that has more to do then pauses. */
  get isDue(): boolean {
    return this.#left <= 0;
  }

  /** The clock has been looked at. */
  looked(): void {
    const left = this.#left + this.#later;
    this.#left = Math.min(LOOK_ELEMENTS, left);
    this.#later = left - this.#left;
  }

  /** @throws Fault `STEPS`. */
  step(): void {
    this.work(STEP_ELEMENTS);
  }

  /** @throws Fault `DEPTH`. */
  depth(depth: number): void {
    const { depthMax } = this.#limits;
    if (depth <= depthMax) return;
    const advice = 'a call at the end of a function takes no depth';
    throw new Fault('DEPTH', `calls are nested deeper than ${depthMax}; ${advice}`);
  }

  /** Work on `count` elements or characters. @throws Fault `STEPS`. */
  work(count: number): void {
    this.#left -= count;
    if (this.#left >= 0 || this.#left + this.#later >= 0) return;
    throw new Fault('STEPS', `it takes more than ${this.#limits.stepsMax} steps`);
  }

  /** A new list of `length`, or a record of as many keys and values. @throws Fault `MEMORY`, `STEPS`. */
  list(length: number): void {
    const { listLengthMax } = VALUE_LIMITS;
    if (length > listLengthMax) {
      throw new Fault('MEMORY', `a list of ${length} is too long; at most ${listLengthMax}`);
    }
    this.work(length);
    this.#allocate(ELEMENT_BYTES * (length + 2));
  }

  /** A new text of `length` units. @throws Fault `MEMORY`, `STEPS`. */
  text(length: number): void {
    const { textLengthMax } = VALUE_LIMITS;
    if (length > textLengthMax) {
      throw new Fault('MEMORY', `a text of ${length} is too long; at most ${textLengthMax}`);
    }
    this.work(length);
    this.#allocate(TEXT_UNIT_BYTES * length + ELEMENT_BYTES);
  }

  /** A function and the names that it keeps. @throws Fault `MEMORY`. */
  closure(): void {
    this.#allocate(10 * ELEMENT_BYTES);
  }

  #allocate(bytes: number): void {
    this.#bytes += bytes;
    const { bytesMax } = this.#limits;
    if (this.#bytes <= bytesMax) return;
    throw new Fault('MEMORY', `it makes more than ${bytesMax} bytes of data`);
  }
}

import { type Form, readingForms } from '../forms/index.ts';
import type { Context } from './context.ts';
import { BUILTINS } from './functions/builtins.ts';
import type { ProgramLimits } from './limits.ts';
import { Budget } from './machine/budget.ts';
import { compiling } from './machine/compiling.ts';
import { Definitions } from './machine/definitions.ts';
import { Machine } from './machine/machine.ts';
import { Fault, fromReader, QueryError } from './query-error.ts';
import { Slice, type SliceOptions } from './slice.ts';
import type { QuerySource } from './source.ts';
import type { Value } from './values.ts';

/** The longest time that a timer takes, in milliseconds: 24 days. */
const TIMER_MS_MAX = 2 ** 31 - 1;

export interface SessionOptions extends SliceOptions {
  readonly source: QuerySource;
  readonly limits: ProgramLimits;
}

export interface EvaluateOptions {
  /** Calls the program off. */
  readonly signal?: AbortSignal | undefined;
  /** When it is to be done, by `now`. Default: never. */
  readonly until?: number | undefined;
  /** Told the value of each form. */
  readonly onValue?: ((value: Value) => void) | undefined;
}

/** A text, and what its forms take together. */
interface Evaluation {
  readonly text: string;
  readonly budget: Budget;
  readonly slice: Slice;
}

/** Programs over one source, one after another; what one defines the next ones know. */
export class Session {
  readonly #options: SessionOptions;
  readonly #definitions: Definitions = new Definitions(BUILTINS);

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** Every name that stands for something. */
  names(): readonly string[] {
    return [...new Set(this.#definitions.names())];
  }

  /**
   * Evaluates the forms of `text` in their order, within the limits for all together, and resolves
   * to the value of the last one, nil for none.
   * @throws QueryError what came before the form at fault is done.
   */
  async evaluate(text: string, options: EvaluateOptions = {}): Promise<Value> {
    const budget = new Budget(this.#options.limits);
    const slice = new Slice(this.#options);
    let value: Value = null;
    for (const form of await formsOf(text, slice)) {
      value = await this.#run(form, { text, budget, slice }, options);
      options.onValue?.(value);
    }
    return value;
  }

  async #run(
    form: Form,
    { text, budget, slice }: Evaluation,
    { signal, until = Number.POSITIVE_INFINITY }: EvaluateOptions,
  ): Promise<Value> {
    const context: Context = { source: this.#options.source, budget };
    const code = await slice.finish(compiling(form, text));
    const machine = new Machine(code, this.#definitions, context);
    for (;;) {
      // A source that answers at once gives nobody a turn: neither who asks, nor a timer.
      if (slice.isOver) await slice.renew();
      if (signal?.aborted === true) throw machine.located(interrupted());
      if (slice.now() >= until) throw machine.located(late());
      const outcome = machine.run(slice);
      if (outcome.tag === 'done') return outcome.value;
      if (outcome.tag === 'paused') continue;
      const leftMs = until - slice.now();
      machine.resume(await this.#ask(machine, outcome.start, { signal, leftMs }));
    }
  }

  /** What the source answers, unless the program is called off before. */
  async #ask(
    machine: Machine,
    start: (signal: AbortSignal) => Promise<Value>,
    { signal, leftMs }: { readonly signal: AbortSignal | undefined; readonly leftMs: number },
  ): Promise<Value> {
    const ending = new AbortController();
    const stop = new Promise<never>((_, reject) => {
      ending.signal.addEventListener('abort', () => reject(ending.signal.reason as Fault));
    });
    const onAbort = (): void => ending.abort(interrupted());
    signal?.addEventListener('abort', onAbort);
    const timer =
      leftMs > TIMER_MS_MAX ? undefined : setTimeout(() => ending.abort(late()), leftMs);
    try {
      return await Promise.race([start(ending.signal), stop]);
    } catch (error) {
      throw machine.located(asFault(error));
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    }
  }
}

/** The forms of `text`. @throws QueryError */
async function formsOf(text: string, slice: Slice): Promise<readonly Form[]> {
  try {
    return await slice.finish(readingForms(text));
  } catch (error) {
    throw fromReader(error, text);
  }
}

function late(): Fault {
  return new Fault('TIMEOUT', 'it was not done in time');
}

function interrupted(): Fault {
  return new Fault('INTERRUPTED', 'it was interrupted');
}

/** What a source threw, as a fault of the form that asked it. */
function asFault(error: unknown): unknown {
  if (error instanceof Fault || error instanceof QueryError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new Fault('SOURCE', message, { cause: error });
}

import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Form, readForms } from '../forms/index.ts';
import type { Context } from './context.ts';
import { BUILTINS } from './functions/builtins.ts';
import type { ProgramLimits } from './limits.ts';
import { Budget } from './machine/budget.ts';
import { compile } from './machine/compile.ts';
import { Definitions } from './machine/definitions.ts';
import { Machine } from './machine/machine.ts';
import { Fault, fromReader, QueryError } from './query-error.ts';
import type { QuerySource } from './source.ts';
import type { Value } from './values.ts';

/** The longest time that a timer takes, in milliseconds: 24 days. */
const TIMER_MS_MAX = 2 ** 31 - 1;

/** Milliseconds that a program computes before others have a turn; a slice is at most twice that. */
const SLICE_MS = 1;

export interface SessionOptions {
  readonly source: QuerySource;
  readonly limits: ProgramLimits;
  /** Resolves when the next slice may begin. Default: in the next turn of the event loop. */
  readonly turn?: (() => Promise<unknown>) | undefined;
  /** Milliseconds, never decreasing. Default the clock of the process. */
  readonly now?: (() => number) | undefined;
}

export interface EvaluateOptions {
  /** Calls the program off. */
  readonly signal?: AbortSignal | undefined;
  /** When it is to be done, by `now`. Default: never. */
  readonly until?: number | undefined;
  /** Told the value of each form. */
  readonly onValue?: ((value: Value) => void) | undefined;
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
    let value: Value = null;
    for (const form of formsOf(text)) {
      value = await this.#run(form, { text, budget }, options);
      options.onValue?.(value);
    }
    return value;
  }

  async #run(
    form: Form,
    { text, budget }: { readonly text: string; readonly budget: Budget },
    { signal, until = Number.POSITIVE_INFINITY }: EvaluateOptions,
  ): Promise<Value> {
    const { source, turn = nextTurn, now = () => performance.now() } = this.#options;
    const context: Context = { source, budget };
    const machine = new Machine(compile(form, text), this.#definitions, context);
    for (;;) {
      if (signal?.aborted === true) throw machine.located(interrupted());
      if (now() >= until) throw machine.located(late());
      const outcome = machine.run(now, now() + SLICE_MS);
      if (outcome.tag === 'done') return outcome.value;
      if (outcome.tag === 'paused') await turn();
      else
        machine.resume(await this.#ask(machine, outcome.start, { signal, leftMs: until - now() }));
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

function formsOf(text: string): readonly Form[] {
  try {
    return readForms(text);
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

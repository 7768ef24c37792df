import type { Span } from '../../forms/index.ts';
import type { Context } from '../context.ts';
import { Fault, QueryError } from '../query-error.ts';
import type { Slice } from '../slice.ts';
import {
  Builtin,
  type Closure,
  isFunction,
  kindOf,
  type Step,
  type Steps,
  type Value,
} from '../values.ts';
import { arityFault } from './arity.ts';
import type { Code } from './code.ts';
import type { Definitions } from './definitions.ts';
import { Environment } from './environment.ts';
import { execute } from './execute.ts';

/** A call under way. Its place in the text is what an error points at. */
export interface CodeFrame {
  readonly tag: 'code';
  readonly code: Code;
  /** Of the next action. */
  at: number;
  environment: Environment | undefined;
}

interface StepsFrame extends Place {
  readonly tag: 'steps';
  readonly steps: Steps;
}

/** A form of a text. */
interface Place {
  readonly text: string;
  readonly span: Span;
}

/** What became of a slice. */
export type Outcome =
  | { readonly tag: 'done'; readonly value: Value }
  | { readonly tag: 'paused' }
  /** The source is to be asked; `resume` has the answer. */
  | { readonly tag: 'waiting'; readonly start: (signal: AbortSignal) => Promise<Value> };

/**
 * Runs code on stacks of its own, a slice at a time.
 *
 * 1. The value of a call is delivered to the frame below: pushed for code, handed on for steps.
 * 2. A call at the end of a function takes the place of its frame.
 * 3. Nothing here recurses, whatever programs do.
 */
export class Machine {
  readonly context: Context;
  readonly definitions: Definitions;
  readonly stack: Value[] = [];
  readonly #frames: (CodeFrame | StepsFrame)[] = [];
  /** What the steps on top are told next. */
  #told: Value = null;
  #result: Value | undefined;
  #wait: Extract<Step, { readonly tag: 'host' }> | undefined;

  constructor(code: Code, definitions: Definitions, context: Context) {
    this.context = context;
    this.definitions = definitions;
    this.#frames.push({ tag: 'code', code, at: 0, environment: undefined });
  }

  /**
   * Goes on until it is done, has to wait, or `slice` is over.
   * @throws QueryError
   */
  run(slice: Slice): Outcome {
    try {
      const { budget } = this.context;
      budget.looked();
      for (;;) {
        budget.step();
        this.#step();
        if (this.#result !== undefined) return { tag: 'done', value: this.#result };
        if (this.#wait !== undefined) return this.#waiting(this.#wait);
        if (!budget.isDue) continue;
        if (slice.isOver) return { tag: 'paused' };
        budget.looked();
      }
    } catch (error) {
      throw this.located(error);
    }
  }

  /** Has the answer that it waited for. */
  resume(value: Value): void {
    this.deliver(value);
  }

  /** `error` with the place that the program has come to. */
  located(error: unknown): unknown {
    if (!(error instanceof Fault)) return error;
    const { code, message, cause } = error;
    const { text, span } = this.#place();
    return new QueryError(code, message, { text, span, cause });
  }

  /** Gives the frame on top the value that it waits for. */
  deliver(value: Value): void {
    const frame = this.#frames.at(-1);
    if (frame === undefined) this.#result = value;
    else if (frame.tag === 'code') this.stack.push(value);
    else this.#told = value;
  }

  /** Ends the function on top. */
  leave(value: Value): void {
    this.#frames.pop();
    this.deliver(value); // 1
  }

  /** Calls `callee`, in the place of the function on top if it is a `tail`. */
  call(callee: Value, values: readonly Value[], tail: boolean): void {
    if (!isFunction(callee)) {
      throw new Fault('NOT_A_FUNCTION', `${kindOf(callee)} is called as if it were a function`);
    }
    const fault = arityFault(callee, values.length);
    if (fault !== undefined) throw new Fault('ARGUMENTS', fault);
    this.context.budget.work(values.length);
    if (callee instanceof Builtin) this.#callBuiltin(callee, values);
    else this.#callClosure(callee, values, tail);
  }

  #callBuiltin(callee: Builtin, values: readonly Value[]): void {
    const result = callee.run(values, this.context);
    if (!isSteps(result)) {
      this.deliver(result);
      return;
    }
    const { text, span } = this.#place();
    this.#push({ tag: 'steps', steps: result, text, span });
  }

  #callClosure({ template, environment }: Closure, values: readonly Value[], tail: boolean): void {
    const { parameters, rest, code } = template;
    const named = values.slice(0, parameters.length);
    const names = rest === undefined ? parameters : [...parameters, rest];
    if (rest !== undefined) {
      this.context.budget.list(values.length - named.length);
      named.push(values.slice(parameters.length));
    }
    if (tail) this.#frames.pop(); // 2
    const scope = new Environment(names, named, environment);
    this.#push({ tag: 'code', code, at: 0, environment: scope });
  }

  #push(frame: CodeFrame | StepsFrame): void {
    this.context.budget.depth(this.#frames.length);
    this.#frames.push(frame);
  }

  #step(): void {
    const frame = this.#frames.at(-1)!; // There is one until there is a result.
    if (frame.tag === 'code') {
      const action = frame.code.actions[frame.at]!; // The last one returns.
      frame.at += 1;
      execute(this, frame, action);
      return;
    }
    const told = this.#told;
    this.#told = null;
    const { done, value } = frame.steps.next(told);
    if (done === true) this.leave(value);
    else this.#ask(value);
  }

  #ask(step: Step): void {
    switch (step.tag) {
      case 'call':
        return this.call(step.callee, step.values, false);
      case 'host':
        this.#wait = step;
        return undefined;
      case 'pause':
        return undefined;
      default:
        return unreachable(step);
    }
  }

  #waiting({ start }: Extract<Step, { readonly tag: 'host' }>): Outcome {
    this.#wait = undefined;
    return { tag: 'waiting', start };
  }

  /** The form that is carried out. */
  #place(): Place {
    const frame = this.#frames.at(-1)!; // There is one until there is a result.
    if (frame.tag === 'steps') return frame;
    const { code, at } = frame;
    return { text: code.text, span: code.spans[Math.max(0, at - 1)]! };
  }
}

function isSteps(result: Value | Steps): result is Steps {
  return typeof result === 'object' && result !== null && 'next' in result;
}

function unreachable(step: never): never {
  throw new TypeError(`unknown step ${JSON.stringify(step)}`);
}

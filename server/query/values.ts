import { type Name, printWithin, type Tree } from '../forms/index.ts';
import type { Context } from './context.ts';
import type { Template } from './machine/code.ts';
import type { Environment } from './machine/environment.ts';
import { unwritable } from './query-error.ts';

/**
 * What a program computes with: data, and functions. Numbers are finite doubles; texts have no half
 * surrogates; nothing is ever changed in place.
 */
export type Value = Tree<FunctionValue>;

export type FunctionValue = Closure | Builtin;

/** A function that a program made. */
export class Closure {
  readonly template: Template;
  /** Where its free names are looked up; undefined for the definitions of the session. */
  readonly environment: Environment | undefined;

  constructor(template: Template, environment: Environment | undefined) {
    this.template = template;
    this.environment = environment;
  }

  /** Undefined until it is defined under a name. */
  get name(): string | undefined {
    return this.template.name;
  }
}

/** What a function of this machine asks of it while it runs. */
export type Step =
  /** To call a function, and to be told what it gives. */
  | { readonly tag: 'call'; readonly callee: FunctionValue; readonly values: readonly Value[] }
  /** To wait for the source. */
  | { readonly tag: 'host'; readonly start: (signal: AbortSignal) => Promise<Value> }
  /** To go on later, as it has done enough for one step. */
  | { readonly tag: 'pause' };

/** The step that lets others have a turn, where one is due. */
export const PAUSE: Step = { tag: 'pause' };

export type Steps = Generator<Step, Value, Value>;

/** What `help` tells of a function or a form. */
export interface Help {
  readonly name: string;
  readonly group: string;
  /** How it is written. */
  readonly form: string;
  /** What it gives. */
  readonly does: string;
}

/** A function of the language itself. */
export class Builtin {
  readonly help: Help;
  readonly least: number;
  readonly most: number;
  readonly run: (values: readonly Value[], context: Context) => Value | Steps;

  constructor(
    help: Help,
    {
      least,
      most = least,
      run,
    }: { readonly least: number; readonly most?: number } & Pick<Builtin, 'run'>,
  ) {
    this.help = help;
    this.least = least;
    this.most = most;
    this.run = run;
  }

  get name(): string {
    return this.help.name;
  }
}

export function isFunction(value: Value): value is FunctionValue {
  return value instanceof Closure || value instanceof Builtin;
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

export function isRecord(value: Value): value is ReadonlyMap<string, Value> {
  return value instanceof Map;
}

/** Whether `if` takes its first branch: nil and false are false, all else is true. */
export function isTrue(value: Value): boolean {
  return value !== null && value !== false;
}

/** What `value` is, in a few words for a message. */
export function kindOf(value: Value): string {
  if (value === null) return 'nil';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return 'a number';
  if (typeof value === 'string') return 'a text';
  if (isFunction(value)) return 'a function';
  if (isList(value)) return value.length === 0 ? 'an empty list' : 'a list';
  return isRecord(value) ? 'a record' : `a ${value.tag}`;
}

/** The word that `type` gives for `value`. */
export function typeOf(value: Value): string {
  if (value === null) return 'nil';
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number' || typeof value === 'boolean') return typeof value;
  if (isFunction(value)) return 'function';
  if (isList(value)) return 'list';
  return isRecord(value) ? 'record' : value.tag;
}

/** UTF-16 units of a value as it is printed: more than any that a person reads. */
const PRINTED_LENGTH_MAX = 8 * 1024 * 1024;

/**
 * The text of `value`, as `print` has it; functions are shown, and cannot be read back.
 * @throws QueryError `RESULT` for more than 8 Mi UTF-16 units: what a value has more than once is
 * printed as often, so that a small value may have a text without bound.
 */
export function printValue(value: Value): string {
  const text = printWithin(value, shownFunction, PRINTED_LENGTH_MAX);
  if (text !== undefined) return text;
  throw unwritable(`the value takes more than ${PRINTED_LENGTH_MAX} characters to print`);
}

function shownFunction({ name }: FunctionValue): string {
  return `#<function ${name ?? 'without a name'}>`;
}

/** Whether `value` is the keyword or symbol of a name. */
export function isName(value: Value, tag: Name['tag']): value is Name {
  return typeof value === 'object' && value !== null && 'tag' in value && value.tag === tag;
}

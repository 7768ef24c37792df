import type { Span } from '../../forms/index.ts';
import type { Value } from '../values.ts';

/** What the machine does in one step. */
export type Action =
  /** Pushes a value. */
  | { readonly tag: 'constant'; readonly value: Value }
  /** Pushes what a name stands for. */
  | { readonly tag: 'lookup'; readonly name: string }
  /** Gives a name of the innermost scope the value on top, which stays. */
  | { readonly tag: 'define'; readonly name: string }
  /** Changes the innermost name of that name to the value on top, which stays. */
  | { readonly tag: 'assign'; readonly name: string }
  /** Pushes a function. */
  | { readonly tag: 'closure'; readonly template: Template }
  /** Pops `count` values and what is below them, and calls that with them. */
  | { readonly tag: 'call'; readonly count: number; readonly tail: boolean }
  | { readonly tag: 'jump'; to: number }
  /** Pops a value, and jumps if it is false. */
  | { readonly tag: 'branch'; to: number }
  /** Jumps if the value on top is false, or else pops it. */
  | { readonly tag: 'and'; to: number }
  /** Jumps if the value on top is true, or else pops it. */
  | { readonly tag: 'or'; to: number }
  | { readonly tag: 'drop' }
  /** Begins a scope inside the innermost one; `leave` ends it. */
  | { readonly tag: 'enter' }
  | { readonly tag: 'leave' }
  /** Pops as many values as there are keys, and pushes a record. */
  | { readonly tag: 'record'; readonly keys: readonly string[] }
  /** Pops `count` values, and pushes a list of them. */
  | { readonly tag: 'list'; readonly count: number }
  /** Pops `count` operands, and pushes a condition of a filter on `column`. */
  | {
      readonly tag: 'condition';
      readonly head: string;
      readonly column: string;
      readonly count: number;
    }
  /** Refuses the value on top unless it is a filter: a list. */
  | { readonly tag: 'filter' }
  | { readonly tag: 'return' };

/** A form, or the body of a function, as a sequence of actions that ends with `return`. */
export interface Code {
  /** The text that the spans are about. */
  readonly text: string;
  readonly actions: readonly Action[];
  /** The form that each action comes from. */
  readonly spans: readonly Span[];
}

/** A function before it is given the scope that it stands in. */
export interface Template {
  readonly name: string | undefined;
  readonly parameters: readonly string[];
  /** The name of the list of all further arguments. */
  readonly rest: string | undefined;
  readonly code: Code;
}

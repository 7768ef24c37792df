import { datumOf, type Form, type Span } from '../../forms/index.ts';
import { QueryError, type QueryErrorCode } from '../query-error.ts';
import type { Help } from '../values.ts';
import type { Action, Code } from './code.ts';
import { emitFilter } from './filter-form.ts';

export type ListForm = Extract<Form, { readonly tag: 'list' }>;

/** One use of a special form. */
export interface Use {
  readonly form: ListForm;
  /** What follows its name. */
  readonly rest: readonly Form[];
  /** Whether nothing but the return of its function is to follow. */
  readonly tail: boolean;
}

/** A form that does not evaluate all of its arguments, in their order and once. */
export interface SpecialForm {
  readonly help: Help;
  readonly least: number;
  readonly most: number;
  /** Emits what leaves the value of the form. Recursion is bounded by the depth that readers take. */
  readonly emit: (compiler: Compiler, use: Use) => Emitting | void;
}

/** What emits a few actions at a time, so that others may have turns between them. */
export type Emitting = Generator<undefined, void, undefined>;

/** Forms that are compiled before others may have a turn. */
const FORMS_AT_A_TIME = 128;

/** Emits the actions of one code. */
export class Compiler {
  readonly text: string;
  readonly #forms: ReadonlyMap<string, SpecialForm>;
  readonly #actions: Action[] = [];
  readonly #spans: Span[] = [];
  /** How many forms are compiled, those of other codes of the same text too. */
  readonly #compiled: { count: number };

  constructor(
    text: string,
    forms: ReadonlyMap<string, SpecialForm>,
    compiled: { count: number } = { count: 0 },
  ) {
    this.text = text;
    this.#forms = forms;
    this.#compiled = compiled;
  }

  /** Code of its own, for a form or a body at `span`, of what `emit` emits to leave one value. */
  *code(span: Span, emit: (compiler: Compiler) => Emitting): Generator<undefined, Code, undefined> {
    const compiler = new Compiler(this.text, this.#forms, this.#compiled);
    yield* emit(compiler);
    compiler.emit({ tag: 'return' }, span);
    return { text: this.text, actions: compiler.#actions, spans: compiler.#spans };
  }

  emit(action: Action, { start, end }: Span): void {
    this.#actions.push(action);
    this.#spans.push({ start, end }); // Without what else a form has, which may then be freed.
  }

  /** Emits a jump; the function that it gives makes it lead to what is emitted next. */
  emitJump(tag: 'jump' | 'branch' | 'and' | 'or', span: Span): () => void {
    const jump = { tag, to: -1 };
    this.emit(jump, span);
    return () => {
      jump.to = this.#actions.length;
    };
  }

  /**
   * Emits what leaves the value of `form`.
   * @param tail whether nothing but the return of its function is to follow
   */
  *form(form: Form, tail: boolean): Emitting {
    this.#compiled.count += 1;
    if (this.#compiled.count % FORMS_AT_A_TIME === 0) yield;
    switch (form.tag) {
      case 'symbol':
        if (this.#forms.has(form.name) && form.name !== 'help') {
          throw this.fault('TYPE', `${form.name} is a form and has no value of its own`, form);
        }
        return this.emit({ tag: 'lookup', name: form.name }, form);
      case 'list':
        return yield* this.#list(form, tail);
      case 'record':
        for (const [, value] of form.entries) yield* this.form(value, false);
        return this.emit({ tag: 'record', keys: form.entries.map(([key]) => key) }, form);
      case 'nil':
      case 'boolean':
      case 'number':
      case 'text':
      case 'keyword':
        return this.emit({ tag: 'constant', value: datumOf(form) }, form);
      default:
        return unreachable(form);
    }
  }

  /** Emits forms of which the last one's value is left; nil for none. */
  *body(forms: readonly Form[], span: Span, tail: boolean): Emitting {
    if (forms.length === 0) this.emit({ tag: 'constant', value: null }, span);
    for (const [index, form] of forms.entries()) {
      const last = index === forms.length - 1;
      yield* this.form(form, tail && last);
      if (!last) this.emit({ tag: 'drop' }, form);
    }
  }

  /**
   * Emits a call of what was emitted last, with the arguments `forms` and then `more`; what follows
   * `:where` is a filter.
   */
  *call(
    forms: readonly Form[],
    span: Span,
    { tail, more = [] }: { readonly tail: boolean; readonly more?: readonly Form[] },
  ): Emitting {
    const all = [...forms, ...more];
    let filter = false;
    for (const form of all) {
      if (filter) yield* emitFilter(this, form);
      else yield* this.form(form, false);
      filter = !filter && form.tag === 'keyword' && form.name === 'where';
    }
    this.emit({ tag: 'call', count: all.length, tail }, span);
  }

  fault(code: QueryErrorCode, fault: string, span: Span): QueryError {
    return new QueryError(code, fault, { text: this.text, span });
  }

  *#list(form: ListForm, tail: boolean): Emitting {
    const [head, ...rest] = form.items;
    if (head === undefined) return this.emit({ tag: 'constant', value: [] }, form);
    const special = head.tag === 'symbol' ? this.#forms.get(head.name) : undefined;
    if (special === undefined) {
      yield* this.form(head, false);
      return yield* this.call(rest, form, { tail });
    }
    const { least, most } = special;
    if (rest.length < least || rest.length > most) {
      throw this.fault('ARGUMENTS', `it is written ${special.help.form}`, form);
    }
    const emitting = special.emit(this, { form, rest, tail });
    return emitting === undefined ? undefined : yield* emitting;
  }
}

function unreachable(form: never): never {
  throw new TypeError(`unknown form ${JSON.stringify(form)}`);
}

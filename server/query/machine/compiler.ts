import { datumOf, type Form, type Span } from '../../forms/index.ts';
import { QueryError, type QueryErrorCode } from '../query-error.ts';
import type { Help } from '../values.ts';
import type { Action, Code, Instruction } from './code.ts';
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
  readonly emit: (compiler: Compiler, use: Use) => void;
}

/** Emits the instructions of one code. */
export class Compiler {
  readonly text: string;
  readonly #forms: ReadonlyMap<string, SpecialForm>;
  readonly #instructions: Instruction[] = [];

  constructor(text: string, forms: ReadonlyMap<string, SpecialForm>) {
    this.text = text;
    this.#forms = forms;
  }

  /** Code of its own, for a form or a body at `span`, of what `emit` emits to leave one value. */
  code(span: Span, emit: (compiler: Compiler) => void): Code {
    const compiler = new Compiler(this.text, this.#forms);
    emit(compiler);
    compiler.emit({ tag: 'return' }, span);
    return { text: this.text, instructions: compiler.#instructions };
  }

  emit(action: Action, { start, end }: Span): void {
    this.#instructions.push({ ...action, span: { start, end } });
  }

  /** Emits a jump; the function that it gives makes it lead to what is emitted next. */
  emitJump(tag: 'jump' | 'branch' | 'and' | 'or', { start, end }: Span): () => void {
    const jump = { tag, to: -1, span: { start, end } };
    this.#instructions.push(jump);
    return () => {
      jump.to = this.#instructions.length;
    };
  }

  /**
   * Emits what leaves the value of `form`.
   * @param tail whether nothing but the return of its function is to follow
   */
  form(form: Form, tail: boolean): void {
    switch (form.tag) {
      case 'symbol':
        if (this.#forms.has(form.name) && form.name !== 'help') {
          throw this.fault('TYPE', `${form.name} is a form and has no value of its own`, form);
        }
        return this.emit({ tag: 'lookup', name: form.name }, form);
      case 'list':
        return this.#list(form, tail);
      case 'record':
        for (const [, value] of form.entries) this.form(value, false);
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
  body(forms: readonly Form[], span: Span, tail: boolean): void {
    if (forms.length === 0) this.emit({ tag: 'constant', value: null }, span);
    for (const [index, form] of forms.entries()) {
      const last = index === forms.length - 1;
      this.form(form, tail && last);
      if (!last) this.emit({ tag: 'drop' }, form);
    }
  }

  /**
   * Emits a call of what was emitted last, with the arguments `forms` and then `more`; what follows
   * `:where` is a filter.
   */
  call(
    forms: readonly Form[],
    span: Span,
    { tail, more = [] }: { readonly tail: boolean; readonly more?: readonly Form[] },
  ): void {
    const all = [...forms, ...more];
    let filter = false;
    for (const form of all) {
      if (filter) emitFilter(this, form);
      else this.form(form, false);
      filter = !filter && form.tag === 'keyword' && form.name === 'where';
    }
    this.emit({ tag: 'call', count: all.length, tail }, span);
  }

  fault(code: QueryErrorCode, fault: string, span: Span): QueryError {
    return new QueryError(code, fault, { text: this.text, span });
  }

  #list(form: ListForm, tail: boolean): void {
    const [head, ...rest] = form.items;
    if (head === undefined) return this.emit({ tag: 'constant', value: [] }, form);
    const special = head.tag === 'symbol' ? this.#forms.get(head.name) : undefined;
    if (special === undefined) {
      this.form(head, false);
      return this.call(rest, form, { tail });
    }
    const { least, most } = special;
    if (rest.length < least || rest.length > most) {
      throw this.fault('ARGUMENTS', `it is written ${special.help.form}`, form);
    }
    return special.emit(this, { form, rest, tail });
  }
}

function unreachable(form: never): never {
  throw new TypeError(`unknown form ${JSON.stringify(form)}`);
}

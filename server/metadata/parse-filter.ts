import { type Form, FormError, placeOf, readForms, type Span } from '../forms/index.ts';
import { unreachable } from '../unreachable.ts';
import { cellOf } from './cells.ts';
import { type Comparison, FILTER_LIMITS, type Filter, type Operand } from './filter.ts';
import { isPattern } from './like.ts';
import { type Column, invalid, type Schema } from './schema.ts';

const COMPARISONS: ReadonlySet<string> = new Set<Comparison>(['=', '!=', '<', '<=', '>', '>=']);

const CONDITIONS = '= != < <= > >= in between like is-null and or not';

/**
 * The filter that `text` writes, such as `(and (>= mean 1.5) (in level "A" "B"))`.
 *
 *     (= COLUMN VALUE)  and != < <= > >=      (is-null COLUMN)
 *     (in COLUMN VALUE …)                     (and FILTER …)
 *     (between COLUMN LOW HIGH)               (or FILTER …)
 *     (like COLUMN "PATTERN")                 (not FILTER)
 *
 * A value is a text in quotes, a number, true or false; a time is a text. No comparison takes nil:
 * `is-null` asks for that.
 * @throws DatabaseError `INVALID_VALUE` with the field `where`; the message has line and column.
 */
export function parseFilter(text: string, schema: Schema): Filter {
  const { bytesMax } = FILTER_LIMITS;
  const bytes = Buffer.byteLength(text);
  if (bytes > bytesMax)
    throw invalid('where', `the filter has ${bytes} bytes; at most ${bytesMax}`);
  return new Parser(text, schema).filter(theForm(text));
}

function theForm(text: string): Form {
  let forms: readonly Form[];
  try {
    forms = readForms(text);
  } catch (error) {
    if (!(error instanceof FormError)) throw error;
    throw fault(text, error.span, error.message);
  }
  const [form] = forms;
  if (form === undefined) throw invalid('where', 'the filter is empty; write one, or leave it out');
  const [, second] = forms;
  if (second !== undefined) {
    throw fault(text, second, 'a second filter begins; join them with (and …)');
  }
  return form;
}

/** Depth is bounded by the reader, so that what follows may call itself. */
class Parser {
  readonly #text: string;
  readonly #schema: Schema;
  #terms = 0;

  constructor(text: string, schema: Schema) {
    this.#text = text;
    this.#schema = schema;
  }

  filter(form: Form): Filter {
    this.#count(form, 1);
    if (form.tag !== 'list') throw this.#fault(form, 'a filter is a list such as (= level "A")');
    const [head, ...rest] = form.items;
    if (head?.tag !== 'symbol') {
      throw this.#fault(form, `a filter begins with one of ${CONDITIONS}`);
    }
    const { name } = head;
    switch (name) {
      case 'and':
      case 'or':
        return { tag: name, filters: rest.map((one) => this.filter(one)) };
      case 'not':
        return { tag: 'not', filter: this.filter(this.#only(form, rest, 'one filter')) };
      case 'is-null':
        return { tag: 'is-null', column: this.#column(this.#only(form, rest, 'one column')) };
      default:
        return this.#leaf(form, name, rest);
    }
  }

  #leaf(form: Form, name: string, [first, ...operands]: readonly Form[]): Filter {
    const known = COMPARISONS.has(name) || ['in', 'between', 'like'].includes(name);
    if (!known) {
      throw this.#fault(form, `no condition is called ${name}; there are ${CONDITIONS}`);
    }
    if (first === undefined) throw this.#fault(form, `${name} takes a column first`);
    const column = this.#column(first);
    this.#count(form, operands.length);
    switch (name) {
      case 'in': {
        if (operands.length > 0) {
          return { tag: 'in', column, operands: operands.map((one) => this.#operand(one, column)) };
        }
        throw this.#fault(form, 'in takes a column and one value or more');
      }
      case 'between': {
        const [low, high, ...more] = operands;
        if (low === undefined || high === undefined || more.length > 0) {
          throw this.#fault(form, 'between takes a column, a low and a high value');
        }
        const [from, to] = [this.#operand(low, column), this.#operand(high, column)];
        return { tag: 'between', column, low: from, high: to };
      }
      case 'like':
        return this.#like(column, this.#only(form, operands, 'a column and one pattern'));
      default: {
        const operand = this.#operand(this.#only(form, operands, 'a column and one value'), column);
        return { tag: 'compare', comparison: name as Comparison, column, operand };
      }
    }
  }

  #like(column: Column, form: Form): Filter {
    if (column.type !== 'text') {
      throw this.#fault(form, `like is for text, and ${column.name} holds ${column.type}`);
    }
    const pattern = this.#operand(form, column) as string;
    if (isPattern(pattern)) return { tag: 'like', column, pattern };
    throw this.#fault(form, 'the pattern ends in a \\ that stands before nothing');
  }

  #column(form: Form): Column {
    if (form.tag !== 'symbol') {
      throw this.#fault(form, 'the name of a column is expected here, without quotes');
    }
    try {
      return this.#schema.column(form.name, 'where');
    } catch (error) {
      throw this.#fault(form, (error as Error).message);
    }
  }

  /** A value for a column, never null. */
  #operand(form: Form, column: Column): Operand {
    switch (form.tag) {
      case 'boolean':
      case 'number':
      case 'text':
        try {
          return cellOf(column, form.value, 'where') as Operand;
        } catch (error) {
          throw this.#fault(form, (error as Error).message);
        }
      case 'nil':
        throw this.#fault(form, `nothing compares with nil; ask (is-null ${column.name})`);
      case 'keyword':
      case 'list':
      case 'record':
      case 'symbol':
        throw this.#fault(form, 'a value is expected here: "text", a number, true or false');
      default:
        return unreachable(form);
    }
  }

  #only(form: Form, rest: readonly Form[], takes: string): Form {
    const [first] = rest;
    if (first !== undefined && rest.length === 1) return first;
    throw this.#fault(form, `this takes ${takes}`);
  }

  #count(form: Form, terms: number): void {
    this.#terms += terms;
    const { termsMax } = FILTER_LIMITS;
    if (this.#terms <= termsMax) return;
    throw this.#fault(form, `the filter has more than ${termsMax} conditions and values`);
  }

  #fault(form: Form, message: string): Error {
    return fault(this.#text, form, message);
  }
}

function fault(text: string, { start }: Span, message: string): Error {
  const { line, column } = placeOf(text, start);
  return invalid('where', `line ${line}, column ${column} of the filter: ${message}`);
}

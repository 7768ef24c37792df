import { datumOf, type Form } from '../../forms/index.ts';
import { nearestName } from '../spelling.ts';
import type { Compiler, Emitting, ListForm } from './compiler.ts';

/** What joins conditions. */
const JOINS: ReadonlySet<string> = new Set(['and', 'or', 'not']);
/** What tests a column. */
const CONDITIONS: ReadonlySet<string> = new Set([
  '=',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  'in',
  'between',
  'like',
  'is-null',
]);

/**
 * Emits what leaves a filter as a list, in which conditions keep their names and columns, and
 * operands have become values. A name in the place of a filter, and a quoted form, stand for a
 * filter that was made before; nil is none.
 * @throws QueryError `TYPE`, `UNKNOWN_NAME` for what is no filter.
 */
export function* emitFilter(compiler: Compiler, form: Form): Emitting {
  if (form.tag === 'list') {
    yield* emitListed(compiler, form);
    return;
  }
  if (form.tag !== 'symbol' && form.tag !== 'nil') {
    throw compiler.fault('TYPE', 'a filter is a form such as (= level "A")', form);
  }
  yield* compiler.form(form, false);
  compiler.emit({ tag: 'filter' }, form);
}

function* emitListed(compiler: Compiler, form: ListForm): Emitting {
  const [head, ...rest] = form.items;
  if (head?.tag !== 'symbol') {
    throw compiler.fault('TYPE', 'a filter begins with the name of a condition', form);
  }
  if (head.name === 'quote') {
    yield* compiler.form(form, false);
    compiler.emit({ tag: 'filter' }, form);
  } else if (JOINS.has(head.name)) {
    compiler.emit({ tag: 'constant', value: datumOf(head) }, head);
    for (const part of rest) yield* emitFilter(compiler, part);
    compiler.emit({ tag: 'list', count: form.items.length }, form);
  } else {
    yield* emitCondition(compiler, form, head.name);
  }
}

function* emitCondition(compiler: Compiler, form: ListForm, head: string): Emitting {
  const [first, column, ...operands] = form.items;
  if (!CONDITIONS.has(head)) {
    const nearest = nearestName(head, [...CONDITIONS, ...JOINS]);
    const advice = nearest === undefined ? [...CONDITIONS].join(' ') : `did you mean ${nearest}?`;
    throw compiler.fault('UNKNOWN_NAME', `${head} is no condition: ${advice}`, first ?? form);
  }
  if (column?.tag !== 'symbol') {
    const fault = `the first argument of ${head} in a filter is the name of a column`;
    throw compiler.fault('TYPE', fault, column ?? form);
  }
  for (const operand of operands) yield* compiler.form(operand, false);
  const { name } = column;
  compiler.emit({ tag: 'condition', head, column: name, count: operands.length }, form);
}

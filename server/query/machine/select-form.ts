import type { Form } from '../../forms/index.ts';
import { nearestName } from '../spelling.ts';
import type { Value } from '../values.ts';
import type { Compiler, Emitting, ListForm, Use } from './compiler.ts';
import { emitFilter } from './filter-form.ts';

type Emit = (compiler: Compiler, part: ListForm) => Emitting | void;

/** The parts of a `select`, in the order of the arguments of the function of that name. */
const PARTS: ReadonlyMap<string, Emit> = new Map([
  ['where', (compiler, part) => emitFilter(compiler, onlyOne(compiler, part))],
  ['fields', (compiler, part) => emitColumns(compiler, part, (form) => columnOf(compiler, form))],
  ['sort', (compiler, part) => emitColumns(compiler, part, (form) => keyOf(compiler, form))],
  ['limit', (compiler, part) => compiler.form(onlyOne(compiler, part), false)],
  ['offset', (compiler, part) => compiler.form(onlyOne(compiler, part), false)],
]);

/**
 * Emits a call of the function `select` with a filter, fields, keys, a limit and an offset, each nil
 * where its part is left out.
 * @throws QueryError `TYPE`, `ARGUMENTS`, `UNKNOWN_NAME`.
 */
export function* emitSelect(compiler: Compiler, { form, rest, tail }: Use): Emitting {
  const parts = new Map<string, ListForm>();
  for (const part of rest) {
    const name = part.tag === 'list' ? part.items[0] : undefined;
    if (part.tag !== 'list' || name?.tag !== 'symbol' || !PARTS.has(name.name)) {
      throw unknownPart(compiler, part, name);
    }
    if (parts.has(name.name)) {
      throw compiler.fault('ARGUMENTS', `select has one part ${name.name}`, part);
    }
    parts.set(name.name, part);
  }
  compiler.emit({ tag: 'lookup', name: 'select' }, form);
  for (const [name, emit] of PARTS) {
    const part = parts.get(name);
    if (part === undefined) {
      compiler.emit({ tag: 'constant', value: null }, form);
      continue;
    }
    const emitting = emit(compiler, part);
    if (emitting !== undefined) yield* emitting;
  }
  compiler.emit({ tag: 'call', count: PARTS.size, tail }, form);
}

function unknownPart(compiler: Compiler, part: Form, name: Form | undefined): Error {
  const nearest = name?.tag === 'symbol' ? nearestName(name.name, PARTS.keys()) : undefined;
  const parts = `its parts are ${[...PARTS.keys()].map((known) => `(${known} …)`).join(' ')}`;
  const advice = nearest === undefined ? parts : `did you mean (${nearest} …)?`;
  return compiler.fault('UNKNOWN_NAME', `select has no such part; ${advice}`, part);
}

function onlyOne(compiler: Compiler, part: ListForm): Form {
  const [, only] = part.items;
  if (only !== undefined && part.items.length === 2) return only;
  throw compiler.fault('ARGUMENTS', 'this part of select takes one argument', part);
}

function emitColumns(compiler: Compiler, part: ListForm, read: (form: Form) => Value): void {
  const [, ...forms] = part.items;
  if (forms.length === 0) {
    throw compiler.fault('ARGUMENTS', 'this part of select takes names of columns', part);
  }
  compiler.emit({ tag: 'constant', value: forms.map(read) }, part);
}

function columnOf(compiler: Compiler, form: Form): string {
  if (form.tag === 'symbol') return form.name;
  throw compiler.fault('TYPE', 'this is no name of a column', form);
}

/** A column and whether it is descending. */
function keyOf(compiler: Compiler, form: Form): Value {
  if (form.tag !== 'list') return [columnOf(compiler, form), false];
  const [order, column] = form.items;
  const known = order?.tag === 'symbol' && (order.name === 'asc' || order.name === 'desc');
  if (!known || column === undefined || form.items.length !== 2) {
    throw compiler.fault('TYPE', 'a key is a column, (asc column) or (desc column)', form);
  }
  return [columnOf(compiler, column), order.name === 'desc'];
}

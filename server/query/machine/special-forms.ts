import { datumOf, type Form } from '../../forms/index.ts';
import type { Template } from './code.ts';
import type { Compiler, Emitting, ListForm, SpecialForm, Use } from './compiler.ts';
import { emitFilter } from './filter-form.ts';
import { emitSelect } from './select-form.ts';

const ANY = Number.POSITIVE_INFINITY;

type Row = readonly [
  form: string,
  does: string,
  counts: readonly [least: number, most: number],
  emit: SpecialForm['emit'],
];

const ROWS: readonly Row[] = [
  ["(quote x) or 'x", 'x itself, not its value', [1, 1], emitQuote],
  ['(def name x)', 'gives a name of the innermost scope the value of x', [2, 2], emitDefinition],
  ['(store name x)', 'changes the value of a name that is defined', [2, 2], emitDefinition],
  ['(if test then else)', 'then if the test is true, or else else, or nil', [2, 3], emitIf],
  ['(func (a b & rest) x …)', 'a function of a, b and a list of the rest', [1, ANY], emitFunction],
  ['(let ((a x) (b y)) z …)', 'z, where a and b have values; b sees a', [1, ANY], emitLet],
  [
    '(and x …)',
    'the first that is false, or the last',
    [0, ANY],
    (c, use) => emitLogic(c, use, 'and'),
  ],
  [
    '(or x …)',
    'the first that is true, or the last',
    [0, ANY],
    (c, use) => emitLogic(c, use, 'or'),
  ],
  ['(do x …)', 'the last, when all before are done', [0, ANY], emitDo],
  ['(where filter)', 'a filter as a value, its operands evaluated', [1, 1], emitWhere],
  [
    '(select (where filter) (fields a b) (sort a (desc b)) (limit n) (offset n))',
    'rows of metadata as records; each part may be left out',
    [0, 5],
    emitSelect,
  ],
  [
    '(explain (nearest …))',
    'how the search went instead of its answer; or (explain (within …))',
    [1, 1],
    emitExplain,
  ],
  ['(help) or (help name)', 'what there is, or what one of it does', [0, 1], emitHelp],
];

/** Every special form by its name. */
export const FORMS: ReadonlyMap<string, SpecialForm> = new Map(
  ROWS.map(([form, does, [least, most], emit]) => {
    const name = /[a-z]+/.exec(form)![0];
    return [name, { help: { name, group: 'forms', form, does }, least, most, emit }];
  }),
);

function emitQuote(compiler: Compiler, { form, rest }: Use): void {
  compiler.emit({ tag: 'constant', value: datumOf(rest[0]!) }, form);
}

/** `def` and `store`. */
function* emitDefinition(compiler: Compiler, { form, rest }: Use): Emitting {
  const [name, value] = rest;
  const symbol = nameOf(compiler, name!);
  const [head] = form.items;
  if (value!.tag === 'list' && isFunctionForm(value!)) {
    yield* emitTemplate(compiler, value!, symbol);
  } else {
    yield* compiler.form(value!, false);
  }
  const defines = head?.tag === 'symbol' && head.name === 'def';
  compiler.emit({ tag: defines ? 'define' : 'assign', name: symbol }, form);
}

function* emitIf(compiler: Compiler, { form, rest, tail }: Use): Emitting {
  const [test, then, otherwise] = rest;
  yield* compiler.form(test!, false);
  const toOtherwise = compiler.emitJump('branch', form);
  yield* compiler.form(then!, tail);
  const toEnd = compiler.emitJump('jump', form);
  toOtherwise();
  if (otherwise === undefined) compiler.emit({ tag: 'constant', value: null }, form);
  else yield* compiler.form(otherwise, tail);
  toEnd();
}

function* emitFunction(compiler: Compiler, { form }: Use): Emitting {
  yield* emitTemplate(compiler, form, undefined);
}

function isFunctionForm({ items }: ListForm): boolean {
  return items[0]?.tag === 'symbol' && items[0].name === 'func' && items.length > 1;
}

function* emitTemplate(compiler: Compiler, form: ListForm, name: string | undefined): Emitting {
  const [, list, ...body] = form.items;
  if (list?.tag !== 'list') {
    throw compiler.fault('TYPE', 'the parameters of a function are a list of names', list ?? form);
  }
  const names = list.items.map((item) => nameOf(compiler, item));
  const amp = names.indexOf('&');
  if ((amp !== -1 && amp !== names.length - 2) || new Set(names).size < names.length) {
    throw compiler.fault('ARGUMENTS', 'parameters are (a b) or (a b & rest), none twice', list);
  }
  const template: Template = {
    name,
    parameters: amp === -1 ? names : names.slice(0, amp),
    rest: amp === -1 ? undefined : names.at(-1),
    code: yield* compiler.code(form, (inner) => inner.body(body, form, true)),
  };
  compiler.emit({ tag: 'closure', template }, form);
}

function* emitLet(compiler: Compiler, { form, rest, tail }: Use): Emitting {
  const [bindings, ...body] = rest;
  if (bindings?.tag !== 'list') {
    throw compiler.fault('TYPE', 'let begins with a list such as ((a 1) (b 2))', bindings ?? form);
  }
  compiler.emit({ tag: 'enter' }, form);
  for (const binding of bindings.items) {
    if (binding.tag !== 'list' || binding.items.length !== 2) {
      throw compiler.fault('TYPE', 'let gives values to names by lists such as (a 1)', binding);
    }
    yield* emitDefinition(compiler, {
      form: { ...binding, items: [{ ...binding, tag: 'symbol', name: 'def' }, ...binding.items] },
      rest: binding.items,
      tail: false,
    });
    compiler.emit({ tag: 'drop' }, binding);
  }
  yield* compiler.body(body, form, tail);
  compiler.emit({ tag: 'leave' }, form);
}

function* emitLogic(compiler: Compiler, { form, rest, tail }: Use, tag: 'and' | 'or'): Emitting {
  if (rest.length === 0) compiler.emit({ tag: 'constant', value: tag === 'and' }, form);
  const jumps: (() => void)[] = [];
  for (const [index, part] of rest.entries()) {
    const last = index === rest.length - 1;
    yield* compiler.form(part, tail && last);
    if (!last) jumps.push(compiler.emitJump(tag, part));
  }
  for (const jump of jumps) jump();
}

function* emitDo(compiler: Compiler, { form, rest, tail }: Use): Emitting {
  yield* compiler.body(rest, form, tail);
}

function* emitWhere(compiler: Compiler, { rest }: Use): Emitting {
  yield* emitFilter(compiler, rest[0]!);
}

function* emitExplain(compiler: Compiler, { form, rest, tail }: Use): Emitting {
  const [search] = rest;
  const head = search?.tag === 'list' ? search.items[0] : undefined;
  const searches = head?.tag === 'symbol' && (head.name === 'nearest' || head.name === 'within');
  if (search?.tag !== 'list' || head === undefined || !searches) {
    throw compiler.fault('TYPE', 'explain takes a form (nearest …) or (within …)', search ?? form);
  }
  const { start, end } = form;
  const more: readonly Form[] = [
    { tag: 'keyword', name: 'explain', start, end },
    { tag: 'boolean', value: true, start, end },
  ];
  yield* compiler.form(head, false);
  yield* compiler.call(search.items.slice(1), search, { tail, more });
}

function emitHelp(compiler: Compiler, { form, rest, tail }: Use): void {
  const [about] = rest;
  compiler.emit({ tag: 'lookup', name: 'help' }, form);
  if (about !== undefined) {
    if (about.tag !== 'symbol') {
      throw compiler.fault('TYPE', 'help takes the name of a function or form', about);
    }
    compiler.emit({ tag: 'constant', value: about.name }, about);
  }
  compiler.emit({ tag: 'call', count: rest.length, tail }, form);
}

function nameOf(compiler: Compiler, form: Form): string {
  if (form.tag !== 'symbol') throw compiler.fault('TYPE', 'this is no name', form);
  if (!FORMS.has(form.name)) return form.name;
  throw compiler.fault('ARGUMENTS', `${form.name} is a form and can have no other meaning`, form);
}

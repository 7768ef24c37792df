import type { Datum, Name } from './datum.ts';

/** Where a form stands in the text it was read from: offsets in UTF-16 units, [start, end). */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One datum as it was written, and where. `'x` is read as the list `(quote x)`. */
export type Form =
  | (Span & { readonly tag: 'nil' })
  | (Span & { readonly tag: 'boolean'; readonly value: boolean })
  | (Span & { readonly tag: 'number'; readonly value: number })
  | (Span & { readonly tag: 'text'; readonly value: string })
  | (Span & Name)
  | (Span & { readonly tag: 'list'; readonly items: readonly Form[] })
  | (Span & {
      readonly tag: 'record';
      /** No key twice. */
      readonly entries: readonly (readonly [key: string, value: Form])[];
    });

/** A list or record whose elements are still being converted. */
interface Open {
  readonly forms: readonly Form[];
  readonly data: Datum[];
  /** The keys of a record; undefined for a list. */
  readonly keys: readonly string[] | undefined;
}

/** What `form` says. Cost: O(forms in it), on a stack of its own. */
export function datumOf(form: Form): Datum {
  const stack: Open[] = [{ forms: [form], data: [], keys: undefined }];
  for (;;) {
    const open = stack.at(-1)!; // The first one stays until its form is done.
    const next = open.forms[open.data.length];
    if (next === undefined) {
      stack.pop();
      const parent = stack.at(-1);
      if (parent === undefined) return open.data[0]!;
      parent.data.push(closed(open));
    } else if (next.tag === 'list') {
      stack.push({ forms: next.items, data: [], keys: undefined });
    } else if (next.tag === 'record') {
      const keys = next.entries.map(([key]) => key);
      stack.push({ forms: next.entries.map(([, value]) => value), data: [], keys });
    } else {
      open.data.push(atomOf(next));
    }
  }
}

function closed({ data, keys }: Open): Datum {
  return keys === undefined ? data : new Map(keys.map((key, index) => [key, data[index]!]));
}

function atomOf(form: Exclude<Form, { readonly tag: 'list' | 'record' }>): Datum {
  switch (form.tag) {
    case 'nil':
      return null;
    case 'symbol':
    case 'keyword':
      return { tag: form.tag, name: form.name };
    case 'boolean':
    case 'number':
    case 'text':
      return form.value;
    default:
      return unreachable(form);
  }
}

function unreachable(form: never): never {
  throw new TypeError(`unknown form ${JSON.stringify(form)}`);
}

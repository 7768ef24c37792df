import { readText, readWord } from './atoms.ts';
import { finish } from './finish.ts';
import type { Form } from './form.ts';
import { FormError } from './form-error.ts';
import { nextToken, type Token } from './tokens.ts';

/** Limits on a text that is read. */
export interface FormLimits {
  /** UTF-16 units of the text. */
  readonly lengthMax: number;
  /** Lists, records and quotes inside one another. */
  readonly depthMax: number;
  /** Forms in all, those inside others too. */
  readonly formsMax: number;
}

export const FORM_LIMITS: FormLimits = { lengthMax: 65_536, depthMax: 64, formsMax: 16_384 };

/** Tokens that are read before others may have a turn. */
const TOKENS_AT_A_TIME = 256;

/** A list, a record or a quote that has not ended. */
interface Open {
  readonly tag: 'list' | 'record' | 'quote';
  readonly start: number;
  readonly items: Form[];
}

/**
 * The forms of `text`, in order; none for white space and comments.
 * @throws FormError `SYNTAX`, `INCOMPLETE`, `TOO_LARGE`, `TOO_DEEP`.
 * Cost: O(characters), on a stack of its own.
 */
export function readForms(text: string, limits: FormLimits = FORM_LIMITS): readonly Form[] {
  return finish(readingForms(text, limits));
}

/** As `readForms`, a few forms at a time, so that others may have turns between them. */
export function* readingForms(
  text: string,
  limits: FormLimits = FORM_LIMITS,
): Generator<undefined, readonly Form[], undefined> {
  const { lengthMax } = limits;
  if (text.length > lengthMax) {
    const fault = `the text has ${text.length} characters; at most ${lengthMax}`;
    throw new FormError('TOO_LARGE', fault, { start: lengthMax, end: lengthMax });
  }
  return yield* new Reader(text, limits).read();
}

/**
 * The one form of `text`.
 * @throws FormError as `readForms`, and `SYNTAX` for none and for more than one.
 */
export function readForm(text: string, limits: FormLimits = FORM_LIMITS): Form {
  const [form, second] = readForms(text, limits);
  if (form === undefined) {
    throw new FormError('SYNTAX', 'there is no form', { start: 0, end: text.length });
  }
  if (second === undefined) return form;
  throw new FormError('SYNTAX', 'there is more than one form', second);
}

class Reader {
  readonly #text: string;
  readonly #limits: FormLimits;
  readonly #done: Form[] = [];
  readonly #open: Open[] = [];
  #forms = 0;

  constructor(text: string, limits: FormLimits) {
    this.#text = text;
    this.#limits = limits;
  }

  *read(): Generator<undefined, readonly Form[], undefined> {
    let offset = 0;
    for (let count = 1; ; count += 1) {
      const token = nextToken(this.#text, offset);
      if (token === undefined) break;
      this.#take(token);
      offset = token.end;
      if (count % TOKENS_AT_A_TIME === 0) yield;
    }
    const open = this.#open.at(-1);
    if (open === undefined) return this.#done;
    const span = { start: open.start, end: this.#text.length };
    throw new FormError('INCOMPLETE', `a ${open.tag} begins here and does not end`, span);
  }

  #take(token: Token): void {
    switch (token.tag) {
      case 'open':
        return this.#begin(this.#text[token.start] === '(' ? 'list' : 'record', token);
      case 'quote':
        return this.#begin('quote', token);
      case 'close':
        return this.#close(token);
      case 'text': {
        const { start, end } = token;
        return this.#add({ tag: 'text', value: readText(this.#text, token), start, end });
      }
      case 'word':
        return this.#add(readWord(this.#text, token));
      default:
        return unreachable(token.tag);
    }
  }

  #begin(tag: Open['tag'], token: Token): void {
    const { depthMax } = this.#limits;
    if (this.#open.length === depthMax) {
      throw new FormError('TOO_DEEP', `forms are nested deeper than ${depthMax}`, token);
    }
    this.#open.push({ tag, start: token.start, items: [] });
  }

  #close(token: Token): void {
    const open = this.#open.pop();
    const closing = this.#text[token.start] === ')' ? 'list' : 'record';
    if (open === undefined) {
      throw new FormError('SYNTAX', `nothing is open that this ends`, token);
    }
    if (open.tag === 'quote') {
      throw new FormError('SYNTAX', 'a quote has no form behind it', {
        ...token,
        start: open.start,
      });
    }
    if (open.tag !== closing) {
      const wanted = open.tag === 'list' ? ')' : '}';
      throw new FormError('SYNTAX', `the ${open.tag} that is open ends with ${wanted}`, token);
    }
    const { start } = open;
    if (closing === 'list') this.#add({ tag: 'list', items: open.items, start, end: token.end });
    else this.#add({ tag: 'record', entries: entriesOf(open, token.end), start, end: token.end });
  }

  /** Adds a form to what is open; a quote is whole with its one form. */
  #add(form: Form): void {
    const { formsMax } = this.#limits;
    for (let whole = form; ; ) {
      this.#forms += 1;
      if (this.#forms > formsMax) {
        throw new FormError('TOO_LARGE', `there are more than ${formsMax} forms`, form);
      }
      const open = this.#open.at(-1);
      if (open?.tag !== 'quote') {
        (open?.items ?? this.#done).push(whole);
        return;
      }
      this.#open.pop();
      const { start } = open;
      const quote: Form = { tag: 'symbol', name: 'quote', start, end: start + 1 };
      whole = { tag: 'list', items: [quote, whole], start, end: form.end };
    }
  }
}

function entriesOf({ items, start }: Open, end: number): readonly (readonly [string, Form])[] {
  if (items.length % 2 !== 0) {
    throw new FormError('SYNTAX', 'a record has a key without a value', { start, end });
  }
  const entries = new Map<string, Form>();
  for (let index = 0; index < items.length; index += 2) {
    const key = items[index]!;
    if (key.tag !== 'text') throw new FormError('SYNTAX', 'the key of a record is a text', key);
    if (entries.has(key.value)) throw new FormError('SYNTAX', 'a record has this key twice', key);
    entries.set(key.value, items[index + 1]!);
  }
  return [...entries];
}

function unreachable(tag: never): never {
  throw new TypeError(`unknown token ${String(tag)}`);
}

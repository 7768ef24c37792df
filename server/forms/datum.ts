/**
 * A name: a symbol, which stands for something, or a keyword, which stands for itself and is
 * written with a colon before it. Two of one tag and name are the same.
 */
export interface Name {
  readonly tag: 'symbol' | 'keyword';
  /** Without the colon of a keyword. */
  readonly name: string;
}

/**
 * What a form says once its place is forgotten: nil, a boolean, a finite number, a text without
 * half surrogates, a name, a list, or a record, whose keys are texts. A map inherits no keys,
 * whatever they are called.
 */
export type Datum = Tree<never>;

/** A datum in which things of another type, objects, may stand as well. */
export type Tree<Other> =
  | null
  | boolean
  | number
  | string
  | Name
  | Other
  | readonly Tree<Other>[]
  | ReadonlyMap<string, Tree<Other>>;

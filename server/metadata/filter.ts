import type { Cell } from './cells.ts';
import type { Column } from './schema.ts';

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** A value that a cell of the column is compared with; never null. */
export type Operand = Exclude<Cell, null>;

/**
 * A condition on the metadata of one series. Where a cell is null, what compares it is unknown, and
 * `and`, `or` and `not` treat that as SQL does; a series matches where the whole is true. Text
 * compares by its UTF-8 bytes, false is less than true.
 */
export type Filter =
  | {
      readonly tag: 'compare';
      readonly comparison: Comparison;
      readonly column: Column;
      readonly operand: Operand;
    }
  /** One of `operands`, of which there is at least one. */
  | { readonly tag: 'in'; readonly column: Column; readonly operands: readonly Operand[] }
  /** From `low` to `high`, both included. */
  | {
      readonly tag: 'between';
      readonly column: Column;
      readonly low: Operand;
      readonly high: Operand;
    }
  /** Matches a pattern of SQL: `%` any text, `_` any character, `\` makes either one itself. */
  | { readonly tag: 'like'; readonly column: Column; readonly pattern: string }
  | { readonly tag: 'is-null'; readonly column: Column }
  /** True without any. */
  | { readonly tag: 'and'; readonly filters: readonly Filter[] }
  /** False without any. */
  | { readonly tag: 'or'; readonly filters: readonly Filter[] }
  | { readonly tag: 'not'; readonly filter: Filter };

/** Limits on filters; how deep they may be, the reader of forms says. */
export const FILTER_LIMITS: {
  /** UTF-8 bytes of a filter's text. */
  readonly bytesMax: number;
  /** Conditions and values together. */
  readonly termsMax: number;
} = { bytesMax: 65_536, termsMax: 4096 };

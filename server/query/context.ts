import type { Budget } from './machine/budget.ts';
import type { QuerySource } from './source.ts';

/** What the functions of the language reach beside their arguments. */
export interface Context {
  readonly source: QuerySource;
  readonly budget: Budget;
}

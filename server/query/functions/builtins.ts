import type { Value } from '../values.ts';
import { ARITHMETIC_FUNCTIONS } from './arithmetic.ts';
import { COMPARISON_FUNCTIONS } from './comparisons.ts';
import { helpFunction } from './help.ts';
import { HIGHER_ORDER_FUNCTIONS } from './higher-order.ts';
import { LIST_FUNCTIONS } from './lists.ts';
import { SOURCE_FUNCTIONS } from './source-functions.ts';
import { TEXT_FUNCTIONS } from './texts.ts';

const FUNCTIONS = [
  ...SOURCE_FUNCTIONS,
  ...ARITHMETIC_FUNCTIONS,
  ...COMPARISON_FUNCTIONS,
  ...HIGHER_ORDER_FUNCTIONS,
  ...LIST_FUNCTIONS,
  ...TEXT_FUNCTIONS,
];

/** What every name of the language stands for before a program defines any. */
export const BUILTINS: ReadonlyMap<string, Value> = new Map<string, Value>([
  ...FUNCTIONS.map((builtin): [string, Value] => [builtin.name, builtin]),
  ['help', helpFunction(FUNCTIONS)],
  ['pi', Math.PI],
  ['e', Math.E],
]);

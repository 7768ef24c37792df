import { Builtin, type FunctionValue } from '../values.ts';

/** What is wrong with calling `callee` with `count` arguments, or undefined. */
export function arityFault(callee: FunctionValue, count: number): string | undefined {
  const { least, most } = countsOf(callee);
  if (count >= least && count <= most) return undefined;
  const name = callee.name ?? 'the function';
  if (least === most) return `${name} takes ${argumentsOf(least)}, not ${count}`;
  if (most === Number.POSITIVE_INFINITY) {
    return `${name} takes at least ${argumentsOf(least)}, not ${count}`;
  }
  return `${name} takes ${least} to ${argumentsOf(most)}, not ${count}`;
}

function countsOf(callee: FunctionValue): { readonly least: number; readonly most: number } {
  if (callee instanceof Builtin) return callee;
  const { parameters, rest } = callee.template;
  const least = parameters.length;
  return { least, most: rest === undefined ? least : Number.POSITIVE_INFINITY };
}

function argumentsOf(count: number): string {
  return count === 1 ? '1 argument' : `${count} arguments`;
}

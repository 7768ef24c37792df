import type { Context } from '../context.ts';
import { Builtin, type Steps, type Value } from '../values.ts';

export const ANY: number = Number.POSITIVE_INFINITY;

/** One function: how it is written, what it gives, how many arguments it takes, and how it works. */
export type Row = readonly [
  form: string,
  does: string,
  counts: readonly [least: number, most?: number],
  run: (values: readonly Value[], context: Context) => Value | Steps,
];

/** The functions of one group; each is called what comes first in its form. */
export function group(name: string, rows: readonly Row[]): readonly Builtin[] {
  return rows.map(([form, does, [least, most = least], run]) => {
    const called = form.slice(1).split(/[ )]/, 1)[0]!;
    return new Builtin({ name: called, group: name, form, does }, { least, most, run });
  });
}

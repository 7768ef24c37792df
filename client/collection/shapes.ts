import type { Source, Subject } from './source.ts';

/** A series that was found, turned so that it lies like the one it was searched with. */
export interface Shape {
  /** Values from where it is most like that one. */
  readonly values: Float64Array;
  /** Points by which it was turned. */
  readonly shift: number;
}

/** What was searched with, and what was found of it, to be looked at. */
export interface Shapes {
  readonly subject: Float64Array;
  /** By id; one that was deleted since is missing. */
  readonly found: ReadonlyMap<string, Shape>;
}

/** Gets what there is to be looked at. Under a measure that knows no shifts nothing is turned. */
export async function getShapes(
  source: Source,
  subject: Subject,
  ids: readonly string[],
): Promise<Shapes> {
  const { bestShift } = await import('../../server/index.ts');
  const shifts = await knowsShifts(source);
  const still = 'id' in subject ? (await source.get(subject.id)).values : subject.series.values;
  const got = await Promise.allSettled(ids.map((id) => source.get(id)));
  const found = got.flatMap((result, index) => {
    if (result.status === 'rejected') return [];
    const { values } = result.value;
    const shift = shifts ? bestShift(values, still) : 0;
    return [[ids[index]!, { values: turned(values, shift), shift }] as const];
  });
  return { subject: still, found: new Map(found) };
}

async function knowsShifts(source: Source): Promise<boolean> {
  const { settings } = await source.stats();
  const { measure } = Object(settings) as { readonly measure?: { readonly name?: unknown } };
  return measure?.name !== 'euclid';
}

function turned(values: Float64Array, shift: number): Float64Array {
  const result = new Float64Array(values.length);
  result.set(values.subarray(shift));
  result.set(values.subarray(0, shift), values.length - shift);
  return result;
}

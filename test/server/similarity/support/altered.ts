import type { Measure } from '../../../../server/similarity/index.ts';

/** `measure` with something of it changed; its methods keep working on the original. */
export function altered(measure: Measure, change: Partial<Measure>): Measure {
  const { settings, guarantee, length, preparedLength, diameter, noise } = measure;
  return {
    settings,
    guarantee,
    length,
    preparedLength,
    diameter,
    noise,
    prepare: (values, out, offset) => measure.prepare(values, out, offset),
    distance: (a, aOffset, b, bOffset) => measure.distance(a, aOffset, b, bOffset),
    distances: (query, series) => measure.distances(query, series),
    blockOver: (memory) => measure.blockOver(memory),
    ...change,
  };
}

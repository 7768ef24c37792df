import type { Measure } from '../../server/similarity/index.ts';

type Block = ReturnType<Measure['blockOver']>;

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

/** `measure` with the squares of its distances, which obey no triangle inequality, in their place. */
export function squared(measure: Measure): Measure {
  return altered(measure, {
    distance: (...pair) => measure.distance(...pair) ** 2,
    distances: (query, series) => measure.distances(query, series).map((distance) => distance ** 2),
    blockOver: (memory) => {
      const block = measure.blockOver(memory);
      const squares: Pick<Block, 'places' | 'distances' | 'setQuery' | 'measure'> = {
        places: block.places,
        distances: new Float64Array(block.distances.length),
        setQuery: (source, offset) => block.setQuery(source, offset),
        measure: (count) => {
          block.measure(count, Number.POSITIVE_INFINITY);
          for (let at = 0; at < count; at += 1) squares.distances[at] = block.distances[at]! ** 2;
          return 0;
        },
      };
      // What is left out only tests of the block itself ask for.
      return squares as Block;
    },
  });
}

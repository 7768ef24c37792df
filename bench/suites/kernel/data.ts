import { createMeasure, createRandom, type Measure, type Random } from '../../../server/index.ts';
import { mixNumber } from '../../checksum.ts';

/** One query and what it is compared with. */
export interface KernelData {
  readonly length: number;
  readonly gamma: number;
  readonly count: number;
  readonly measure: Measure;
  /** The prepared query. */
  readonly query: Float64Array;
  /** Prepared candidates, back to back. */
  readonly prepared: Float64Array;
  /** exp-sums of each with itself, normalised by e^−γ a term, and of the query. */
  readonly selves: Float64Array;
  readonly querySelf: number;
  /** Distances by sums in the plain order, with no transform. */
  readonly expected: Float64Array;
  /** The least distance that is beyond the nearest hundredth. */
  readonly radius: number;
  /** Over `expected`. */
  readonly checksum: number;
}

/** A query and `count` candidates: bumps with noise, as in the demo, seeded. */
export function makeKernelData(
  { length, gamma, count }: Pick<KernelData, 'length' | 'gamma' | 'count'>,
  seed: number,
): KernelData {
  const random = createRandom(seed);
  const measure = createMeasure({ name: 'kernel', gamma }, length);
  const { preparedLength } = measure;
  const queryValues = bump(random, length);
  const query = new Float64Array(preparedLength);
  measure.prepare(queryValues, query, 0);
  const prepared = new Float64Array(count * preparedLength);
  const selves = new Float64Array(count);
  const expected = new Float64Array(count);
  const standardQuery = standard(queryValues);
  const querySelf = kernelSum(standardQuery, standardQuery, gamma);
  for (let index = 0; index < count; index += 1) {
    const values = bump(random, length);
    measure.prepare(values, prepared, index * preparedLength);
    const candidate = standard(values);
    const self = kernelSum(candidate, candidate, gamma);
    const similarity = kernelSum(standardQuery, candidate, gamma) / Math.sqrt(querySelf * self);
    selves[index] = self;
    expected[index] = Math.sqrt(Math.max(0, 2 * (1 - similarity)));
  }
  const radius = expected.toSorted()[Math.ceil(count / 100)]!;
  const checksum = expected.reduce(mixNumber, 0);
  return {
    length,
    gamma,
    count,
    measure,
    query,
    prepared,
    selves,
    querySelf,
    expected,
    radius,
    checksum,
  };
}

function bump(random: Random, length: number): Float64Array {
  const middle = random.uniform();
  const width = 0.05 + 0.35 * random.uniform();
  return Float64Array.from({ length }, (_, index) => {
    const distance = (index / length - middle) / width;
    return Math.exp(-0.5 * distance * distance) / width + 0.1 * random.normal();
  });
}

function standard(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const centred = values.map((value) => value - mean);
  const deviation = Math.sqrt(
    centred.reduce((sum, value) => sum + value * value, 0) / values.length,
  );
  return centred.map((value) => value / deviation);
}

/** Σ_s exp(γ·(c_s − 1)), each c_s by its definition. */
function kernelSum(x: Float64Array, y: Float64Array, gamma: number): number {
  const { length } = x;
  // Twice in a row, so that a shift needs no remainder.
  const twice = new Float64Array(2 * length);
  twice.set(x);
  twice.set(x, length);
  let sum = 0;
  for (let shift = 0; shift < length; shift += 1) {
    let product = 0;
    for (let index = 0; index < length; index += 1) product += twice[shift + index]! * y[index]!;
    sum += Math.exp(gamma * (product / length - 1));
  }
  return sum;
}

import { createRandom, type Random } from './random.ts';
import { createSeries, type Series } from './series.ts';

const POINT_COUNT = 100;
const LEVELS = 'ABCDEF';

/** One series of the demo collection. */
export interface DemoSeries {
  /** `ts-0`, `ts-1`, …, in order. */
  readonly id: string;
  /** 100 points at the times 0, 0.01, … 0.99. */
  readonly series: Series;
  readonly metadata: DemoMetadata;
}

/** Metadata that has nothing to do with the shape of the series. */
export interface DemoMetadata {
  /** Uniform from 0 up to 1. */
  readonly blarg: number;
  /** One of A to F, each as likely. */
  readonly level: string;
}

/**
 * The demo collection: bumps with noise. The value at time t is the density at t of a normal
 * distribution with mean U(0, 1) and deviation U(0.05, 0.4), plus amplitude × a standard normal
 * draw for each point, where the series has one amplitude U(0.05, 0.2).
 *
 * The series are made one after the other as they are asked for, each from the next draws of one
 * stream: mean, deviation, amplitude, noise. Their metadata are draws of another: blarg, level. So the
 * same seed gives the same `ts-5` whatever
 * `count` is, and iterating again gives the same again.
 * @param count a whole number from 0
 * @param seed a whole number from 0 to 2³²−1
 * @throws RangeError for any other count or seed, at the call.
 * Cost: about 300 draws a series; one series in memory at a time.
 */
export function demoSeries(count: number, seed: number): Iterable<DemoSeries> {
  if (!(Number.isSafeInteger(count) && count >= 0)) {
    throw new RangeError(`count is ${count}; it must be a whole number from 0`);
  }
  // Refuses a bad seed here rather than at the first step of the iteration.
  createRandom(seed);
  return { [Symbol.iterator]: () => generate(count, seed) };
}

function* generate(count: number, seed: number): Generator<DemoSeries, void, undefined> {
  const random = createRandom(seed);
  const others = createRandom(2 ** 32 - 1 - seed);
  // Dividing gives the doubles nearest to the hundredths, which adding up steps would not.
  const times = Float64Array.from({ length: POINT_COUNT }, (_, index) => index / POINT_COUNT);
  for (let number = 0; number < count; number++) {
    const metadata = { blarg: others.uniform(), level: LEVELS.charAt(6 * others.uniform()) };
    yield { id: `ts-${number}`, series: createSeries(times, bump(times, random)), metadata };
  }
}

function bump(times: Float64Array, random: Random): Float64Array {
  const mean = random.uniform();
  const sigma = uniformBetween(random, 0.05, 0.4);
  const amplitude = uniformBetween(random, 0.05, 0.2);
  return times.map(
    (time) => normalDensity((time - mean) / sigma) / sigma + amplitude * random.normal(),
  );
}

function uniformBetween(random: Random, low: number, high: number): number {
  return low + (high - low) * random.uniform();
}

function normalDensity(x: number): number {
  return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
}

import { createRandom, type Random, type Series, uniformSeries } from '../../server/index.ts';
import { seedOf } from './seeded.ts';

/** Points of every generated series. */
export const GENERATED_LENGTH = 128;

/**
 * What a generated collection is made of. `bumps`: one normal density a series and noise, as in the
 * demo collection. `walks`: sums of normal draws. `light curves`: periods folded to one, in ten
 * classes, each with harmonics of its own, at a random phase. `noise`: normal draws, of which no two
 * are alike.
 */
export type GeneratedName = 'bumps' | 'walks' | 'light curves' | 'noise';

const CLASSES = 10;
const HARMONICS = 6;

/** The classes are the same whatever the seed of a run. */
const CLASS_SEED = 10_000;

/**
 * `count` series, each from the next draws of one stream that name, label and seed determine: the
 * first ones are the same whatever `count` is, and series under two labels are different draws.
 * Cost: some 15 µs a series; one in memory at a time.
 */
export function* generatedSeries(
  name: GeneratedName,
  { label, seed, count }: { readonly label: string; readonly seed: number; readonly count: number },
): Generator<Series, void, undefined> {
  const random = createRandom(seedOf(`${name}, ${label}`, seed));
  const draw = DRAWS[name];
  for (let number = 0; number < count; number += 1) yield uniformSeries(draw(random));
}

const DRAWS: Readonly<Record<GeneratedName, (random: Random) => Float64Array>> = {
  bumps(random) {
    const mean = random.uniform();
    const sigma = between(random, 0.05, 0.4);
    const noise = between(random, 0.05, 0.2);
    return values((index) => {
      const x = (index / GENERATED_LENGTH - mean) / sigma;
      return Math.exp((-x * x) / 2) / (sigma * Math.sqrt(2 * Math.PI)) + noise * random.normal();
    });
  },
  walks(random) {
    let place = 0;
    return values(() => {
      place += random.normal();
      return place;
    });
  },
  'light curves'(random) {
    const harmonics = LIGHT_CURVES[random.integer(CLASSES)]!;
    const phase = random.uniform();
    const noise = between(random, 0.02, 0.2);
    const heights = harmonics.map(({ height }) => height * (1 + 0.1 * random.normal()));
    return values((index) => {
      const turn = 2 * Math.PI * (index / GENERATED_LENGTH + phase);
      let sum = noise * random.normal();
      for (const [at, { shift }] of harmonics.entries()) {
        sum += heights[at]! * Math.cos((at + 1) * turn + shift);
      }
      return sum;
    });
  },
  noise: (random) => values(() => random.normal()),
};

/** A wave that goes round as often as its place among the others says, from 1. */
interface Harmonic {
  readonly height: number;
  readonly shift: number;
}

/** The harmonics of each class; heights fall as those of stars do, with the harmonic. */
const LIGHT_CURVES: readonly (readonly Harmonic[])[] = Array.from(
  { length: CLASSES },
  (_class, kind) => {
    const random = createRandom(CLASS_SEED + kind);
    return Array.from({ length: HARMONICS }, (_, at) => ({
      height: random.uniform() / (at + 1),
      shift: 2 * Math.PI * random.uniform(),
    }));
  },
);

function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random.uniform();
}

function values(at: (index: number) => number): Float64Array {
  return Float64Array.from({ length: GENERATED_LENGTH }, (_, index) => at(index));
}

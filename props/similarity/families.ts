import type { Random } from '../../server/series/index.ts';

/** The names of the families. */
export const FAMILY_NAMES = [
  'bumps',
  'walks',
  'noise',
  'steps',
  'clusters',
  'duplicates',
  'shifted copies',
  'one shape',
  'near-copies',
  'near-identical',
  'in phase',
] as const;

export type FamilyName = (typeof FAMILY_NAMES)[number];

/** Makes `count` raw series of `length` points. */
export type Family = (random: Random, count: number, length: number) => Float64Array[];

function bump(random: Random, length: number, jitter: number): Float64Array {
  const mean = random.uniform();
  const width = 0.05 + 0.35 * random.uniform();
  return Float64Array.from({ length }, (_, index) => {
    const distance = (index / length - mean) / width;
    return Math.exp(-0.5 * distance * distance) / width + jitter * random.normal();
  });
}

function walk(random: Random, length: number): Float64Array {
  let level = 0;
  return Float64Array.from({ length }, () => {
    level += random.normal();
    return level;
  });
}

/** A random turn of `values` that never gives them back as they are. */
export function shifted(random: Random, values: Float64Array): Float64Array {
  const by = 1 + random.integer(values.length - 1);
  return values.map((_, index) => values[(index + by) % values.length]!);
}

function near(random: Random, values: Float64Array, amount: number): Float64Array {
  return values.map((value) => value + amount * random.normal());
}

function repeat(count: number, make: (index: number) => Float64Array): Float64Array[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

/** Collections that have little in common but that exact search must be exact on them. */
export const FAMILIES: Readonly<Record<FamilyName, Family>> = {
  bumps: (random, count, length) =>
    repeat(count, () => bump(random, length, 0.05 + 0.15 * random.uniform())),
  walks: (random, count, length) => repeat(count, () => walk(random, length)),
  noise: (random, count, length) =>
    repeat(count, () => Float64Array.from({ length }, () => random.normal())),
  steps: (random, count, length) =>
    repeat(count, () => {
      const end = 1 + random.integer(length - 1);
      return Float64Array.from({ length }, (_, index) => (index < end ? 1 : 0));
    }),
  clusters: (random, count, length) => {
    const centres = repeat(4, () => walk(random, length));
    return repeat(count, (index) => near(random, centres[index % 4]!, 0.05));
  },
  duplicates: (random, count, length) => {
    const originals = repeat(5, () => bump(random, length, 0.1));
    return repeat(count, (index) => originals[index % 5]!);
  },
  'shifted copies': (random, count, length) => {
    const originals = repeat(6, () => walk(random, length));
    return repeat(count, (index) => shifted(random, originals[index % 6]!));
  },
  'one shape': (random, count, length) => {
    const original = bump(random, length, 0.1);
    return repeat(count, (index) => original.map((value) => (1 + index) * value - 3 * index));
  },
  'near-copies': (random, count, length) => {
    const originals = repeat(3, () => walk(random, length));
    return repeat(count, (index) => near(random, originals[index % 3]!, 10 ** -(4 + (index % 4))));
  },
  'near-identical': (random, count, length) => {
    const original = bump(random, length, 0);
    return repeat(count, () => near(random, original, 0.01));
  },
  // Cosines that all begin at their crests: no shift correlates better than none, and amplitudes
  // alone tell the distance.
  'in phase': (random, count, length) => {
    const crests = Array.from({ length: 1 + Math.min(4, Math.floor(length / 2)) }, (_, k) => k);
    return repeat(count, () => {
      const sizes = crests.map(() => 0.1 + random.uniform());
      return Float64Array.from({ length }, (_, index) =>
        crests.reduce(
          (sum, k) => sum + sizes[k]! * Math.cos((2 * Math.PI * k * index) / length),
          0,
        ),
      );
    });
  },
};

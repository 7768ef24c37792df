import type { Size } from '../../cell.ts';

/** How much the kernel suite does. */
export interface KernelPlan {
  /** Points of the series: powers of two, products of small primes, a prime. */
  readonly lengths: readonly number[];
  readonly gamma: number;
  /** Points of all candidates of one length together; there are 16 candidates at least. */
  readonly points: number;
  readonly rounds: number;
  readonly iterationsPerRound: number;
  readonly warmupIterations: number;
}

/** The length that targets are about. */
const TARGET_LENGTH = 128;

export const KERNEL_PLANS: Readonly<Record<Size, KernelPlan>> = {
  smoke: {
    lengths: [60, 127, TARGET_LENGTH],
    gamma: 10,
    points: 4_096,
    rounds: 3,
    iterationsPerRound: 3,
    warmupIterations: 3,
  },
  quick: {
    lengths: [TARGET_LENGTH, 64, 100, 127, 300, 512, 1024],
    gamma: 10,
    points: 131_072,
    rounds: 9,
    iterationsPerRound: 5,
    warmupIterations: 8,
  },
  default: {
    lengths: [TARGET_LENGTH, 64, 100, 127, 256, 300, 512, 1009, 1024, 2048, 4096],
    gamma: 10,
    points: 131_072,
    rounds: 25,
    iterationsPerRound: 10,
    warmupIterations: 10,
  },
  full: {
    lengths: [TARGET_LENGTH, 64, 100, 127, 256, 300, 512, 1009, 1024, 2048, 4096, 16_384, 65_536],
    gamma: 10,
    points: 131_072,
    rounds: 50,
    iterationsPerRound: 20,
    warmupIterations: 10,
  },
};

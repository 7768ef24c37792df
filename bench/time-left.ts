import type { Size, SUITES } from './cell.ts';

type RunnableName = (typeof SUITES)[number];

/** What a suite comes to with two engines on two cores, by size. */
interface Expected {
  readonly seconds: number;
  /** Lines of progress. */
  readonly stages: number;
}

/** Measured for 'smoke' and 'quick'; what the plans of the others come to, by a rule of thumb. */
const EXPECTED: Readonly<Record<RunnableName, Readonly<Record<Size, Expected>>>> = {
  engines: {
    smoke: { seconds: 5, stages: 85 },
    quick: { seconds: 55, stages: 101 },
    default: { seconds: 900, stages: 112 },
    full: { seconds: 900, stages: 112 },
  },
  kernel: {
    smoke: { seconds: 0.5, stages: 3 },
    quick: { seconds: 6, stages: 7 },
    default: { seconds: 90, stages: 11 },
    full: { seconds: 240, stages: 13 },
  },
  search: {
    smoke: { seconds: 4, stages: 42 },
    quick: { seconds: 23, stages: 46 },
    default: { seconds: 3_000, stages: 270 },
    full: { seconds: 50_000, stages: 500 },
  },
  server: {
    smoke: { seconds: 5, stages: 12 },
    quick: { seconds: 54, stages: 13 },
    default: { seconds: 1_000, stages: 22 },
    full: { seconds: 1_000, stages: 22 },
  },
};

/** Engines that the expectations are for. */
const ENGINES = 2;

/** Suites that take the longer the more engines there are. */
const BY_ENGINE: ReadonlySet<RunnableName> = new Set<RunnableName>(['engines', 'server']);

/** Foretells how long a run will yet take. */
export interface TimeLeft {
  /** A suite begins; the one before it is over. */
  readonly begin: (suite: RunnableName) => void;
  /** Something is about to be measured: resolves to the milliseconds that all of it will yet take. */
  readonly stage: () => number;
}

/**
 * Foretells the end of a run of `suites`, in their order: what they should take, times how much slower
 * this machine is. That is told by the suites that are over, and the more of one is over, the more by
 * that one.
 * @param now a monotonic clock in milliseconds
 */
export function foretell(
  suites: readonly RunnableName[],
  options: { readonly size: Size; readonly engines: number; readonly now: () => number },
): TimeLeft {
  const { size, engines, now } = options;
  const expectedMs = (suite: RunnableName): number => {
    const factor = BY_ENGINE.has(suite) ? engines / ENGINES : 1;
    return EXPECTED[suite][size].seconds * 1e3 * factor;
  };
  const total = (names: readonly RunnableName[]): number =>
    names.reduce((sum, suite) => sum + expectedMs(suite), 0);
  let begunMs = now();
  const startMs = begunMs;
  let place = 0;
  let stages = 0;
  /** How much slower this machine is, as far as suites that are over tell. */
  let pace = 1;
  return {
    begin(suite) {
      begunMs = now();
      place = suites.indexOf(suite);
      stages = 0;
      if (place > 0) pace = (begunMs - startMs) / total(suites.slice(0, place));
    },
    stage() {
      const suite = suites[place]!;
      const share = Math.min(1, stages / EXPECTED[suite][size].stages);
      stages += 1;
      const trust = Math.sqrt(share);
      const observed = share === 0 ? pace : (now() - begunMs) / (expectedMs(suite) * share);
      const paceNow = pace * (1 - trust) + observed * trust;
      return paceNow * (expectedMs(suite) * (1 - share) + total(suites.slice(place + 1)));
    },
  };
}

/** A mark of an axis. */
export interface Tick {
  readonly value: number;
  readonly text: string;
}

/** Percent of an axis that a tick takes. */
const TICK_PERCENT = 9;

/** Values below this are written out. */
const COUNTED_BELOW = 10_000;

/** Where values lie on an axis. */
export interface Scale {
  /** The place of a value in percent of the axis, from 0 to 100; of one beyond it, the near end. */
  readonly of: (value: number) => number;
  readonly ticks: readonly Tick[];
  /** The values at both ends. */
  readonly ends: readonly [least: number, most: number];
}

/** Most intervals of a linear axis. */
const INTERVALS_MAX = 4;

/** Most ticks of a logarithmic axis. */
const LOG_TICKS_MAX = 7;

/** An axis from 0 to a round number that reaches `most`. */
export function linearScale(most: number): Scale {
  const reach = most > 0 ? most : 1;
  const least = reach / INTERVALS_MAX;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = power * ([1, 2, 2.5, 5].find((factor) => factor * power >= least) ?? 10);
  const count = Math.ceil(reach / step);
  const end = count * step;
  return {
    of: (value) => clamp((value / end) * 100),
    ticks: Array.from({ length: count + 1 }, (_, index) => tickAt(index * step)),
    ends: [0, end],
  };
}

/**
 * A logarithmic axis over `values`, all above 0, at least one. It ends at ticks: powers of ten, or 1, 2
 * and 5 times them where there are few.
 */
export function logScale(values: readonly number[]): Scale {
  const least = Math.min(...values);
  const most = Math.max(...values);
  const decades = Math.log10(most / least);
  const steps = decades > 2.5 ? [1] : decades > 1.2 ? [1, 3] : [1, 2, 5];
  const all = gridOf(steps, least, most);
  const every = Math.ceil(all.length / LOG_TICKS_MAX);
  const ends = [all[0]!, all.at(-1)!] as const;
  return {
    of: (value) => clamp((Math.log(value / ends[0]) / Math.log(ends[1] / ends[0])) * 100),
    ticks: all.filter((_, index) => index % every === 0).map(tickAt),
    ends,
  };
}

/** A logarithmic axis that ends at the least and the greatest of `values` and marks each of them that has room. */
export function logScaleOf(values: readonly number[]): Scale {
  const ascending = [...new Set(values)].toSorted((a, b) => a - b);
  const [least, most] = [ascending[0]!, ascending.at(-1)!];
  const span = Math.log(most / least);
  const of = (value: number): number =>
    span === 0 ? 50 : clamp((Math.log(value / least) / span) * 100);
  const ticks: Tick[] = [];
  for (const value of ascending) {
    const last = ticks.at(-1);
    if (last !== undefined && of(value) - of(last.value) < TICK_PERCENT) continue;
    const text = value < COUNTED_BELOW ? value.toLocaleString('en-US') : shortNumber(value);
    ticks.push({ value, text });
  }
  return { of, ticks, ends: [least, most] };
}

/** A number to three digits in few characters: `0.2`, `50`, `1.5K`, `20M`. */
export function shortNumber(value: number): string {
  return value.toLocaleString('en-US', { notation: 'compact', maximumSignificantDigits: 3 });
}

/** The numbers `steps` times a power of ten, from the last at or below `least` to `most` or above. */
function gridOf(steps: readonly number[], least: number, most: number): readonly number[] {
  const grid: number[] = [];
  for (let power = Math.floor(Math.log10(least)); ; power += 1) {
    for (const step of steps) {
      const value = Number(`${step}e${power}`);
      if (value <= least * (1 + 1e-9)) grid.length = 0;
      grid.push(value);
      if (value >= most * (1 - 1e-9) && grid.length > 1) return grid;
    }
  }
}

function tickAt(value: number): Tick {
  return { value, text: shortNumber(value) };
}

function clamp(percent: number): number {
  return Math.min(100, Math.max(0, percent));
}

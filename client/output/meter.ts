import { formatCount } from './numbers.ts';
import type { Progress } from './progress.ts';

/** How far something is that takes a while. */
export interface Reading {
  /** Things that are done. */
  readonly done: number;
  /** Which part of the whole that is, from 0 to 1; undefined when nobody knows. */
  readonly share: number | undefined;
}

interface Sample extends Reading {
  readonly ms: number;
}

/** The rate is that of the last such while. */
const WINDOW_MS = 10_000;
/** Milliseconds between two samples, and before there is a rate. */
const SAMPLE_MS = 500;

/**
 * Says what share is done, how fast it goes, and how long it will yet take, as far as each is known:
 * `, 12 %, 3,400/s, 55 s left`. Expects to be told often.
 * @param clock milliseconds, never decreasing
 */
export function createMeter(clock: () => number): (reading: Reading) => string {
  const samples: Sample[] = [{ ms: clock(), done: 0, share: 0 }];
  return ({ done, share }) => {
    const ms = clock();
    const last = samples.at(-1)!;
    if (ms - last.ms >= SAMPLE_MS) samples.push({ ms, done, share });
    while (samples.length > 2 && ms - samples[1]!.ms >= WINDOW_MS) samples.shift();
    const first = samples[0]!;
    const parts = [share === undefined ? [] : [`${Math.floor(100 * share)} %`]];
    if (ms - first.ms >= SAMPLE_MS) {
      const seconds = (ms - first.ms) / 1000;
      parts.push([`${formatRate((done - first.done) / seconds)}/s`]);
      const pace = ((share ?? 0) - (first.share ?? 0)) / seconds;
      if (share !== undefined && pace > 0) parts.push([`${formatWait((1 - share) / pace)} left`]);
    }
    return parts
      .flat()
      .map((part) => `, ${part}`)
      .join('');
  };
}

/** Told how many of how many are done. */
export type CountListener = (done: number, all: number) => void;

/** Shows counts on `progress`: `series: 2,000 of 10,000, 20 %, 3,400/s, 3 s left`. */
export function countProgress(
  progress: Progress,
  what: string,
  clock: () => number = () => performance.now(),
): CountListener {
  let meter: ReturnType<typeof createMeter> | undefined;
  return (done, all) => {
    meter ??= createMeter(clock);
    const pace = meter({ done, share: done / all });
    progress.update(`${what}: ${formatCount(done)} of ${formatCount(all)}${pace}`);
  };
}

/** Minutes from which on a foretold time is given in hours. */
const MINUTES_MAX = 90;

/**
 * A time that is foretold and not known: `about 3 min left`.
 * @param ms from 0
 */
export function formatLeft(ms: number): string {
  const minutes = ms / 60_000;
  if (minutes < 0.75) return 'under a minute left';
  if (minutes < MINUTES_MAX) return `about ${Math.max(1, Math.round(minutes))} min left`;
  return `about ${formatCount(Math.round(minutes / 60))} h left`;
}

function formatRate(rate: number): string {
  return rate >= 10 ? formatCount(Math.round(rate)) : rate.toFixed(1);
}

/** Seconds as people say them: `50 s`, `3 min 20 s`, `2 h 5 min`. */
function formatWait(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${formatCount(Math.floor(minutes / 60))} h ${minutes % 60} min`;
}

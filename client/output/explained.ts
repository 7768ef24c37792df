import { flatten } from './flatten.ts';
import { formatCount, formatDistance } from './numbers.ts';
import { formatPairs } from './table.ts';

type Counts = Readonly<Record<string, unknown>>;

/** Counts with words for them, in the order in which a search meets what they count. */
const WORDS: readonly (readonly [name: string, words: string])[] = [
  ['live', 'series'],
  ['matching', 'match the filter'],
  ['vantageDistances', 'distances to vantage points'],
  ['shellEntries', 'in the shell that was read'],
  ['droppedByEmbedding', 'excluded by their rows'],
  ['droppedByRing', 'excluded by rings'],
  ['droppedBySpectrum', 'excluded by their spectra'],
  ['distancesComputed', 'distances computed'],
];

/** Counts that are worth a share of all series. */
const SHARED: ReadonlySet<string> = new Set([
  'matching',
  'shellEntries',
  'droppedByEmbedding',
  'droppedByRing',
  'droppedBySpectrum',
  'distancesComputed',
]);

/** What a search did, step by step, for a person; what it does not know it shows as it is. */
export function formatExplained(explain: Counts): string {
  const left = new Map(Object.entries(explain));
  const take = (name: string): unknown => {
    const value = left.get(name);
    left.delete(name);
    return value;
  };
  const live = explain['live'];
  const pairs: [string, string][] = [];
  const add = (words: string, text: string | undefined): void => {
    if (text !== undefined) pairs.push([words, text]);
  };
  add('strategy', strategyText(take('strategy'), take('reason')));
  for (const [name, words] of WORDS) {
    const count = take(name);
    if (typeof count !== 'number' || (count === 0 && name !== 'distancesComputed')) continue;
    const share =
      SHARED.has(name) && typeof live === 'number' && live > 0 ? count / live : undefined;
    add(words, share === undefined ? formatCount(count) : `${formatCount(count)}${percent(share)}`);
  }
  add('radius', radiusText(take('firstRadius'), take('lastRadius')));
  add('time', timeText(take('microseconds')));
  const points = take('vantagePoints');
  if (Array.isArray(points)) add('vantage points', formatCount(points.length));
  return formatPairs([...pairs, ...flatten(Object.fromEntries(left))]);
}

function strategyText(strategy: unknown, reason: unknown): string | undefined {
  if (typeof strategy !== 'string') return undefined;
  return typeof reason === 'string' ? `${strategy}: ${reason}` : strategy;
}

function percent(share: number): string {
  return `, ${(100 * share).toFixed(share < 0.01 ? 2 : 1)} %`;
}

function radiusText(first: unknown, last: unknown): string | undefined {
  const shown = [
    typeof first === 'number' ? `${formatDistance(first)} at first` : undefined,
    typeof last === 'number' ? `${formatDistance(last)} at last` : undefined,
  ].filter((text) => text !== undefined);
  return shown.length === 0 ? undefined : shown.join(', ');
}

function timeText(microseconds: unknown): string | undefined {
  if (typeof microseconds !== 'object' || microseconds === null) return undefined;
  const steps = Object.entries(microseconds).filter(([, time]) => typeof time === 'number');
  const whole = steps.reduce((sum, [, time]) => sum + Number(time), 0);
  const parts = steps.map(([step, time]) => `${step} ${milliseconds(Number(time))}`);
  return `${milliseconds(whole)} ms: ${parts.join(', ')}`;
}

function milliseconds(time: number): string {
  return (time / 1000).toFixed(2);
}

import { type Cell, UNITS } from '../cell.ts';
import { distributionOf } from '../statistics.ts';
import { holm } from './holm.ts';
import type { Launch } from './launch.ts';
import { rankTest } from './rank-test.ts';

/** A difference that chance would show in this share of comparisons is none. */
const LEVEL = 0.05;

/** Fewest launches a side that tell anything when there are many cells. */
export const LAUNCHES_LEAST = 10;

/** Which of the launches did better at a cell: surely, and by more than the least effect. */
export type Verdict = 'worse' | 'better' | 'same';

/** One cell in the launches of both sides. */
export interface Judged extends Pick<Cell, 'suite' | 'competitor' | 'workload' | 'n' | 'unit'> {
  /** Medians of the launches' medians, in `unit`. */
  readonly base: number;
  readonly head: number;
  /** `head` over `base`. */
  readonly ratio: number;
  /** The chance of such a difference without a cause, over all cells together. */
  readonly chance: number;
  readonly verdict: Verdict;
}

/** A cell that cannot be judged, and why. */
export interface Unjudged extends Pick<Cell, 'suite' | 'competitor' | 'workload' | 'n'> {
  readonly reason: string;
}

export interface Judgement {
  readonly judged: readonly Judged[];
  readonly unjudged: readonly Unjudged[];
}

/** One cell of one side: its medians by launch. */
interface Lane {
  readonly cell: Launch['cells'][number];
  readonly medians: readonly number[];
  readonly checksums: ReadonlySet<number>;
}

/** One cell of both sides. */
interface Pair {
  readonly base: Lane;
  readonly head: Lane;
}

/**
 * Compares the launches of two sides cell by cell. The unit is the launch: samples within a process
 * share its memory layout, its compiled code and what else ran then, so many of them say no more of
 * the next process than one does. The medians of the launches are ranked against each other, all
 * cells are judged together (see `holm`), and a difference below `effectLeast` is none.
 * Requires at least one launch a side.
 * @param effectLeast share of the base by which a cell has to differ
 */
export function judge(
  base: readonly Launch[],
  head: readonly Launch[],
  { effectLeast }: { readonly effectLeast: number },
): Judgement {
  const baseLanes = lanesOf(base);
  const headLanes = lanesOf(head);
  const unjudged: Unjudged[] = [];
  const pairs: Pair[] = [];
  for (const [key, lane] of new Map([...headLanes, ...baseLanes])) {
    const pair = { base: baseLanes.get(key), head: headLanes.get(key) };
    const reason = whyNot(pair, { base: base.length, head: head.length });
    if (reason !== undefined) unjudged.push({ ...placeOf(lane), reason });
    else if (pair.base !== undefined && pair.head !== undefined) {
      pairs.push({ base: pair.base, head: pair.head });
    }
  }
  const chances = chancesOf(pairs);
  const judged = pairs.map((pair) => judgedOf(pair, chances.get(pair) ?? 1, effectLeast));
  return { judged, unjudged };
}

/**
 * The chance of each pair, all together. What is the same in every launch of both sides could not have
 * been found to differ, so that it costs the others nothing.
 * Source: Tarone 1990, A Modified Bonferroni Method for Discrete Data.
 */
function chancesOf(pairs: readonly Pair[]): ReadonlyMap<Pair, number> {
  const varying = pairs.filter(
    ({ base, head }) => new Set([...base.medians, ...head.medians]).size > 1,
  );
  const chances = holm(varying.map(({ base, head }) => rankTest(base.medians, head.medians)));
  return new Map(varying.map((pair, index) => [pair, chances[index]!]));
}

function lanesOf(launches: readonly Launch[]): ReadonlyMap<string, Lane> {
  const lanes = new Map<
    string,
    { cell: Lane['cell']; medians: number[]; checksums: Set<number> }
  >();
  for (const { cells } of launches) {
    for (const cell of cells) {
      // The times themselves tell whether it got worse.
      if (cell.unit === '% of the time') continue;
      const { suite, competitor, workload, n, unit } = cell;
      const key = JSON.stringify([suite, competitor, workload, n, unit]);
      const lane = lanes.get(key) ?? { cell, medians: [], checksums: new Set() };
      lanes.set(key, lane);
      lane.medians.push(cell.p50);
      lane.checksums.add(cell.checksum);
    }
  }
  return lanes;
}

function whyNot(
  { base, head }: { readonly base: Lane | undefined; readonly head: Lane | undefined },
  launches: { readonly base: number; readonly head: number },
): string | undefined {
  if (base === undefined) return 'only the head has it';
  if (head === undefined) return 'only the base has it';
  if (base.medians.length < launches.base || head.medians.length < launches.head) {
    return 'not every launch has it';
  }
  if (medianOf(base) === 0 && medianOf(head) !== 0) return 'the base has none of it: no ratio';
  const checksums = new Set([...base.checksums, ...head.checksums]);
  return checksums.size > 1 ? 'the launches did different work: their checksums differ' : undefined;
}

function placeOf({ cell }: Lane): Omit<Unjudged, 'reason'> {
  const { suite, competitor, workload, n } = cell;
  return { suite, competitor, workload, n };
}

function medianOf({ medians }: Lane): number {
  return distributionOf(medians, 'lower').p50;
}

function judgedOf(pair: Pair, chance: number, effectLeast: number): Judged {
  const { unit } = pair.base.cell;
  const base = medianOf(pair.base);
  const head = medianOf(pair.head);
  const ratio = base === head ? 1 : head / base;
  const differs = chance < LEVEL && Math.abs(ratio - 1) >= effectLeast;
  const worse = UNITS[unit].better === 'lower' ? ratio > 1 : ratio < 1;
  const verdict = differs ? (worse ? 'worse' : 'better') : 'same';
  return { ...placeOf(pair.base), unit, base, head, ratio, chance, verdict };
}

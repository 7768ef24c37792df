import { type Cell, countedCell, type Skip } from '../../cell.ts';
import { distributionOf } from '../../statistics.ts';
import type { SuiteContext } from '../context.ts';
import type { CollectionName, Material } from './material.ts';
import type { MeasureName, SearchPlan } from './plan.ts';

/** A run of the search suite under way. */
export interface Run extends SuiteContext {
  readonly plan: SearchPlan;
  readonly cells: Cell[];
  readonly skips: Skip[];
  /** Medians of the cases so far, for what compares cases. */
  readonly medians: Medians[];
  /** The material of a collection, or undefined, which is listed once. */
  readonly material: (name: CollectionName) => Promise<Material | undefined>;
}

/** The medians of one competitor in one case, in milliseconds, by draw of the vantage points. */
export interface Medians {
  readonly collection: CollectionName;
  readonly measure: MeasureName;
  readonly n: number;
  readonly k: number;
  readonly competitor: string;
  readonly byDraw: readonly number[];
  /** The share of the nearest that its answers have, from 0 to 1. */
  readonly recall: number;
}

/** What a comparison of nearest-neighbour searches is called. */
export function workloadOf(collection: CollectionName, measure: MeasureName, k: number): string {
  return `${collection}, ${measure}, ${k}-NN`;
}

/** Adds the cell of something counted or timed. */
export function add(
  run: Run,
  samples: ArrayLike<number>,
  place: Omit<Parameters<typeof countedCell>[1], 'suite'>,
): void {
  run.cells.push(countedCell(Array.from(samples), { suite: 'search', ...place }));
}

/** The median of samples, of which there is at least one. */
export function medianOf(samples: ArrayLike<number>): number {
  return distributionOf(samples, 'lower').p50;
}

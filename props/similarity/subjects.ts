import {
  createHilbertBound,
  createSharedMemory,
  createSpectralBound,
  frequenciesByEnergy,
  type HilbertBound,
  type RowBound,
  ringAtLeast,
  ringReach,
} from '../../server/similarity/index.ts';
import type { BoundedMeasure, SmallCollection, TrueMeasure } from './collections.ts';

/** A bound at work on one collection. */
export interface BoundSubject {
  readonly name: string;
  /** Which distance it is below. */
  readonly measure: TrueMeasure;
  /** A distance that series i and j are not nearer than. */
  atLeast(i: number, j: number): number;
  /** Whether j is excluded from the neighbours of i within `radius`. */
  excludes(i: number, j: number, radius: number): boolean;
}

/** Makes bounds for a collection. */
export type BoundSubjects = (collection: SmallCollection) => readonly BoundSubject[];

/** Every bound that is legal for the measure of the collection, in every form. */
export function safeBounds(collection: SmallCollection): readonly BoundSubject[] {
  const { measure, kind, gamma } = collection;
  const bounds = [
    ringSubject(collection),
    ...(measure.guarantee === 'hilbert' ? hilbertSubjects(collection) : []),
    spectralSubject(collection, { measure, kind, gamma }),
    spectralSubject(collection, { measure, kind, gamma, blocks: 1 }),
  ];
  if (kind !== 'euclid') bounds.push(...blockSubjects(collection));
  if (kind !== 'kernel') return bounds;
  // Their own computed distances aside, the other measures can be held against the truth here.
  const exact = without(measure);
  const shift = spectralSubject(collection, { measure: exact, kind: 'best-shift' });
  const short = spectralSubject(collection, { measure: exact, kind: 'best-shift', blocks: 1 });
  return [...bounds, shift, short, { ...shift, measure: 'euclid' }];
}

function hilbertSubjects(collection: SmallCollection): readonly BoundSubject[] {
  const { measure, kind, values, vantageCount, distances } = collection;
  const count = values.length;
  const bound = createHilbertBound({
    measure,
    slots: Array.from({ length: vantageCount }, (_, slot) => slot),
    between: vantageSquare(collection),
  });
  const rows = rowsOf(bound, count, (index, out, at) => {
    bound.project(distances, index * count, out, at);
  });
  return [
    rowSubject({ name: 'Hilbert', measure: kind, bound, rows }),
    singleSubject(kind, bound, rows),
  ];
}

function spectralSubject(
  { values, prepared }: SmallCollection,
  {
    measure,
    kind,
    gamma,
    blocks,
  }: {
    readonly measure: BoundedMeasure;
    readonly kind: TrueMeasure;
    readonly gamma?: number | undefined;
    readonly blocks?: number | undefined;
  },
): BoundSubject {
  const { length, preparedLength } = measure;
  const count = values.length;
  const frequencies = frequenciesByEnergy(prepared, { count, length });
  const bound = createSpectralBound({ measure, gamma, frequencies, blocks });
  const rows = rowsOf(bound, count, (index, out, at) => {
    bound.write(prepared, index * preparedLength, out, at);
  });
  const name = blocks === undefined ? 'spectrum' : 'short spectrum';
  return rowSubject({ name, measure: kind, bound, rows });
}

/** What blocks of distances rule candidates out by. */
function blockSubjects({
  measure,
  kind,
  values,
  prepared,
}: SmallCollection): readonly BoundSubject[] {
  const count = values.length;
  const { preparedLength } = measure;
  const memory = createSharedMemory(Math.ceil(prepared.byteLength / 65_536), 65_536);
  new Float64Array(memory.buffer).set(prepared);
  const block = measure.blockOver(memory);
  for (let index = 0; index < count; index += 1) block.places[index] = 8 * index * preparedLength;
  const subject = (name: string, by: 'amplitudes' | 'coarse'): BoundSubject => {
    const squares = new Float64Array(count * count);
    for (let index = 0; index < count; index += 1) {
      block.setQuery(prepared, index * preparedLength);
      block.measureSquares(count, by);
      squares.set(block.distances.subarray(0, count), index * count);
    }
    return {
      name,
      measure: kind,
      atLeast: (i, j) => Math.sqrt(Math.max(0, squares[i * count + j]! - block.margin)),
      excludes: (i, j, radius) => squares[i * count + j]! > radius * radius + block.margin,
    };
  };
  const spectrum = subject('spectrum in blocks', 'amplitudes');
  return block.hasGrid ? [spectrum, subject('coarse', 'coarse')] : [spectrum];
}

/** The same bounds for a measure that claims to be exact: what would happen without their slack. */
export function boundsWithoutNoise(collection: SmallCollection): readonly BoundSubject[] {
  return safeBounds({ ...collection, measure: without(collection.measure) });
}

/** `measure`, but it claims to be exact. */
function without(measure: BoundedMeasure): BoundedMeasure {
  const { guarantee, length, preparedLength, diameter } = measure;
  const prepare: BoundedMeasure['prepare'] = (values, out, offset) =>
    measure.prepare(values, out, offset);
  const blockOver: BoundedMeasure['blockOver'] = (memory) => measure.blockOver(memory);
  return { guarantee, length, preparedLength, diameter, noise: 0, prepare, blockOver };
}

/** Distances between the vantage points, by rows. */
export function vantageSquare({ values, vantageCount, distances }: SmallCollection): Float64Array {
  const between = new Float64Array(vantageCount ** 2);
  for (let i = 0; i < vantageCount; i += 1) {
    const row = distances.subarray(i * values.length, i * values.length + vantageCount);
    between.set(row, i * vantageCount);
  }
  return between;
}

function rowsOf(
  { stride }: RowBound,
  count: number,
  write: (index: number, out: Float32Array, at: number) => void,
): Float32Array {
  const rows = new Float32Array(stride * count);
  for (let index = 0; index < count; index += 1) write(index, rows, index * stride);
  return rows;
}

function rowSubject({
  name,
  measure,
  bound,
  rows,
}: {
  readonly name: string;
  readonly measure: TrueMeasure;
  readonly bound: RowBound;
  readonly rows: Float32Array;
}): BoundSubject {
  const { stride } = bound;
  return {
    name,
    measure,
    atLeast: (i, j) => {
      return bound.atLeast(bound.apart(rows, i * stride, rows, j * stride, Infinity));
    },
    excludes: (i, j, radius) => {
      const reach = bound.reach(radius);
      return bound.apart(rows, i * stride, rows, j * stride, reach) > reach;
    },
  };
}

/** The Hilbert bound with every difference and sum in 32 bits, in the order that loses most. */
function singleSubject(
  measure: TrueMeasure,
  bound: HilbertBound,
  rows: Float32Array,
): BoundSubject {
  const { rank, stride } = bound;
  const apart = (i: number, j: number): number => {
    const difference = (at: number): number =>
      Math.fround(rows[i * stride + at]! - rows[j * stride + at]!);
    const height = Math.max(0, Math.fround(Math.abs(difference(rank)) - bound.heightSlack));
    let sum = Math.fround(height * height);
    for (let at = 0; at < rank; at += 1) {
      sum = Math.fround(sum + Math.fround(difference(at) * difference(at)));
    }
    return sum;
  };
  return {
    name: 'Hilbert in 32 bits',
    measure,
    atLeast: (i, j) => bound.atLeast(apart(i, j) * (1 - 2 ** -18) ** 2),
    excludes: (i, j, radius) => apart(i, j) > bound.reachSingle(radius),
  };
}

function ringSubject({
  measure,
  kind,
  values,
  vantageCount,
  distances,
}: SmallCollection): BoundSubject {
  const gap = (i: number, j: number): number => {
    let greatest = 0;
    for (let point = 0; point < vantageCount; point += 1) {
      const own = distances[i * values.length + point]!;
      greatest = Math.max(greatest, Math.abs(own - distances[j * values.length + point]!));
    }
    return greatest;
  };
  return {
    name: 'ring',
    measure: kind,
    atLeast: (i, j) => ringAtLeast(gap(i, j), measure.noise),
    excludes: (i, j, radius) => gap(i, j) > ringReach(radius, measure.noise),
  };
}

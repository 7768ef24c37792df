import type { Random } from '../../server/series/index.ts';
import {
  createMeasure,
  type Measure,
  type MeasureSettings,
} from '../../server/similarity/index.ts';
import { FAMILIES, FAMILY_NAMES, type FamilyName } from './families.ts';

/** Measures whose true distances are known. */
export type TrueMeasure = 'kernel' | 'best-shift' | 'euclid';

/** What bounds know of a measure. */
export type BoundedMeasure = Pick<
  Measure,
  'guarantee' | 'length' | 'preparedLength' | 'diameter' | 'noise' | 'prepare' | 'blockOver'
>;

/** A random collection, small enough to compute all there is to know about it. */
export interface SmallCollection {
  /** Family, length and so on, for a person. */
  readonly told: string;
  readonly family: FamilyName;
  readonly measure: BoundedMeasure;
  /** Which measure it is. */
  readonly kind: TrueMeasure;
  /** Sharpness of the kernel; undefined for the other measures. */
  readonly gamma: number | undefined;
  /** The first of them are the vantage points. */
  readonly values: readonly Float64Array[];
  readonly vantageCount: number;
  /** Prepared series, one after the other. */
  readonly prepared: Float64Array;
  /** Computed distances by rows: from series i to series j at i · count + j. */
  readonly distances: Float64Array;
}

const SERIES_BESIDE_VANTAGE = 8;

/** Measures as they are drawn, each as likely as any other; γ from 0.1 to 50. */
const MEASURES: readonly ((random: Random) => MeasureSettings)[] = [
  (random) => ({ name: 'kernel', gamma: 0.1 * 500 ** random.uniform() }),
  () => ({ name: 'best-shift' }),
  () => ({ name: 'euclid' }),
];

/**
 * Draws a collection: any family, 2 to 300 points with the short ones as likely as the long, any
 * measure, 5 to 32 vantage points and 8 other series. Cost: a distance a pair.
 */
export function drawCollection(random: Random): SmallCollection {
  const family = FAMILY_NAMES[random.integer(FAMILY_NAMES.length)]!;
  const length = Math.floor(2 * 150.5 ** random.uniform());
  const settings = MEASURES[random.integer(MEASURES.length)]!(random);
  const vantageCount = 5 + random.integer(28);
  const count = vantageCount + SERIES_BESIDE_VANTAGE;
  const values = shuffled(random, FAMILIES[family](random, count, length));
  const measure = createMeasure(settings, length);
  const { preparedLength } = measure;
  const prepared = new Float64Array(count * preparedLength);
  for (const [index, raw] of values.entries()) {
    measure.prepare(raw, prepared, index * preparedLength);
  }
  const distances = new Float64Array(count * count);
  for (let i = 0; i < count; i += 1) {
    for (let j = 0; j < count; j += 1) {
      distances[i * count + j] = measure.distance(
        prepared,
        i * preparedLength,
        prepared,
        j * preparedLength,
      );
    }
  }
  const told = `${family}, ${length} points, ${JSON.stringify(settings)}, ${vantageCount} vantage points`;
  const kind = settings.name;
  const gamma = 'gamma' in settings ? settings.gamma : undefined;
  return { told, family, measure, kind, gamma, values, vantageCount, prepared, distances };
}

/** Families repeat their originals in turn, and vantage points are to be of all kinds. */
function shuffled(random: Random, values: readonly Float64Array[]): Float64Array[] {
  const left = [...values];
  return values.map(() => left.splice(random.integer(left.length), 1)[0]!);
}

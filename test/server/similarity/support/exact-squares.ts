import type { Random } from '../../../../server/series/index.ts';
import type { MeasureSettings } from '../../../../server/similarity/index.ts';

/** Correlations of two series of whole numbers: exact dot products, divided and rooted once each. */
function correlations(x: Float64Array, y: Float64Array): Float64Array {
  const [a, b] = [centred(x), centred(y)];
  const scale = Math.sqrt(Number(dot(a, a, 0))) * Math.sqrt(Number(dot(b, b, 0)));
  return Float64Array.from({ length: a.length }, (_, shift) => Number(dot(a, b, shift)) / scale);
}

/** n·x_i − Σx, which is whole where all x_i are. */
function centred(values: Float64Array): bigint[] {
  const sum = values.reduce((total, value) => total + BigInt(value), 0n);
  return Array.from(values, (value) => BigInt(values.length) * BigInt(value) - sum);
}

function dot(a: readonly bigint[], b: readonly bigint[], shift: number): bigint {
  let sum = 0n;
  for (const [index, value] of b.entries()) sum += a[(index + shift) % a.length]! * value;
  return sum;
}

/** Σ exp(γ·(c − 1)) with the rounding error of every addition carried along. */
export function kernelSum(values: Float64Array, gamma: number): number {
  let sum = 0;
  let error = 0;
  for (const value of values) {
    const term = Math.exp(gamma * (value - 1));
    const next = sum + term;
    error += Math.abs(sum) >= term ? sum - next + term : term - next + sum;
    sum = next;
  }
  return sum + error;
}

/**
 * The squared distance of two series of whole numbers by definition, with no transform and an error
 * of a few units in the last place of 1 + γ. Cost: quadratic.
 */
export function exactSquare(settings: MeasureSettings, x: Float64Array, y: Float64Array): number {
  const cross = correlations(x, y);
  switch (settings.name) {
    case 'kernel': {
      const { gamma } = settings;
      const selves = [x, y].map((one) => kernelSum(correlations(one, one), gamma));
      return 2 * (1 - kernelSum(cross, gamma) / Math.sqrt(selves[0]! * selves[1]!));
    }
    case 'best-shift':
      return 2 * (1 - cross.reduce((most, value) => Math.max(most, value), -1));
    case 'euclid':
      return 2 * (1 - cross[0]!);
    default:
      return Number.NaN;
  }
}

/**
 * `values` less their mean as whole numbers of up to a million in magnitude, never all alike: what is
 * lost where a mean is much larger than a deviation is no matter of the measure.
 */
export function wholeNumbers(random: Random, values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const centre = values.map((value) => value - mean);
  const most = centre.reduce((greatest, value) => Math.max(greatest, Math.abs(value)), 0);
  const whole = centre.map((value) => Math.round((1e6 * value) / most));
  if (whole.every((value) => value === whole[0])) whole[random.integer(whole.length)]! += 1;
  return whole;
}

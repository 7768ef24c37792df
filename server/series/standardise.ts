import { DatabaseError } from '../errors.ts';
import { finiteFault, pointCountFault } from './series.ts';

/** A series is constant when its deviation is at most this share of its largest magnitude. */
const CONSTANT_SHARE = 1e-12;

/** Exponents between which a power of two is a normal double. */
const EXPONENT_MAX = 1022;

/**
 * Writes `values` less their mean, divided by their population deviation (the root of the mean
 * square, divisor n), to `out` from `offset` on. What is written has mean 0 and deviation 1 to
 * rounding, at any scale: values near 1.8e308 do not overflow and subnormal ones keep their
 * digits. `out` may be `values` itself when `offset` is 0; when it throws, `out` is untouched.
 *
 * @throws DatabaseError `INVALID_VALUE` with `field` 'values' when a value is not finite (the
 * message names the index), the number of points is not 2 to 65,536, or the series is constant:
 * σ ≤ 1e-12·max|x|.
 * @throws RangeError when `out` does not have `values.length` doubles from `offset` on.
 * Cost: five passes over the values.
 * Source: the corrected two-pass algorithm of Chan, Golub and LeVeque, "Algorithms for computing
 * the sample variance", The American Statistician 37 (1983), with Kahan's sum of the squares.
 */
export function standardise(values: Float64Array, out: Float64Array, offset: number): void {
  if (!(Number.isSafeInteger(offset) && offset >= 0 && offset + values.length <= out.length)) {
    throw new RangeError(
      `out has ${out.length} doubles; ${values.length} do not fit from offset ${offset} on`,
    );
  }
  const count = values.length;
  const magnitude = largestMagnitude(values);
  // NaN and infinities come through as the largest magnitude; only then is it worth to look where.
  const fault =
    pointCountFault('values', count) ??
    (Number.isFinite(magnitude) ? undefined : finiteFault('values', values));
  if (fault !== undefined) {
    throw new DatabaseError('INVALID_VALUE', fault.message, { field: fault.field });
  }

  const { scale, mean, correction, sigma } = scaledMoments(values, magnitude);
  if (sigma <= CONSTANT_SHARE * magnitude * scale) {
    throw new DatabaseError(
      'INVALID_VALUE',
      `the series is constant: its deviation ${sigma / scale} is at most ${CONSTANT_SHARE} of ` +
        `its largest magnitude ${magnitude}; only series that vary can be compared`,
      { field: 'values' },
    );
  }
  for (let index = 0; index < count; index++) {
    out[offset + index] = (values[index]! * scale - mean - correction) / sigma;
  }
}

/**
 * The mean and the population deviation (divisor n) of finite values, computed as `standardise`
 * computes them, so without overflow at any scale.
 * Cost: four passes over the values.
 */
export function moments(values: Float64Array): { readonly mean: number; readonly std: number } {
  const scaled = scaledMoments(values, largestMagnitude(values));
  const mean = (scaled.mean + scaled.correction) / scaled.scale;
  const most = Number.MAX_VALUE;
  return {
    // Rounding may take the mean of values next to the largest double past it.
    mean: Math.max(-most, Math.min(most, mean)),
    std: Math.min(most, scaled.sigma / scaled.scale),
  };
}

/** Moments of values times `scale`; the mean is in two parts. */
function scaledMoments(
  values: Float64Array,
  magnitude: number,
): {
  readonly scale: number;
  readonly mean: number;
  readonly correction: number;
  readonly sigma: number;
} {
  const count = values.length;
  // Multiplying by a power of two is exact, so scaling changes the range and not the digits.
  const scale = scaleFor(magnitude);
  let sum = 0;
  for (let index = 0; index < count; index++) sum += values[index]! * scale;
  const mean = sum / count;
  // The first mean is off by the rounding of its sum, which a large mean makes larger than a
  // small deviation; the mean of what is left corrects it.
  let rest = 0;
  for (let index = 0; index < count; index++) rest += values[index]! * scale - mean;
  const correction = rest / count;
  // Of equal values, such as the two of a step, a plain sum rounds every term the same way, and is off
  // by more the longer the series is; what is lost of a term is taken from the next.
  let squares = 0;
  let lost = 0;
  for (let index = 0; index < count; index++) {
    const deviation = values[index]! * scale - mean - correction;
    const term = deviation * deviation - lost;
    const next = squares + term;
    lost = next - squares - term;
    squares = next;
  }
  const sigma = Math.sqrt(squares / count);
  return { scale, mean, correction, sigma };
}

/** NaN when a value is NaN, and infinite when one is infinite. */
function largestMagnitude(values: Float64Array): number {
  let magnitude = 0;
  for (let index = 0; index < values.length; index++) {
    magnitude = Math.max(magnitude, Math.abs(values[index]!));
  }
  return magnitude;
}

/**
 * A power of two that brings `magnitude` near 1: to [2⁻⁵², 4], where neither a sum of 65,536
 * values nor their squares leave the normal doubles.
 */
function scaleFor(magnitude: number): number {
  if (magnitude === 0) return 1;
  const exponent = Math.floor(Math.log2(magnitude));
  return 2 ** Math.max(-EXPONENT_MAX, Math.min(EXPONENT_MAX, -exponent));
}

import {
  add,
  divide,
  exponential,
  fromNumber,
  multiply,
  ONE,
  SPLITTER,
  squareRoot,
  subtract,
  type Twofold,
  ZERO,
} from './twofold.ts';

/** A standardised series in 106 bits, with the halves of its doubles that products need. */
export interface TrueSeries {
  readonly length: number;
  readonly high: Float64Array;
  readonly low: Float64Array;
  /** The upper and the lower half of the bits of `high`. */
  readonly upper: Float64Array;
  readonly lower: Float64Array;
}

/** `values` less their mean, divided by their deviation. Requires that they are not constant. */
export function trueSeries(values: Float64Array): TrueSeries {
  const length = fromNumber(values.length);
  let sum = ZERO;
  for (const value of values) sum = add(sum, fromNumber(value));
  const mean = divide(sum, length);
  const centred = Array.from(values, (value) => subtract(fromNumber(value), mean));
  let squares = ZERO;
  for (const value of centred) squares = add(squares, multiply(value, value));
  const deviation = squareRoot(divide(squares, length));
  const standard = centred.map((value) => divide(value, deviation));
  const high = Float64Array.from(standard, (value) => value.high);
  const upper = high.map((value) => value * SPLITTER - (value * SPLITTER - value));
  return {
    length: values.length,
    high,
    low: Float64Array.from(standard, (value) => value.low),
    upper,
    lower: high.map((value, at) => value - upper[at]!),
  };
}

/**
 * The circular correlations c_s = (1/n) Σ_i x[(i+s) mod n]·y[i] by their definition, in order of s.
 * Cost: n² products; nothing is transformed, so that no transform can be wrong the same way.
 */
export function trueCorrelations(x: TrueSeries, y: TrueSeries): readonly Twofold[] {
  const { length } = x;
  const share = fromNumber(length);
  return Array.from({ length }, (_, shift) => {
    let high = 0;
    let low = 0;
    for (let i = 0; i < length; i += 1) {
      const at = i + shift < length ? i + shift : i + shift - length;
      // The product x[at]·y[i], as in `twofold.ts`, and then the exact sum with what there is.
      const product = x.high[at]! * y.high[i]!;
      const rest =
        x.upper[at]! * y.upper[i]! -
        product +
        x.upper[at]! * y.lower[i]! +
        x.lower[at]! * y.upper[i]! +
        x.lower[at]! * y.lower[i]! +
        (x.high[at]! * y.low[i]! + x.low[at]! * y.high[i]!);
      const sum = high + product;
      const part = sum - high;
      low += high - (sum - part) + (product - part) + rest;
      high = sum;
    }
    return divide(add(fromNumber(high), fromNumber(low)), share);
  });
}

/** Σ_s e^(γ·(c_s − 1)). */
export function trueKernel(correlations: readonly Twofold[], gamma: number): Twofold {
  const sharpness = fromNumber(gamma);
  let sum = ZERO;
  for (const correlation of correlations) {
    sum = add(sum, exponential(multiply(sharpness, subtract(correlation, ONE))));
  }
  return sum;
}

/** 2·(1 − K(x,y)/√(K(x,x)·K(y,y))). */
export function trueKernelSquare(between: Twofold, ownX: Twofold, ownY: Twofold): number {
  const cosine = divide(between, squareRoot(multiply(ownX, ownY)));
  return 2 * subtract(ONE, cosine).high;
}

/** 2·(1 − max c_s). */
export function trueBestShiftSquare(correlations: readonly Twofold[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (const correlation of correlations) least = Math.min(least, subtract(ONE, correlation).high);
  return 2 * least;
}

/** 2·(1 − c_0). */
export function trueEuclidSquare(correlations: readonly Twofold[]): number {
  return 2 * subtract(ONE, correlations[0]!).high;
}

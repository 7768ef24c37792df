import { exponentialPolynomial } from './polynomial.ts';

/** How the module computes 2^v or e^(γ·c); see `assembly/powers.ts`. */
export interface Exponent {
  /** What correlations are multiplied by before. */
  readonly scale: number;
  readonly double: ExponentTerms;
  readonly single: ExponentTerms;
}

/** Constants for one width of lanes. */
export interface ExponentTerms {
  /** Least exponent and rounder, where there is a reduction, then coefficients from the highest. */
  readonly vectors: readonly number[];
  readonly squarings: number;
  readonly reduction: 'none' | 'plain' | 'clamped';
}

const DEGREE_DOUBLE = 6;
const DEGREE_SINGLE = 4;

/** Up to this γ, a higher degree is cheaper than the reduction. */
const GAMMA_PLAIN_MAX = 2;
const DEGREES_MORE = 2;

/** γ for which a polynomial of the higher degree is as good as its lanes without squarings. */
const RANGE_DOUBLE: number = 1 / 8;
const RANGE_SINGLE: number = 1 / 2;

/**
 * The constants for sharpness `gamma`, over 0 and at most 700. What comes out of the module is
 * Σ exp(γ·c_s) times a constant, which cancels: such that every term is at most 2.
 */
export function exponentOf(gamma: number): Exponent {
  if (gamma <= GAMMA_PLAIN_MAX) {
    return {
      scale: 1,
      double: plain(gamma, DEGREE_DOUBLE, RANGE_DOUBLE),
      single: plain(gamma, DEGREE_SINGLE, RANGE_SINGLE),
    };
  }
  const scale = gamma * Math.LOG2E;
  const shift = Math.ceil(scale);
  return {
    scale,
    double: reduced(shift, { degree: DEGREE_DOUBLE, squarings: 4, bits: 52, least: -1021 }),
    single: reduced(shift, { degree: DEGREE_SINGLE, squarings: 1, bits: 23, least: -125 }),
  };
}

function plain(gamma: number, degree: number, range: number): ExponentTerms {
  const squarings = Math.max(0, Math.ceil(Math.log2(gamma / range)));
  const power = gamma / 2 ** squarings;
  return {
    vectors: [
      ...exponentialPolynomial(power, degree + DEGREES_MORE, Math.exp(-power)),
    ].toReversed(),
    squarings,
    reduction: 'none',
  };
}

function reduced(
  shift: number,
  options: {
    readonly degree: number;
    readonly squarings: number;
    readonly bits: number;
    readonly least: number;
  },
): ExponentTerms {
  const { degree, squarings, bits, least } = options;
  // The remainder is at most a half, and the polynomial is one of twice it.
  const half = exponentialPolynomial(Math.LN2 / 2 / 2 ** squarings, degree, 1);
  return {
    vectors: [
      shift + least,
      1.5 * 2 ** bits - shift,
      ...half.map((coefficient, power) => coefficient * 2 ** power).toReversed(),
    ],
    squarings,
    // The least is −2·scale, give or take a unit for the shift.
    reduction: shift + least > -shift - 1 ? 'clamped' : 'plain',
  };
}

/**
 * A number as the unevaluated sum of two doubles, `low` being at most half a unit in the last place
 * of `high`: some 106 significant bits. For the truth in tests; slow.
 * Source: Dekker, A floating-point technique for extending the available precision, Numerische
 * Mathematik 18 (1971); Hida, Li and Bailey, Algorithms for quad-double precision (2001).
 */
export interface Twofold {
  readonly high: number;
  readonly low: number;
}

export const ZERO: Twofold = { high: 0, low: 0 };
export const ONE: Twofold = { high: 1, low: 0 };

const LN2: Twofold = { high: Math.LN2, low: 2.3190468138462996e-17 };
/** Times it, less what that adds, leaves the upper half of the bits of a double. */
export const SPLITTER: number = 2 ** 27 + 1;
/** e^x is (e^(x/2^HALVINGS))^(2^HALVINGS). */
const HALVINGS = 9;
const TERMS = 10;

/** `high + low`, exactly. Requires |high| ≥ |low|, or high 0. */
function normalised(high: number, low: number): Twofold {
  const sum = high + low;
  return { high: sum, low: low - (sum - high) };
}

/** The exact sum of two doubles. */
function sumOf(a: number, b: number): Twofold {
  const high = a + b;
  const share = high - a;
  return { high, low: a - (high - share) + (b - share) };
}

/** The exact product of two doubles far from the ends of their range. */
function productOf(a: number, b: number): Twofold {
  const high = a * b;
  const aUpper = a * SPLITTER - (a * SPLITTER - a);
  const bUpper = b * SPLITTER - (b * SPLITTER - b);
  const aLower = a - aUpper;
  const bLower = b - bUpper;
  const low = aUpper * bUpper - high + aUpper * bLower + aLower * bUpper + aLower * bLower;
  return { high, low };
}

export function add(a: Twofold, b: Twofold): Twofold {
  const high = sumOf(a.high, b.high);
  const low = sumOf(a.low, b.low);
  const first = normalised(high.high, high.low + low.high);
  return normalised(first.high, first.low + low.low);
}

export function negate({ high, low }: Twofold): Twofold {
  return { high: -high, low: -low };
}

export function subtract(a: Twofold, b: Twofold): Twofold {
  return add(a, negate(b));
}

export function multiply(a: Twofold, b: Twofold): Twofold {
  const { high, low } = productOf(a.high, b.high);
  return normalised(high, low + (a.high * b.low + a.low * b.high));
}

/** Requires that `b` is not 0. */
export function divide(a: Twofold, b: Twofold): Twofold {
  const first = a.high / b.high;
  const rest = subtract(a, multiply(b, { high: first, low: 0 }));
  const second = rest.high / b.high;
  const last = subtract(rest, multiply(b, { high: second, low: 0 })).high / b.high;
  return add(normalised(first, second), { high: last, low: 0 });
}

/** Requires a number over 0. */
export function squareRoot(a: Twofold): Twofold {
  const guess = Math.sqrt(a.high);
  const rest = subtract(a, productOf(guess, guess));
  return normalised(guess, rest.high / (2 * guess));
}

export function fromNumber(high: number): Twofold {
  return { high, low: 0 };
}

/** e^a for |a| up to 700, to some 2⁻⁹⁵ of its size. */
export function exponential(a: Twofold): Twofold {
  const power = Math.round(a.high / LN2.high);
  const scale = fromNumber(2 ** -HALVINGS);
  const rest = multiply(subtract(a, multiply(LN2, fromNumber(power))), scale);
  // e^rest − 1 by Horner's rule; without the 1, halving and squaring lose nothing.
  let series = ZERO;
  for (let term = TERMS; term >= 1; term -= 1) {
    series = divide(multiply(rest, add(ONE, series)), fromNumber(term));
  }
  for (let halving = 0; halving < HALVINGS; halving += 1) {
    series = add(add(series, series), multiply(series, series));
  }
  const { high, low } = add(ONE, series);
  return { high: high * 2 ** power, low: low * 2 ** power };
}

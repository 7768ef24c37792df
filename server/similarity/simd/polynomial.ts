/**
 * Coefficients, lowest power first, of the polynomial of `degree` that approximates scale·e^(a·x)
 * for |x| ≤ 1: the Chebyshev series, cut off and rewritten in powers. Its error is next to the least
 * possible, about scale·a^(degree+1)/(2^degree·(degree+1)!).
 */
export function exponentialPolynomial(a: number, degree: number, scale: number): Float64Array {
  const powers = new Float64Array(degree + 1);
  let before = new Float64Array(degree + 1);
  let current = new Float64Array(degree + 1);
  // T_0 = 1, T_1 = x, T_(k+1) = 2x·T_k − T_(k−1).
  before[0] = 1;
  current[1] = 1;
  powers[0] = bessel(0, a);
  for (let k = 1; k <= degree; k += 1) {
    const weight = 2 * bessel(k, a);
    for (let at = 0; at <= k; at += 1) powers[at]! += weight * current[at]!;
    const next = new Float64Array(degree + 1);
    for (let at = 0; at <= degree; at += 1) {
      next[at] = (at > 0 ? 2 * current[at - 1]! : 0) - before[at]!;
    }
    before = current;
    current = next;
  }
  return powers.map((coefficient) => scale * coefficient);
}

/** The modified Bessel function of the first kind I_k(a) by its series; `a` is at most about 1. */
function bessel(k: number, a: number): number {
  let term = 1;
  for (let at = 1; at <= k; at += 1) term *= a / (2 * at);
  let sum = 0;
  for (let at = 1; term > sum * 2 ** -60; at += 1) {
    sum += term;
    term *= (a * a) / (4 * at * (at + k));
  }
  return sum;
}

/*
 * Every lane of a vector belongs to one candidate: two candidates of f64 or four of f32 (`T`) are
 * computed side by side, and no operation mixes lanes. A lane's bits depend on its own candidate
 * only, neither on the others nor on which lane it is.
 */

/** Bytes of a vector. */
export const VECTOR: usize = 16;

/** How many candidates are computed side by side. */
export function lanes<T>(): i32 {
  return sizeof<T>() == 8 ? 2 : 4;
}

/** `value` in all lanes. */
export function all<T>(value: f64): v128 {
  return sizeof<T>() == 8 ? f64x2.splat(value) : f32x4.splat(<f32>value);
}

/**
 * One half of the candidates' complex values at byte `at` of their prepared series: the value of
 * `a` for f64, of `a` and `b` for f32. `realPart` and `imaginaryPart` take both halves apart.
 */
export function gather<T>(a: usize, b: usize, at: usize): v128 {
  if (sizeof<T>() == 8) return v128.load(a + at);
  const first = f32x4.demote_f64x2_zero(v128.load(a + at));
  const second = f32x4.demote_f64x2_zero(v128.load(b + at));
  return v128.shuffle<i32>(first, second, 0, 4, 1, 5);
}

export function realPart(low: v128, high: v128): v128 {
  return v128.shuffle<i64>(low, high, 0, 2);
}

export function imaginaryPart(low: v128, high: v128): v128 {
  return v128.shuffle<i64>(low, high, 1, 3);
}

/** Real part of (ar + i·ai)·(br + i·bi). */
export function productReal<T>(ar: v128, ai: v128, br: v128, bi: v128): v128 {
  return v128.sub<T>(v128.mul<T>(ar, br), v128.mul<T>(ai, bi));
}

/** Imaginary part of (ar + i·ai)·(br + i·bi). */
export function productImaginary<T>(ar: v128, ai: v128, br: v128, bi: v128): v128 {
  return v128.add<T>(v128.mul<T>(ar, bi), v128.mul<T>(ai, br));
}

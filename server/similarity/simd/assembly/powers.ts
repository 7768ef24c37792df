import { VECTOR } from './lanes';
import { terms32, terms64 } from './plan';

/*
 * Sums of 2^v for what leaves the transform, which is the correlation times γ·log₂e, or times 1
 * where γ is small.
 *
 * Vectors of `terms`: least v and rounder, then coefficients from the highest; where v is not reduced,
 * the two coefficients above those are in place of the first two. At the end, an i32 with the number
 * of squarings, and one that says whether v is reduced: 0 no, 1 yes, 2 yes, after a clamp to least v.
 *
 * With k the whole number next to v, 2^v = 2^(k − K)·2^(v−k); adding the rounder 1.5·2⁵² − K (or
 * 1.5·2²³ − K) leaves k − K in the low bits, from where it moves to the exponent. 2^(v−k) is a
 * polynomial, squared some times, which saves degrees and loses a bit each. Where γ is small, a
 * polynomial of two degrees more does without the reduction.
 */

/** Vector number of the coefficient of the highest power. */
const COEFFICIENTS: usize = 2;

/** Says that v is reduced, and may be below what the exponent of a number can hold. */
const CLAMPED: i32 = 2;

/** Degree of the polynomial where v is reduced. */
function degree<T>(): usize {
  return sizeof<T>() == 8 ? 6 : 4;
}

function termsOf<T>(): usize {
  return sizeof<T>() == 8 ? terms64 : terms32;
}

function scale<T>(value: v128, steps: v128): v128 {
  return sizeof<T>() == 8
    ? i64x2.add(value, i64x2.shl(steps, 52))
    : i32x4.add(value, i32x4.shl(steps, 23));
}

/** A class, since only what belongs to one takes a decorator in TypeScript's syntax. */
export abstract class Powers {
  /** 2^a + 2^b + 2^c + 2^d, without the scale of 2^−K. */
  @inline
  static sum<T>(a: v128, b: v128, c: v128, d: v128): v128 {
    const terms = termsOf<T>();
    const end = terms + (COEFFICIENTS + degree<T>() + 1) * VECTOR;
    const reduces = load<i32>(end, 4);
    let ka = a;
    let kb = b;
    let kc = c;
    let kd = d;
    let t = v128.load(terms, COEFFICIENTS * VECTOR);
    let pa: v128;
    let pb: v128;
    let pc: v128;
    let pd: v128;
    if (reduces) {
      const rounder = v128.load(terms, VECTOR);
      if (reduces == CLAMPED) {
        const least = v128.load(terms);
        a = v128.pmax<T>(a, least);
        b = v128.pmax<T>(b, least);
        c = v128.pmax<T>(c, least);
        d = v128.pmax<T>(d, least);
      }
      ka = v128.add<T>(a, rounder);
      kb = v128.add<T>(b, rounder);
      kc = v128.add<T>(c, rounder);
      kd = v128.add<T>(d, rounder);
      a = v128.sub<T>(a, v128.sub<T>(ka, rounder));
      b = v128.sub<T>(b, v128.sub<T>(kb, rounder));
      c = v128.sub<T>(c, v128.sub<T>(kc, rounder));
      d = v128.sub<T>(d, v128.sub<T>(kd, rounder));
      pa = v128.mul<T>(a, t);
      pb = v128.mul<T>(b, t);
      pc = v128.mul<T>(c, t);
      pd = v128.mul<T>(d, t);
    } else {
      const highest = v128.load(terms);
      const next = v128.load(terms, VECTOR);
      pa = v128.mul<T>(a, v128.add<T>(v128.mul<T>(a, highest), next));
      pb = v128.mul<T>(b, v128.add<T>(v128.mul<T>(b, highest), next));
      pc = v128.mul<T>(c, v128.add<T>(v128.mul<T>(c, highest), next));
      pd = v128.mul<T>(d, v128.add<T>(v128.mul<T>(d, highest), next));
      pa = v128.mul<T>(a, v128.add<T>(pa, t));
      pb = v128.mul<T>(b, v128.add<T>(pb, t));
      pc = v128.mul<T>(c, v128.add<T>(pc, t));
      pd = v128.mul<T>(d, v128.add<T>(pd, t));
    }
    t = v128.load(terms, (COEFFICIENTS + 1) * VECTOR);
    pa = v128.mul<T>(a, v128.add<T>(pa, t));
    pb = v128.mul<T>(b, v128.add<T>(pb, t));
    pc = v128.mul<T>(c, v128.add<T>(pc, t));
    pd = v128.mul<T>(d, v128.add<T>(pd, t));
    t = v128.load(terms, (COEFFICIENTS + 2) * VECTOR);
    pa = v128.mul<T>(a, v128.add<T>(pa, t));
    pb = v128.mul<T>(b, v128.add<T>(pb, t));
    pc = v128.mul<T>(c, v128.add<T>(pc, t));
    pd = v128.mul<T>(d, v128.add<T>(pd, t));
    t = v128.load(terms, (COEFFICIENTS + 3) * VECTOR);
    pa = v128.mul<T>(a, v128.add<T>(pa, t));
    pb = v128.mul<T>(b, v128.add<T>(pb, t));
    pc = v128.mul<T>(c, v128.add<T>(pc, t));
    pd = v128.mul<T>(d, v128.add<T>(pd, t));
    if (sizeof<T>() == 8) {
      t = v128.load(terms, (COEFFICIENTS + 4) * VECTOR);
      pa = v128.mul<T>(a, v128.add<T>(pa, t));
      pb = v128.mul<T>(b, v128.add<T>(pb, t));
      pc = v128.mul<T>(c, v128.add<T>(pc, t));
      pd = v128.mul<T>(d, v128.add<T>(pd, t));
      t = v128.load(terms, (COEFFICIENTS + 5) * VECTOR);
      pa = v128.mul<T>(a, v128.add<T>(pa, t));
      pb = v128.mul<T>(b, v128.add<T>(pb, t));
      pc = v128.mul<T>(c, v128.add<T>(pc, t));
      pd = v128.mul<T>(d, v128.add<T>(pd, t));
    }
    t = v128.load(terms + degree<T>() * VECTOR, COEFFICIENTS * VECTOR);
    pa = v128.add<T>(pa, t);
    pb = v128.add<T>(pb, t);
    pc = v128.add<T>(pc, t);
    pd = v128.add<T>(pd, t);
    for (let left = load<i32>(end); left > 0; left -= 1) {
      pa = v128.mul<T>(pa, pa);
      pb = v128.mul<T>(pb, pb);
      pc = v128.mul<T>(pc, pc);
      pd = v128.mul<T>(pd, pd);
    }
    if (reduces) {
      pa = scale<T>(pa, ka);
      pb = scale<T>(pb, kb);
      pc = scale<T>(pc, kc);
      pd = scale<T>(pd, kd);
    }
    return v128.add<T>(v128.add<T>(pa, pb), v128.add<T>(pc, pd));
  }

  /** 2^value, without the scale of 2^−K. */
  @inline
  static one<T>(value: v128): v128 {
    const terms = termsOf<T>();
    const end = terms + (COEFFICIENTS + degree<T>() + 1) * VECTOR;
    const reduces = load<i32>(end, 4);
    let steps = value;
    let at: usize = terms;
    if (reduces) {
      const rounder = v128.load(terms, VECTOR);
      if (reduces == CLAMPED) value = v128.pmax<T>(value, v128.load(terms));
      steps = v128.add<T>(value, rounder);
      value = v128.sub<T>(value, v128.sub<T>(steps, rounder));
      at += COEFFICIENTS * VECTOR;
    }
    let power = v128.load(at);
    for (at += VECTOR; at < end; at += VECTOR) {
      power = v128.add<T>(v128.mul<T>(value, power), v128.load(at));
    }
    for (let left = load<i32>(end); left > 0; left -= 1) power = v128.mul<T>(power, power);
    return reduces ? scale<T>(power, steps) : power;
  }
}

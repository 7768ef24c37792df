import { gather, imaginaryPart, productImaginary, productReal, realPart, VECTOR } from './lanes';
import { correlationImaginary, correlationReal } from './product';
import { valueAt } from './stages';

/*
 * The stage of radix 4 with stride 1, whose input is the product of the query's transform and the
 * conjugate of a candidate's; value 0 of either is 0, as the series are standardised.
 */

const ROOT_HALF: f64 = 0.7071067811865475244;

export function first4<T>(
  query: usize,
  candidateA: usize,
  candidateB: usize,
  candidateC: usize,
  candidateD: usize,
  target: usize,
  groups: usize,
  roots: usize,
): void {
  const width: usize = 2 * sizeof<T>();
  let x: usize, at: usize, low: v128, high: v128, xr: v128, xi: v128, yr: v128, yi: v128;

  at = VECTOR * groups;
  x = query + width * groups;
  low = gather<T>(candidateA, candidateB, at);
  high = gather<T>(candidateC, candidateD, at);
  yr = realPart(low, high);
  yi = imaginaryPart(low, high);
  xr = v128.load_splat<T>(x);
  xi = v128.load_splat<T>(x, sizeof<T>());
  const zr = correlationReal<T>(xr, xi, yr, yi);
  const zi = correlationImaginary<T>(xr, xi, yr, yi);
  at = 2 * VECTOR * groups;
  x = query + 2 * width * groups;
  low = gather<T>(candidateA, candidateB, at);
  high = gather<T>(candidateC, candidateD, at);
  const middle = v128.mul<T>(v128.load_splat<T>(x), realPart(low, high));
  v128.store(target, v128.add<T>(middle, zr));
  v128.store(target, v128.neg<T>(v128.add<T>(middle, zi)), VECTOR);
  v128.store(target, v128.sub<T>(middle, zr), 2 * VECTOR);
  v128.store(target, v128.sub<T>(zi, middle), 3 * VECTOR);

  const half = (groups + 1) >> 1;
  let to = valueAt(target, 4, 1);
  for (let p: usize = 1; p < half; p += 1) {
    at = VECTOR * p;
    x = query + width * p;
    low = gather<T>(candidateA, candidateB, at);
    high = gather<T>(candidateC, candidateD, at);
    yr = realPart(low, high);
    yi = imaginaryPart(low, high);
    xr = v128.load_splat<T>(x);
    xi = v128.load_splat<T>(x, sizeof<T>());
    const ar = correlationReal<T>(xr, xi, yr, yi);
    const ai = correlationImaginary<T>(xr, xi, yr, yi);

    at = VECTOR * (2 * groups - p);
    x = query + width * (2 * groups - p);
    low = gather<T>(candidateA, candidateB, at);
    high = gather<T>(candidateC, candidateD, at);
    yr = realPart(low, high);
    yi = imaginaryPart(low, high);
    xr = v128.load_splat<T>(x);
    xi = v128.load_splat<T>(x, sizeof<T>());
    const cr = correlationReal<T>(xr, xi, yr, yi);
    const ci = correlationImaginary<T>(xr, xi, yr, yi);
    const evenR = v128.add<T>(ar, cr);
    const evenI = v128.sub<T>(ai, ci);
    const apartR = v128.sub<T>(ar, cr);
    const apartI = v128.add<T>(ai, ci);

    at = VECTOR * (groups + p);
    x = query + width * (groups + p);
    low = gather<T>(candidateA, candidateB, at);
    high = gather<T>(candidateC, candidateD, at);
    yr = realPart(low, high);
    yi = imaginaryPart(low, high);
    xr = v128.load_splat<T>(x);
    xi = v128.load_splat<T>(x, sizeof<T>());
    const br = correlationReal<T>(xr, xi, yr, yi);
    const bi = correlationImaginary<T>(xr, xi, yr, yi);

    at = VECTOR * (groups - p);
    x = query + width * (groups - p);
    low = gather<T>(candidateA, candidateB, at);
    high = gather<T>(candidateC, candidateD, at);
    yr = realPart(low, high);
    yi = imaginaryPart(low, high);
    xr = v128.load_splat<T>(x);
    xi = v128.load_splat<T>(x, sizeof<T>());
    const dr = correlationReal<T>(xr, xi, yr, yi);
    const di = correlationImaginary<T>(xr, xi, yr, yi);
    const oddR = v128.add<T>(br, dr);
    const oddI = v128.sub<T>(bi, di);
    const turnR = v128.add<T>(bi, di);
    const turnI = v128.sub<T>(br, dr);

    v128.store(to, v128.add<T>(evenR, oddR));
    v128.store(to, v128.add<T>(evenI, oddI), VECTOR);
    const vr = v128.sub<T>(evenR, oddR);
    const vi = v128.sub<T>(evenI, oddI);
    const ur = v128.sub<T>(apartR, turnR);
    const ui = v128.add<T>(apartI, turnI);
    const wr = v128.add<T>(apartR, turnR);
    const wi = v128.sub<T>(apartI, turnI);
    const w1r = v128.load_splat<T>(roots);
    const w1i = v128.load_splat<T>(roots, sizeof<T>());
    v128.store(to, productReal<T>(ur, ui, w1r, w1i), 2 * VECTOR);
    v128.store(to, productImaginary<T>(ur, ui, w1r, w1i), 3 * VECTOR);
    const w2r = v128.load_splat<T>(roots, 2 * sizeof<T>());
    const w2i = v128.load_splat<T>(roots, 3 * sizeof<T>());
    v128.store(to, productReal<T>(vr, vi, w2r, w2i), 4 * VECTOR);
    v128.store(to, productImaginary<T>(vr, vi, w2r, w2i), 5 * VECTOR);
    const w3r = v128.load_splat<T>(roots, 4 * sizeof<T>());
    const w3i = v128.load_splat<T>(roots, 5 * sizeof<T>());
    v128.store(to, productReal<T>(wr, wi, w3r, w3i), 6 * VECTOR);
    v128.store(to, productImaginary<T>(wr, wi, w3r, w3i), 7 * VECTOR);
    roots += 6 * sizeof<T>();
    to += 8 * VECTOR;
  }
  if ((groups & 1) != 0) return;
  const quarter = groups >> 1;
  at = VECTOR * quarter;
  x = query + width * quarter;
  low = gather<T>(candidateA, candidateB, at);
  high = gather<T>(candidateC, candidateD, at);
  yr = realPart(low, high);
  yi = imaginaryPart(low, high);
  xr = v128.load_splat<T>(x);
  xi = v128.load_splat<T>(x, sizeof<T>());
  const ar = correlationReal<T>(xr, xi, yr, yi);
  const ai = correlationImaginary<T>(xr, xi, yr, yi);
  at = VECTOR * (groups + quarter);
  x = query + width * (groups + quarter);
  low = gather<T>(candidateA, candidateB, at);
  high = gather<T>(candidateC, candidateD, at);
  yr = realPart(low, high);
  yi = imaginaryPart(low, high);
  xr = v128.load_splat<T>(x);
  xi = v128.load_splat<T>(x, sizeof<T>());
  const br = correlationReal<T>(xr, xi, yr, yi);
  const bi = correlationImaginary<T>(xr, xi, yr, yi);
  const h = sizeof<T>() == 8 ? f64x2.splat(ROOT_HALF) : f32x4.splat(<f32>ROOT_HALF);
  const differenceR = v128.sub<T>(ar, br);
  const sumI = v128.add<T>(ai, bi);
  v128.store(to, v128.add<T>(ar, br));
  v128.store(to, v128.mul<T>(h, v128.sub<T>(differenceR, sumI)), VECTOR);
  v128.store(to, v128.sub<T>(bi, ai), 2 * VECTOR);
  v128.store(to, v128.neg<T>(v128.mul<T>(h, v128.add<T>(differenceR, sumI))), 3 * VECTOR);
}

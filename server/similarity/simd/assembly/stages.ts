import { all, productImaginary, productReal, VECTOR } from './lanes';

/*
 * Stages of the inverse transform of a hermitian sequence, whose values are real.
 *
 * Invariants, for a stage of radix r that reads sequences of length r·groups, `stride` of them:
 *  1. With x_j = Σ_k X_k e^(2πi·jk/N) and N = r·M, the subsequence x_(rq+u) is the transform of
 *     Y_p = e^(2πi·pu/N) Σ_t X_(p+Mt) e^(2πi·tu/r), p < M, which is hermitian as well. So a stage
 *     makes r sequences of length M of each, and needs p only from 0 to M/2.
 *  2. Of a sequence, X_0 and (for an even length) the middle are real; of the others the first
 *     half is kept, at twice its value, so that real values are sums without doubling.
 *  3. Sequences are interleaved: X_0 of all of them, then X_1 of all of them as real, imaginary,
 *     and so on; the array has N·stride vectors at every stage.
 *  4. Sequence s with remainder u becomes sequence s + stride·u, so that the last stage leaves
 *     x_j at vector j.
 *
 * Source: decimation in frequency (Van Loan, Computational Frameworks for the Fast Fourier
 * Transform), restricted to what symmetry leaves.
 */

/** Address of complex value `p` ≥ 1 of sequence 0, or of the middle, in an array of `stride`. */
export function valueAt(array: usize, stride: usize, p: usize): usize {
  return array + VECTOR * stride * (2 * p - 1);
}

const ROOT_HALF: f64 = 0.7071067811865475244;

export function stage4<T>(
  source: usize,
  target: usize,
  groups: usize,
  stride: usize,
  roots: usize,
): void {
  const step = VECTOR * stride;
  const outStride: usize = 4 * stride;
  let first = valueAt(source, stride, groups);
  let middle = valueAt(source, stride, 2 * groups);
  let to = target;
  for (let at = source, end = source + step; at < end; at += VECTOR) {
    const a = v128.load(at);
    const d = v128.load(middle);
    const zr = v128.load(first);
    const zi = v128.load(first, VECTOR);
    const even = v128.add<T>(a, d);
    const odd = v128.sub<T>(a, d);
    v128.store(to, v128.add<T>(even, zr));
    v128.store(to + step, v128.sub<T>(odd, zi));
    v128.store(to + 2 * step, v128.sub<T>(even, zr));
    v128.store(to + 3 * step, v128.add<T>(odd, zi));
    first += 2 * VECTOR;
    middle += VECTOR;
    to += VECTOR;
  }
  const half = (groups + 1) >> 1;
  for (let p: usize = 1; p < half; p += 1, roots += 6 * sizeof<T>()) {
    const w1r = v128.load_splat<T>(roots);
    const w1i = v128.load_splat<T>(roots, sizeof<T>());
    const w2r = v128.load_splat<T>(roots, 2 * sizeof<T>());
    const w2i = v128.load_splat<T>(roots, 3 * sizeof<T>());
    const w3r = v128.load_splat<T>(roots, 4 * sizeof<T>());
    const w3i = v128.load_splat<T>(roots, 5 * sizeof<T>());
    let a = valueAt(source, stride, p);
    let b = valueAt(source, stride, groups + p);
    let c = valueAt(source, stride, 2 * groups - p);
    let d = valueAt(source, stride, groups - p);
    to = valueAt(target, outStride, p);
    for (let end = a + 2 * step; a < end; ) {
      const ar = v128.load(a);
      const ai = v128.load(a, VECTOR);
      const br = v128.load(b);
      const bi = v128.load(b, VECTOR);
      const cr = v128.load(c);
      const ci = v128.load(c, VECTOR);
      const dr = v128.load(d);
      const di = v128.load(d, VECTOR);
      // Values c and d come from the other half and stand for their conjugates.
      const evenR = v128.add<T>(ar, cr);
      const evenI = v128.sub<T>(ai, ci);
      const apartR = v128.sub<T>(ar, cr);
      const apartI = v128.add<T>(ai, ci);
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
      v128.store(to + 2 * step, productReal<T>(ur, ui, w1r, w1i));
      v128.store(to + 2 * step, productImaginary<T>(ur, ui, w1r, w1i), VECTOR);
      v128.store(to + 4 * step, productReal<T>(vr, vi, w2r, w2i));
      v128.store(to + 4 * step, productImaginary<T>(vr, vi, w2r, w2i), VECTOR);
      v128.store(to + 6 * step, productReal<T>(wr, wi, w3r, w3i));
      v128.store(to + 6 * step, productImaginary<T>(wr, wi, w3r, w3i), VECTOR);
      a += 2 * VECTOR;
      b += 2 * VECTOR;
      c += 2 * VECTOR;
      d += 2 * VECTOR;
      to += 2 * VECTOR;
    }
  }
  if ((groups & 1) != 0) return;
  const h = all<T>(ROOT_HALF);
  let z = valueAt(source, stride, groups >> 1);
  let y = valueAt(source, stride, groups + (groups >> 1));
  to = valueAt(target, outStride, groups >> 1);
  for (let end = z + 2 * step; z < end; ) {
    const zr = v128.load(z);
    const zi = v128.load(z, VECTOR);
    const yr = v128.load(y);
    const yi = v128.load(y, VECTOR);
    const a = v128.sub<T>(zr, yr);
    const b = v128.add<T>(zi, yi);
    v128.store(to, v128.add<T>(zr, yr));
    v128.store(to + step, v128.mul<T>(h, v128.sub<T>(a, b)));
    v128.store(to + 2 * step, v128.sub<T>(yi, zi));
    v128.store(to + 3 * step, v128.neg<T>(v128.mul<T>(h, v128.add<T>(a, b))));
    z += 2 * VECTOR;
    y += 2 * VECTOR;
    to += VECTOR;
  }
}

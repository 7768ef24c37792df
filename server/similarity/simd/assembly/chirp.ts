import { productImaginary, productReal, VECTOR } from './lanes';
import {
  bufferA,
  bufferB,
  chirp,
  chirpKernel,
  chirpPoints,
  chirpStages,
  chirpTable,
  points,
} from './plan';

/*
 * The inverse transform of any length as a convolution: with b_t = e^(πi·t²/n) and
 * ks = (k² + s² − (s − k)²)/2, x_s = Re(b_s · Σ_k (Z_k b_k)·conj(b_(s−k))), summed over the half
 * spectrum at twice its value. In f64 only.
 *
 * Complex arrays of `stride` interleaved sequences: value p of sequence s is vectors 2(p·stride + s)
 * and the next. Stages as in `stages.ts`, without symmetry.
 *
 * Source: Bluestein, A linear filtering approach to the computation of the discrete Fourier
 * transform (1970).
 */

const SIN_60: f64 = 0.86602540378443864676;

/** Bytes of a stage in the plan. */
const STAGE: usize = 16;

function turn(to: usize, re: v128, im: v128, root: usize): void {
  const wr = v128.load_splat<f64>(root);
  const wi = v128.load_splat<f64>(root, 8);
  v128.store(to, productReal<f64>(re, im, wr, wi));
  v128.store(to, productImaginary<f64>(re, im, wr, wi), VECTOR);
}

function complex2(source: usize, target: usize, groups: usize, stride: usize, roots: usize): void {
  const span: usize = 2 * VECTOR * stride;
  const step = groups * span;
  let to = target;
  for (let p: usize = 0; p < groups; p += 1, roots += 16) {
    for (let at = source + p * span, end = at + span; at < end; at += 2 * VECTOR) {
      const ar = v128.load(at);
      const ai = v128.load(at, VECTOR);
      const br = v128.load(at + step);
      const bi = v128.load(at + step, VECTOR);
      v128.store(to, v128.add<f64>(ar, br));
      v128.store(to, v128.add<f64>(ai, bi), VECTOR);
      turn(to + span, v128.sub<f64>(ar, br), v128.sub<f64>(ai, bi), roots);
      to += 2 * VECTOR;
    }
    to += span;
  }
}

function complex3(source: usize, target: usize, groups: usize, stride: usize, roots: usize): void {
  const span: usize = 2 * VECTOR * stride;
  const step = groups * span;
  const half = f64x2.splat(0.5);
  const sine = f64x2.splat(SIN_60);
  let to = target;
  for (let p: usize = 0; p < groups; p += 1, roots += 32) {
    for (let at = source + p * span, end = at + span; at < end; at += 2 * VECTOR) {
      const ar = v128.load(at);
      const ai = v128.load(at, VECTOR);
      const br = v128.load(at + step);
      const bi = v128.load(at + step, VECTOR);
      const cr = v128.load(at + 2 * step);
      const ci = v128.load(at + 2 * step, VECTOR);
      const sumR = v128.add<f64>(br, cr);
      const sumI = v128.add<f64>(bi, ci);
      const restR = v128.sub<f64>(ar, v128.mul<f64>(half, sumR));
      const restI = v128.sub<f64>(ai, v128.mul<f64>(half, sumI));
      const turnR = v128.mul<f64>(sine, v128.sub<f64>(bi, ci));
      const turnI = v128.mul<f64>(sine, v128.sub<f64>(br, cr));
      v128.store(to, v128.add<f64>(ar, sumR));
      v128.store(to, v128.add<f64>(ai, sumI), VECTOR);
      turn(to + span, v128.sub<f64>(restR, turnR), v128.add<f64>(restI, turnI), roots);
      turn(to + 2 * span, v128.add<f64>(restR, turnR), v128.sub<f64>(restI, turnI), roots + 16);
      to += 2 * VECTOR;
    }
    to += 2 * span;
  }
}

function complex4(source: usize, target: usize, groups: usize, stride: usize, roots: usize): void {
  const span: usize = 2 * VECTOR * stride;
  const step = groups * span;
  let to = target;
  for (let p: usize = 0; p < groups; p += 1, roots += 48) {
    for (let at = source + p * span, end = at + span; at < end; at += 2 * VECTOR) {
      const ar = v128.load(at);
      const ai = v128.load(at, VECTOR);
      const br = v128.load(at + step);
      const bi = v128.load(at + step, VECTOR);
      const cr = v128.load(at + 2 * step);
      const ci = v128.load(at + 2 * step, VECTOR);
      const dr = v128.load(at + 3 * step);
      const di = v128.load(at + 3 * step, VECTOR);
      const evenR = v128.add<f64>(ar, cr);
      const evenI = v128.add<f64>(ai, ci);
      const apartR = v128.sub<f64>(ar, cr);
      const apartI = v128.sub<f64>(ai, ci);
      const oddR = v128.add<f64>(br, dr);
      const oddI = v128.add<f64>(bi, di);
      const turnR = v128.sub<f64>(bi, di);
      const turnI = v128.sub<f64>(br, dr);
      v128.store(to, v128.add<f64>(evenR, oddR));
      v128.store(to, v128.add<f64>(evenI, oddI), VECTOR);
      turn(to + span, v128.sub<f64>(apartR, turnR), v128.add<f64>(apartI, turnI), roots);
      turn(to + 2 * span, v128.sub<f64>(evenR, oddR), v128.sub<f64>(evenI, oddI), roots + 16);
      turn(to + 3 * span, v128.add<f64>(apartR, turnR), v128.sub<f64>(apartI, turnI), roots + 32);
      to += 2 * VECTOR;
    }
    to += 3 * span;
  }
}

/** Transforms the complex array at `source`; returns which of the two buffers has the result. */
function transform(source: usize): usize {
  let target = source == bufferA ? bufferB : bufferA;
  let stride: usize = 1;
  const end = chirpTable + STAGE * <usize>chirpStages;
  for (let at = chirpTable; at < end; at += STAGE) {
    const radix: usize = load<u32>(at);
    const groups: usize = load<u32>(at, 4);
    const roots: usize = load<u32>(at, 8);
    if (radix == 4) complex4(source, target, groups, stride, roots);
    else if (radix == 3) complex3(source, target, groups, stride, roots);
    else complex2(source, target, groups, stride, roots);
    stride *= radix;
    const swap = source;
    source = target;
    target = swap;
  }
  return source;
}

/**
 * Transforms the hermitian sequence in `bufferB` and returns where its `points` real values begin,
 * one a vector.
 */
export function chirpTransform(): usize {
  const half = <usize>points >> 1;
  let root = chirp + 16;
  let from = bufferB + VECTOR;
  let to = bufferA;
  v128.store(to, f64x2.splat(0));
  v128.store(to, f64x2.splat(0), VECTOR);
  to += 2 * VECTOR;
  // The conjugate goes in, so that the inverse transform gives the conjugate of the forward one.
  for (let k: usize = 1; k <= half; k += 1, root += 16, from += 2 * VECTOR, to += 2 * VECTOR) {
    const zr = v128.load(from);
    const real = (points & 1) == 0 && k == half;
    const zi = real ? f64x2.splat(0) : v128.load(from, VECTOR);
    const br = v128.load_splat<f64>(root);
    const bi = v128.load_splat<f64>(root, 8);
    v128.store(to, productReal<f64>(zr, zi, br, bi));
    v128.store(to, v128.neg<f64>(productImaginary<f64>(zr, zi, br, bi)), VECTOR);
  }
  for (const end = bufferA + 2 * VECTOR * <usize>chirpPoints; to < end; to += VECTOR) {
    v128.store(to, f64x2.splat(0));
  }
  const spectrum = transform(bufferA);
  root = chirpKernel;
  from = spectrum;
  for (const end = spectrum + 2 * VECTOR * <usize>chirpPoints; from < end; from += 2 * VECTOR) {
    const ur = v128.load(from);
    const ui = v128.neg<f64>(v128.load(from, VECTOR));
    const vr = v128.load_splat<f64>(root);
    const vi = v128.load_splat<f64>(root, 8);
    v128.store(from, productReal<f64>(ur, ui, vr, vi));
    v128.store(from, productImaginary<f64>(ur, ui, vr, vi), VECTOR);
    root += 16;
  }
  const found = transform(spectrum);
  root = chirp;
  to = found;
  from = found;
  for (const end = found + VECTOR * <usize>points; to < end; to += VECTOR, from += 2 * VECTOR) {
    const xr = v128.load(from);
    const xi = v128.load(from, VECTOR);
    const br = v128.load_splat<f64>(root);
    const bi = v128.load_splat<f64>(root, 8);
    v128.store(to, productReal<f64>(xr, xi, br, bi));
    root += 16;
  }
  return found;
}

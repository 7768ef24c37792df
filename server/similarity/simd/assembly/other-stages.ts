import { all, productImaginary, productReal, VECTOR } from './lanes';
import { valueAt } from './stages';

/* The stages of radix 2, 3 and 5, with the invariants of `stages.ts`. */

const SIN_60: f64 = 0.86602540378443864676;
const COS_72: f64 = 0.3090169943749474241;
const SIN_72: f64 = 0.95105651629515357212;
const COS_36: f64 = 0.8090169943749474241;
const SIN_36: f64 = 0.58778525229247312917;

/** Stores (re + i·im) times the root at `root` of a table. */
function turn<T>(to: usize, re: v128, im: v128, root: usize): void {
  const wr = v128.load_splat<T>(root);
  const wi = v128.load_splat<T>(root, sizeof<T>());
  v128.store(to, productReal<T>(re, im, wr, wi));
  v128.store(to, productImaginary<T>(re, im, wr, wi), VECTOR);
}

export function stage2<T>(
  source: usize,
  target: usize,
  groups: usize,
  stride: usize,
  roots: usize,
): void {
  const step = VECTOR * stride;
  let middle = valueAt(source, stride, groups);
  let to = target;
  for (let at = source; at < source + step; at += VECTOR) {
    const a = v128.load(at);
    const d = v128.load(middle);
    v128.store(to, v128.add<T>(a, d));
    v128.store(to + step, v128.sub<T>(a, d));
    middle += VECTOR;
    to += VECTOR;
  }
  const half = (groups + 1) >> 1;
  for (let p: usize = 1; p < half; p += 1, roots += 2 * sizeof<T>()) {
    let a = valueAt(source, stride, p);
    let c = valueAt(source, stride, groups - p);
    to = valueAt(target, 2 * stride, p);
    for (let end = a + 2 * step; a < end; a += 2 * VECTOR) {
      const ar = v128.load(a);
      const ai = v128.load(a, VECTOR);
      const cr = v128.load(c);
      const ci = v128.load(c, VECTOR);
      v128.store(to, v128.add<T>(ar, cr));
      v128.store(to, v128.sub<T>(ai, ci), VECTOR);
      turn<T>(to + 2 * step, v128.sub<T>(ar, cr), v128.add<T>(ai, ci), roots);
      c += 2 * VECTOR;
      to += 2 * VECTOR;
    }
  }
  if ((groups & 1) != 0) return;
  let z = valueAt(source, stride, groups >> 1);
  to = valueAt(target, 2 * stride, groups >> 1);
  for (let end = z + 2 * step; z < end; z += 2 * VECTOR) {
    v128.store(to, v128.load(z));
    v128.store(to + step, v128.neg<T>(v128.load(z, VECTOR)));
    to += VECTOR;
  }
}

export function stage3<T>(
  source: usize,
  target: usize,
  groups: usize,
  stride: usize,
  roots: usize,
): void {
  const step = VECTOR * stride;
  const half = all<T>(0.5);
  const sine = all<T>(SIN_60);
  let z = valueAt(source, stride, groups);
  let to = target;
  for (let at = source; at < source + step; at += VECTOR) {
    const a = v128.load(at);
    const zr = v128.load(z);
    const zi = v128.mul<T>(sine, v128.load(z, VECTOR));
    const rest = v128.sub<T>(a, v128.mul<T>(half, zr));
    v128.store(to, v128.add<T>(a, zr));
    v128.store(to + step, v128.sub<T>(rest, zi));
    v128.store(to + 2 * step, v128.add<T>(rest, zi));
    z += 2 * VECTOR;
    to += VECTOR;
  }
  const end = (groups + 1) >> 1;
  for (let p: usize = 1; p < end; p += 1, roots += 4 * sizeof<T>()) {
    let a = valueAt(source, stride, p);
    let b = valueAt(source, stride, groups + p);
    let c = valueAt(source, stride, groups - p);
    to = valueAt(target, 3 * stride, p);
    for (let stop = a + 2 * step; a < stop; a += 2 * VECTOR) {
      const ar = v128.load(a);
      const ai = v128.load(a, VECTOR);
      const br = v128.load(b);
      const bi = v128.load(b, VECTOR);
      const cr = v128.load(c);
      const ci = v128.load(c, VECTOR);
      // Value c stands for its conjugate.
      const sumR = v128.add<T>(br, cr);
      const sumI = v128.sub<T>(bi, ci);
      const restR = v128.sub<T>(ar, v128.mul<T>(half, sumR));
      const restI = v128.sub<T>(ai, v128.mul<T>(half, sumI));
      const turnR = v128.mul<T>(sine, v128.add<T>(bi, ci));
      const turnI = v128.mul<T>(sine, v128.sub<T>(br, cr));
      v128.store(to, v128.add<T>(ar, sumR));
      v128.store(to, v128.add<T>(ai, sumI), VECTOR);
      turn<T>(to + 2 * step, v128.sub<T>(restR, turnR), v128.add<T>(restI, turnI), roots);
      turn<T>(
        to + 4 * step,
        v128.add<T>(restR, turnR),
        v128.sub<T>(restI, turnI),
        roots + 2 * sizeof<T>(),
      );
      b += 2 * VECTOR;
      c += 2 * VECTOR;
      to += 2 * VECTOR;
    }
  }
  if ((groups & 1) != 0) return;
  z = valueAt(source, stride, groups >> 1);
  let middle = valueAt(source, stride, groups + (groups >> 1));
  to = valueAt(target, 3 * stride, groups >> 1);
  for (let stop = z + 2 * step; z < stop; z += 2 * VECTOR) {
    const zr = v128.load(z);
    const zi = v128.mul<T>(sine, v128.load(z, VECTOR));
    const d = v128.load(middle);
    const rest = v128.sub<T>(v128.mul<T>(half, zr), d);
    v128.store(to, v128.add<T>(zr, d));
    v128.store(to + step, v128.sub<T>(rest, zi));
    v128.store(to + 2 * step, v128.neg<T>(v128.add<T>(rest, zi)));
    middle += VECTOR;
    to += VECTOR;
  }
}

export function stage5<T>(
  source: usize,
  target: usize,
  groups: usize,
  stride: usize,
  roots: usize,
): void {
  const step = VECTOR * stride;
  const c1 = all<T>(COS_72);
  const s1 = all<T>(SIN_72);
  const c2 = all<T>(-COS_36);
  const s2 = all<T>(SIN_36);
  let y = valueAt(source, stride, groups);
  let z = valueAt(source, stride, 2 * groups);
  let to = target;
  for (let at = source; at < source + step; at += VECTOR) {
    const a = v128.load(at);
    const yr = v128.load(y);
    const yi = v128.load(y, VECTOR);
    const zr = v128.load(z);
    const zi = v128.load(z, VECTOR);
    const near = v128.add<T>(a, v128.add<T>(v128.mul<T>(c1, yr), v128.mul<T>(c2, zr)));
    const far = v128.add<T>(a, v128.add<T>(v128.mul<T>(c2, yr), v128.mul<T>(c1, zr)));
    const nearTurn = v128.add<T>(v128.mul<T>(s1, yi), v128.mul<T>(s2, zi));
    const farTurn = v128.sub<T>(v128.mul<T>(s2, yi), v128.mul<T>(s1, zi));
    v128.store(to, v128.add<T>(a, v128.add<T>(yr, zr)));
    v128.store(to + step, v128.sub<T>(near, nearTurn));
    v128.store(to + 2 * step, v128.sub<T>(far, farTurn));
    v128.store(to + 3 * step, v128.add<T>(far, farTurn));
    v128.store(to + 4 * step, v128.add<T>(near, nearTurn));
    y += 2 * VECTOR;
    z += 2 * VECTOR;
    to += VECTOR;
  }
  const half = (groups + 1) >> 1;
  for (let p: usize = 1; p < half; p += 1, roots += 8 * sizeof<T>()) {
    let a = valueAt(source, stride, p);
    let b = valueAt(source, stride, groups + p);
    let c = valueAt(source, stride, 2 * groups + p);
    let d = valueAt(source, stride, 2 * groups - p);
    let e = valueAt(source, stride, groups - p);
    to = valueAt(target, 5 * stride, p);
    for (let stop = a + 2 * step; a < stop; a += 2 * VECTOR) {
      const ar = v128.load(a);
      const ai = v128.load(a, VECTOR);
      // Values d and e stand for their conjugates.
      const br = v128.load(b);
      const bi = v128.load(b, VECTOR);
      const er = v128.load(e);
      const ei = v128.load(e, VECTOR);
      const outerR = v128.add<T>(br, er);
      const outerI = v128.sub<T>(bi, ei);
      const outerTurnR = v128.add<T>(bi, ei);
      const outerTurnI = v128.sub<T>(br, er);
      const cr = v128.load(c);
      const ci = v128.load(c, VECTOR);
      const dr = v128.load(d);
      const di = v128.load(d, VECTOR);
      const innerR = v128.add<T>(cr, dr);
      const innerI = v128.sub<T>(ci, di);
      const innerTurnR = v128.add<T>(ci, di);
      const innerTurnI = v128.sub<T>(cr, dr);
      v128.store(to, v128.add<T>(ar, v128.add<T>(outerR, innerR)));
      v128.store(to, v128.add<T>(ai, v128.add<T>(outerI, innerI)), VECTOR);
      const nearR = v128.add<T>(ar, v128.add<T>(v128.mul<T>(c1, outerR), v128.mul<T>(c2, innerR)));
      const nearI = v128.add<T>(ai, v128.add<T>(v128.mul<T>(c1, outerI), v128.mul<T>(c2, innerI)));
      const nearTurnR = v128.add<T>(v128.mul<T>(s1, outerTurnR), v128.mul<T>(s2, innerTurnR));
      const nearTurnI = v128.add<T>(v128.mul<T>(s1, outerTurnI), v128.mul<T>(s2, innerTurnI));
      turn<T>(to + 2 * step, v128.sub<T>(nearR, nearTurnR), v128.add<T>(nearI, nearTurnI), roots);
      turn<T>(
        to + 8 * step,
        v128.add<T>(nearR, nearTurnR),
        v128.sub<T>(nearI, nearTurnI),
        roots + 6 * sizeof<T>(),
      );
      const farR = v128.add<T>(ar, v128.add<T>(v128.mul<T>(c2, outerR), v128.mul<T>(c1, innerR)));
      const farI = v128.add<T>(ai, v128.add<T>(v128.mul<T>(c2, outerI), v128.mul<T>(c1, innerI)));
      const farTurnR = v128.sub<T>(v128.mul<T>(s2, outerTurnR), v128.mul<T>(s1, innerTurnR));
      const farTurnI = v128.sub<T>(v128.mul<T>(s2, outerTurnI), v128.mul<T>(s1, innerTurnI));
      turn<T>(
        to + 4 * step,
        v128.sub<T>(farR, farTurnR),
        v128.add<T>(farI, farTurnI),
        roots + 2 * sizeof<T>(),
      );
      turn<T>(
        to + 6 * step,
        v128.add<T>(farR, farTurnR),
        v128.sub<T>(farI, farTurnI),
        roots + 4 * sizeof<T>(),
      );
      b += 2 * VECTOR;
      c += 2 * VECTOR;
      d += 2 * VECTOR;
      e += 2 * VECTOR;
      to += 2 * VECTOR;
    }
  }
  if ((groups & 1) != 0) return;
  y = valueAt(source, stride, groups >> 1);
  z = valueAt(source, stride, groups + (groups >> 1));
  let middle = valueAt(source, stride, 2 * groups + (groups >> 1));
  to = valueAt(target, 5 * stride, groups >> 1);
  for (let stop = y + 2 * step; y < stop; y += 2 * VECTOR) {
    const yr = v128.load(y);
    const yi = v128.load(y, VECTOR);
    const zr = v128.load(z);
    const zi = v128.load(z, VECTOR);
    const d = v128.load(middle);
    // Turns by multiples of 36°: the cosines are −c2, c1, −c1, c2 and the sines s2, s1, s1, s2.
    const near = v128.add<T>(v128.add<T>(v128.mul<T>(c2, yr), v128.mul<T>(c1, zr)), d);
    const nearTurn = v128.add<T>(v128.mul<T>(s2, yi), v128.mul<T>(s1, zi));
    const far = v128.add<T>(v128.add<T>(v128.mul<T>(c1, yr), v128.mul<T>(c2, zr)), d);
    const farTurn = v128.sub<T>(v128.mul<T>(s1, yi), v128.mul<T>(s2, zi));
    v128.store(to, v128.add<T>(v128.add<T>(yr, zr), d));
    v128.store(to + step, v128.neg<T>(v128.add<T>(near, nearTurn)));
    v128.store(to + 2 * step, v128.sub<T>(far, farTurn));
    v128.store(to + 3 * step, v128.neg<T>(v128.add<T>(far, farTurn)));
    v128.store(to + 4 * step, v128.sub<T>(near, nearTurn));
    z += 2 * VECTOR;
    middle += VECTOR;
    to += VECTOR;
  }
}

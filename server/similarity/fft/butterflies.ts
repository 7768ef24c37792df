/**
 * One stage of a Stockham transform for each radix.
 *
 * Invariants, for a stage of radix r over N = r·groups·stride complex values:
 *  1. Complex value j of an array is the doubles 2j (real) and 2j + 1 (imaginary).
 *  2. Reads value q + stride·(p + groups·t) of `source` and writes value q + stride·(r·p + u) of
 *     `target`, for q < stride, p < groups and t, u < r. Every target value is written once, so
 *     the arrays differ and the order comes out sorted: no bit reversal is needed.
 *  3. `roots` holds from `rootsAt` on, for each p, the r − 1 complex roots e^(−2πi·p·u/(r·groups))
 *     for u = 1 … r − 1. Those of p = 0 are 1 and are not multiplied by.
 *
 * Source: the self-sorting decimation in frequency of Stockham (see Van Loan, Computational
 * Frameworks for the Fast Fourier Transform, 1.7), with the small transforms of Winograd.
 */
export type Butterfly = (
  source: Float64Array,
  target: Float64Array,
  groups: number,
  stride: number,
  roots: Float64Array,
  rootsAt: number,
) => void;

// Inside the loops every index is below 2N by invariant 2, so no element is ever absent.

/** The stage of radix 2. */
export const butterfly2: Butterfly = (source, target, groups, stride, roots, rootsAt) => {
  const span = 2 * stride;
  const step = groups * span;
  let root = rootsAt;
  for (let p = 0; p < groups; p += 1, root += 2) {
    const c1 = roots[root]!;
    const s1 = roots[root + 1]!;
    const end = (p + 1) * span;
    let to = 2 * p * span;
    for (let from = p * span; from < end; from += 2, to += 2) {
      const ar = source[from]!;
      const ai = source[from + 1]!;
      const br = source[from + step]!;
      const bi = source[from + step + 1]!;
      const ur = ar - br;
      const ui = ai - bi;
      target[to] = ar + br;
      target[to + 1] = ai + bi;
      target[to + span] = p === 0 ? ur : ur * c1 - ui * s1;
      target[to + span + 1] = p === 0 ? ui : ur * s1 + ui * c1;
    }
  }
};

const SIN_60 = Math.sqrt(3) / 2;

/** The stage of radix 3. */
export const butterfly3: Butterfly = (source, target, groups, stride, roots, rootsAt) => {
  const span = 2 * stride;
  const step = groups * span;
  let root = rootsAt;
  for (let p = 0; p < groups; p += 1, root += 4) {
    const c1 = roots[root]!;
    const s1 = roots[root + 1]!;
    const c2 = roots[root + 2]!;
    const s2 = roots[root + 3]!;
    const end = (p + 1) * span;
    let to = 3 * p * span;
    for (let from = p * span; from < end; from += 2, to += 2) {
      const b = from + step;
      const c = b + step;
      const ar = source[from]!;
      const ai = source[from + 1]!;
      const sumR = source[b]! + source[c]!;
      const sumI = source[b + 1]! + source[c + 1]!;
      const halfR = ar - 0.5 * sumR;
      const halfI = ai - 0.5 * sumI;
      const turnR = SIN_60 * (source[b + 1]! - source[c + 1]!);
      const turnI = SIN_60 * (source[c]! - source[b]!);
      const ur = halfR + turnR;
      const ui = halfI + turnI;
      const vr = halfR - turnR;
      const vi = halfI - turnI;
      target[to] = ar + sumR;
      target[to + 1] = ai + sumI;
      const first = to + span;
      const second = first + span;
      target[first] = p === 0 ? ur : ur * c1 - ui * s1;
      target[first + 1] = p === 0 ? ui : ur * s1 + ui * c1;
      target[second] = p === 0 ? vr : vr * c2 - vi * s2;
      target[second + 1] = p === 0 ? vi : vr * s2 + vi * c2;
    }
  }
};

/** The stage of radix 4: two of radix 2 in one pass, with fewer multiplications. */
export const butterfly4: Butterfly = (source, target, groups, stride, roots, rootsAt) => {
  const span = 2 * stride;
  const step = groups * span;
  let root = rootsAt;
  for (let p = 0; p < groups; p += 1, root += 6) {
    const c1 = roots[root]!;
    const s1 = roots[root + 1]!;
    const c2 = roots[root + 2]!;
    const s2 = roots[root + 3]!;
    const c3 = roots[root + 4]!;
    const s3 = roots[root + 5]!;
    const end = (p + 1) * span;
    let to = 4 * p * span;
    for (let from = p * span; from < end; from += 2, to += 2) {
      const b = from + step;
      const c = b + step;
      const d = c + step;
      const evenR = source[from]! + source[c]!;
      const evenI = source[from + 1]! + source[c + 1]!;
      const oddR = source[b]! + source[d]!;
      const oddI = source[b + 1]! + source[d + 1]!;
      const apartR = source[from]! - source[c]!;
      const apartI = source[from + 1]! - source[c + 1]!;
      const turnR = source[b + 1]! - source[d + 1]!;
      const turnI = source[d]! - source[b]!;
      const ur = apartR + turnR;
      const ui = apartI + turnI;
      const vr = evenR - oddR;
      const vi = evenI - oddI;
      const wr = apartR - turnR;
      const wi = apartI - turnI;
      target[to] = evenR + oddR;
      target[to + 1] = evenI + oddI;
      const first = to + span;
      const second = first + span;
      const third = second + span;
      target[first] = p === 0 ? ur : ur * c1 - ui * s1;
      target[first + 1] = p === 0 ? ui : ur * s1 + ui * c1;
      target[second] = p === 0 ? vr : vr * c2 - vi * s2;
      target[second + 1] = p === 0 ? vi : vr * s2 + vi * c2;
      target[third] = p === 0 ? wr : wr * c3 - wi * s3;
      target[third + 1] = p === 0 ? wi : wr * s3 + wi * c3;
    }
  }
};

// √5/4, and the sines of 72° and 36°, correct to the last place.
const ROOT_5_OVER_4 = Math.sqrt(5) / 4;
const SIN_72 = Math.sin((2 * Math.PI) / 5);
const SIN_36 = Math.sin(Math.PI / 5);

/** The stage of radix 5. */
export const butterfly5: Butterfly = (source, target, groups, stride, roots, rootsAt) => {
  const span = 2 * stride;
  const step = groups * span;
  let root = rootsAt;
  for (let p = 0; p < groups; p += 1, root += 8) {
    const end = (p + 1) * span;
    let to = 5 * p * span;
    for (let from = p * span; from < end; from += 2, to += 2) {
      const b = from + step;
      const c = b + step;
      const d = c + step;
      const e = d + step;
      const outerR = source[b]! + source[e]!;
      const outerI = source[b + 1]! + source[e + 1]!;
      const innerR = source[c]! + source[d]!;
      const innerI = source[c + 1]! + source[d + 1]!;
      const outerGapR = source[b]! - source[e]!;
      const outerGapI = source[b + 1]! - source[e + 1]!;
      const innerGapR = source[c]! - source[d]!;
      const innerGapI = source[c + 1]! - source[d + 1]!;
      const sumR = outerR + innerR;
      const sumI = outerI + innerI;
      const middleR = source[from]! - 0.25 * sumR;
      const middleI = source[from + 1]! - 0.25 * sumI;
      const spreadR = ROOT_5_OVER_4 * (outerR - innerR);
      const spreadI = ROOT_5_OVER_4 * (outerI - innerI);
      const outerTurnR = SIN_72 * outerGapI + SIN_36 * innerGapI;
      const outerTurnI = -(SIN_72 * outerGapR + SIN_36 * innerGapR);
      const innerTurnR = SIN_36 * outerGapI - SIN_72 * innerGapI;
      const innerTurnI = SIN_72 * innerGapR - SIN_36 * outerGapR;
      target[to] = source[from]! + sumR;
      target[to + 1] = source[from + 1]! + sumI;
      const at = to + span;
      const nearR = middleR + spreadR;
      const nearI = middleI + spreadI;
      const farR = middleR - spreadR;
      const farI = middleI - spreadI;
      turn(target, at, nearR + outerTurnR, nearI + outerTurnI, roots, root);
      turn(target, at + span, farR + innerTurnR, farI + innerTurnI, roots, root + 2);
      turn(target, at + 2 * span, farR - innerTurnR, farI - innerTurnI, roots, root + 4);
      turn(target, at + 3 * span, nearR - outerTurnR, nearI - outerTurnI, roots, root + 6);
    }
  }
};

/** Writes (re + i·im) times the root at `roots[root]` to `target[at]`. */
function turn(
  target: Float64Array,
  at: number,
  re: number,
  im: number,
  roots: Float64Array,
  root: number,
): void {
  const c = roots[root]!;
  const s = roots[root + 1]!;
  target[at] = re * c - im * s;
  target[at + 1] = re * s + im * c;
}

/*
 * The scan that search is compared with, frozen: it shares nothing with the database, so that no
 * improvement there moves it. Two candidates go through it in the two f64 lanes of a vector: the
 * product of the spectra, an inverse real transform by a complex one of half the length (Stockham,
 * radix 4), and the exponentials, each in a pass of its own. No bound, no early stop.
 */

const VECTOR: usize = 16;

/** Values of the complex transform, a power of two from 2. */
let half: usize = 0;
let shift: f64 = 0;
let scale: f64 = 0;
let query: usize = 0;
let bufferA: usize = 0;
let bufferB: usize = 0;
/** e^(2πi·k/(2·half)) for k up to half/2. */
let turns: usize = 0;
/** For every stage, e^(2πi·p·u/(radix·groups)), p from 0, u from 1. */
let roots: usize = 0;

export function configure(at: usize): void {
  half = load<u32>(at);
  query = load<u32>(at, 4);
  bufferA = load<u32>(at, 8);
  bufferB = load<u32>(at, 12);
  turns = load<u32>(at, 16);
  roots = load<u32>(at, 20);
  const gamma = load<f64>(at, 24);
  scale = gamma * 1.4426950408889634;
  shift = ceil(scale);
}

function product(a: usize, b: usize): void {
  let to = bufferA + 2 * VECTOR;
  for (let at = VECTOR, end = VECTOR * (half + 1); at < end; at += VECTOR, to += 2 * VECTOR) {
    const low = v128.load(a + at);
    const high = v128.load(b + at);
    const yr = v128.shuffle<i64>(low, high, 0, 2);
    const yi = v128.shuffle<i64>(low, high, 1, 3);
    const xr = v128.load64_splat(query + at);
    const xi = v128.load64_splat(query + at, 8);
    v128.store(to, f64x2.add(f64x2.mul(xr, yr), f64x2.mul(xi, yi)));
    v128.store(to, f64x2.sub(f64x2.mul(xi, yr), f64x2.mul(xr, yi)), VECTOR);
  }
}

/** Makes of the half spectrum in A the complex values whose transform is the real one in pairs. */
function pack(): void {
  const middle = v128.load(bufferA + 2 * VECTOR * half);
  v128.store(bufferA, middle);
  v128.store(bufferA, f64x2.neg(middle), VECTOR);
  for (let k: usize = 1; k <= half >> 1; k += 1) {
    const low = bufferA + 2 * VECTOR * k;
    const high = bufferA + 2 * VECTOR * (half - k);
    const ar = v128.load(low);
    const ai = v128.load(low, VECTOR);
    const br = v128.load(high);
    const bi = v128.load(high, VECTOR);
    const wr = v128.load64_splat(turns + 16 * k);
    const wi = v128.load64_splat(turns + 16 * k, 8);
    const sumR = f64x2.add(ar, br);
    const sumI = f64x2.sub(ai, bi);
    const apartR = f64x2.sub(ar, br);
    const apartI = f64x2.add(ai, bi);
    const dr = f64x2.sub(f64x2.mul(apartR, wr), f64x2.mul(apartI, wi));
    const di = f64x2.add(f64x2.mul(apartR, wi), f64x2.mul(apartI, wr));
    v128.store(low, f64x2.sub(sumR, di));
    v128.store(low, f64x2.add(sumI, dr), VECTOR);
    v128.store(high, f64x2.add(sumR, di));
    v128.store(high, f64x2.sub(dr, sumI), VECTOR);
  }
}

function stage4(source: usize, target: usize, groups: usize, stride: usize, table: usize): void {
  const span: usize = 2 * VECTOR * stride;
  const step = groups * span;
  let to = target;
  for (let p: usize = 0; p < groups; p += 1, table += 48) {
    const w1r = v128.load64_splat(table);
    const w1i = v128.load64_splat(table, 8);
    const w2r = v128.load64_splat(table, 16);
    const w2i = v128.load64_splat(table, 24);
    const w3r = v128.load64_splat(table, 32);
    const w3i = v128.load64_splat(table, 40);
    for (let at = source + p * span, end = at + span; at < end; at += 2 * VECTOR) {
      const ar = v128.load(at);
      const ai = v128.load(at, VECTOR);
      const br = v128.load(at + step);
      const bi = v128.load(at + step, VECTOR);
      const cr = v128.load(at + 2 * step);
      const ci = v128.load(at + 2 * step, VECTOR);
      const dr = v128.load(at + 3 * step);
      const di = v128.load(at + 3 * step, VECTOR);
      const evenR = f64x2.add(ar, cr);
      const evenI = f64x2.add(ai, ci);
      const apartR = f64x2.sub(ar, cr);
      const apartI = f64x2.sub(ai, ci);
      const oddR = f64x2.add(br, dr);
      const oddI = f64x2.add(bi, di);
      const turnR = f64x2.sub(bi, di);
      const turnI = f64x2.sub(br, dr);
      const ur = f64x2.sub(apartR, turnR);
      const ui = f64x2.add(apartI, turnI);
      const vr = f64x2.sub(evenR, oddR);
      const vi = f64x2.sub(evenI, oddI);
      const wr = f64x2.add(apartR, turnR);
      const wi = f64x2.sub(apartI, turnI);
      v128.store(to, f64x2.add(evenR, oddR));
      v128.store(to, f64x2.add(evenI, oddI), VECTOR);
      v128.store(to + span, f64x2.sub(f64x2.mul(ur, w1r), f64x2.mul(ui, w1i)));
      v128.store(to + span, f64x2.add(f64x2.mul(ur, w1i), f64x2.mul(ui, w1r)), VECTOR);
      v128.store(to + 2 * span, f64x2.sub(f64x2.mul(vr, w2r), f64x2.mul(vi, w2i)));
      v128.store(to + 2 * span, f64x2.add(f64x2.mul(vr, w2i), f64x2.mul(vi, w2r)), VECTOR);
      v128.store(to + 3 * span, f64x2.sub(f64x2.mul(wr, w3r), f64x2.mul(wi, w3i)));
      v128.store(to + 3 * span, f64x2.add(f64x2.mul(wr, w3i), f64x2.mul(wi, w3r)), VECTOR);
      to += 2 * VECTOR;
    }
    to += 3 * span;
  }
}

/** The last stage of a transform whose length is no power of four: there are no roots in it. */
function stage2(source: usize, target: usize, stride: usize): void {
  const span: usize = 2 * VECTOR * stride;
  for (let at: usize = 0; at < span; at += VECTOR) {
    const a = v128.load(source + at);
    const b = v128.load(source + span + at);
    v128.store(target + at, f64x2.add(a, b));
    v128.store(target + span + at, f64x2.sub(a, b));
  }
}

/** Σ 2^(scale·c − shift) over 2·half vectors of correlations. */
function exponentials(source: usize): v128 {
  let sum = f64x2.splat(0);
  const times = f64x2.splat(scale);
  const rounder = f64x2.splat(6755399441055744.0 - shift);
  const least = f64x2.splat(shift - 1021);
  const natural = f64x2.splat(0.6931471805599453);
  for (let at = source, end = source + 2 * VECTOR * half; at < end; at += 4 * VECTOR) {
    let a = f64x2.pmax(f64x2.mul(v128.load(at), times), least);
    let b = f64x2.pmax(f64x2.mul(v128.load(at, 1 * VECTOR), times), least);
    let c = f64x2.pmax(f64x2.mul(v128.load(at, 2 * VECTOR), times), least);
    let d = f64x2.pmax(f64x2.mul(v128.load(at, 3 * VECTOR), times), least);
    const aSteps = f64x2.add(a, rounder);
    const bSteps = f64x2.add(b, rounder);
    const cSteps = f64x2.add(c, rounder);
    const dSteps = f64x2.add(d, rounder);
    a = f64x2.mul(f64x2.sub(a, f64x2.sub(aSteps, rounder)), natural);
    b = f64x2.mul(f64x2.sub(b, f64x2.sub(bSteps, rounder)), natural);
    c = f64x2.mul(f64x2.sub(c, f64x2.sub(cSteps, rounder)), natural);
    d = f64x2.mul(f64x2.sub(d, f64x2.sub(dSteps, rounder)), natural);
    // The series of e^x to the twelfth power, for |x| up to ln 2/2.
    let t = f64x2.splat(1.0 / 479001600.0);
    let aPower = t;
    let bPower = t;
    let cPower = t;
    let dPower = t;
    t = f64x2.splat(1.0 / 39916800.0);
    aPower = f64x2.add(f64x2.mul(aPower, a), t);
    bPower = f64x2.add(f64x2.mul(bPower, b), t);
    cPower = f64x2.add(f64x2.mul(cPower, c), t);
    dPower = f64x2.add(f64x2.mul(dPower, d), t);
    t = f64x2.splat(1.0 / 3628800.0);
    aPower = f64x2.add(f64x2.mul(aPower, a), t);
    bPower = f64x2.add(f64x2.mul(bPower, b), t);
    cPower = f64x2.add(f64x2.mul(cPower, c), t);
    dPower = f64x2.add(f64x2.mul(dPower, d), t);
    t = f64x2.splat(1.0 / 362880.0);
    aPower = f64x2.add(f64x2.mul(aPower, a), t);
    bPower = f64x2.add(f64x2.mul(bPower, b), t);
    cPower = f64x2.add(f64x2.mul(cPower, c), t);
    dPower = f64x2.add(f64x2.mul(dPower, d), t);
    t = f64x2.splat(1.0 / 40320.0);
    aPower = f64x2.add(f64x2.mul(aPower, a), t);
    bPower = f64x2.add(f64x2.mul(bPower, b), t);
    cPower = f64x2.add(f64x2.mul(cPower, c), t);
    dPower = f64x2.add(f64x2.mul(dPower, d), t);
    t = f64x2.splat(1.0 / 5040.0);
    aPower = f64x2.add(f64x2.mul(aPower, a), t);
    bPower = f64x2.add(f64x2.mul(bPower, b), t);
    cPower = f64x2.add(f64x2.mul(cPower, c), t);
    dPower = f64x2.add(f64x2.mul(dPower, d), t);
    t = f64x2.splat(1.0 / 720.0);
    aPower = f64x2.add(f64x2.mul(aPower, a), t);
    bPower = f64x2.add(f64x2.mul(bPower, b), t);
    cPower = f64x2.add(f64x2.mul(cPower, c), t);
    dPower = f64x2.add(f64x2.mul(dPower, d), t);
    t = f64x2.splat(1.0 / 120.0);
    aPower = f64x2.add(f64x2.mul(aPower, a), t);
    bPower = f64x2.add(f64x2.mul(bPower, b), t);
    cPower = f64x2.add(f64x2.mul(cPower, c), t);
    dPower = f64x2.add(f64x2.mul(dPower, d), t);
    t = f64x2.splat(1.0 / 24.0);
    aPower = f64x2.add(f64x2.mul(aPower, a), t);
    bPower = f64x2.add(f64x2.mul(bPower, b), t);
    cPower = f64x2.add(f64x2.mul(cPower, c), t);
    dPower = f64x2.add(f64x2.mul(dPower, d), t);
    t = f64x2.splat(1.0 / 6.0);
    aPower = f64x2.add(f64x2.mul(aPower, a), t);
    bPower = f64x2.add(f64x2.mul(bPower, b), t);
    cPower = f64x2.add(f64x2.mul(cPower, c), t);
    dPower = f64x2.add(f64x2.mul(dPower, d), t);
    t = f64x2.splat(0.5);
    aPower = f64x2.add(f64x2.mul(aPower, a), t);
    bPower = f64x2.add(f64x2.mul(bPower, b), t);
    cPower = f64x2.add(f64x2.mul(cPower, c), t);
    dPower = f64x2.add(f64x2.mul(dPower, d), t);
    t = f64x2.splat(1);
    aPower = f64x2.add(f64x2.mul(aPower, a), t);
    bPower = f64x2.add(f64x2.mul(bPower, b), t);
    cPower = f64x2.add(f64x2.mul(cPower, c), t);
    dPower = f64x2.add(f64x2.mul(dPower, d), t);
    t = f64x2.splat(1);
    aPower = f64x2.add(f64x2.mul(aPower, a), t);
    bPower = f64x2.add(f64x2.mul(bPower, b), t);
    cPower = f64x2.add(f64x2.mul(cPower, c), t);
    dPower = f64x2.add(f64x2.mul(dPower, d), t);
    aPower = i64x2.add(aPower, i64x2.shl(aSteps, 52));
    bPower = i64x2.add(bPower, i64x2.shl(bSteps, 52));
    cPower = i64x2.add(cPower, i64x2.shl(cSteps, 52));
    dPower = i64x2.add(dPower, i64x2.shl(dSteps, 52));
    sum = f64x2.add(sum, f64x2.add(f64x2.add(aPower, bPower), f64x2.add(cPower, dPower)));
  }
  return sum;
}

function kernels(a: usize, b: usize): v128 {
  product(a, b);
  pack();
  let source = bufferA;
  let target = bufferB;
  let stride: usize = 1;
  let table = roots;
  while (stride <= half >> 2) {
    const groups: usize = (half >> 2) / stride;
    stage4(source, target, groups, stride, table);
    table += 48 * groups;
    stride *= 4;
    const swap = source;
    source = target;
    target = swap;
  }
  if (stride < half) {
    stage2(source, target, stride);
    source = target;
  }
  return exponentials(source);
}

/** Writes the self-kernels of two prepared series, of which the first is the query. */
export function self(place: usize, to: usize): void {
  store<f64>(to, f64x2.extract_lane(kernels(place, place), 0));
}

/**
 * Writes the distances from the query, whose self-kernel is `own`, to `count` prepared series back
 * to back, an even number.
 */
export function scan(own: f64, series: usize, selves: usize, count: i32, distances: usize): void {
  const bytes = VECTOR * (half + 1);
  const one = f64x2.splat(1);
  for (let index = 0; index < count; index += 2) {
    const found = kernels(series, series + bytes);
    const normal = f64x2.sqrt(f64x2.mul(f64x2.splat(own), v128.load(selves)));
    const square = f64x2.mul(f64x2.splat(2), f64x2.sub(one, f64x2.div(found, normal)));
    v128.store(distances, f64x2.sqrt(f64x2.pmax(square, f64x2.splat(0))));
    series += 2 * bytes;
    selves += 16;
    distances += 16;
  }
}

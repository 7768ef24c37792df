import { VECTOR } from './lanes';

/*
 * Which embedded series are near a query, a chunk at a time; `embedding/rows.ts` has the layout. Four
 * series stand side by side in a block of heads, coordinate by coordinate. NaN is never out of reach.
 */

/** Bytes of a block of heads: four coordinates of four series. */
const BLOCK: usize = 64;

/**
 * Writes to `list` the places, from 0, of those whose first four coordinates do not put them out of
 * reach, and returns how many.
 */
export function nearHeads(heads: usize, blocks: u32, query: usize, reach: f32, list: usize): u32 {
  const q0 = v128.load32_splat(query);
  const q1 = v128.load32_splat(query, 4);
  const q2 = v128.load32_splat(query, 8);
  const q3 = v128.load32_splat(query, 12);
  const limit = f32x4.splat(reach);
  const end = heads + BLOCK * <usize>blocks;
  let to = list;
  let place: u32 = 0;
  for (let at = heads; at < end; at += BLOCK) {
    const a = f32x4.sub(v128.load(at), q0);
    const b = f32x4.sub(v128.load(at, 16), q1);
    const c = f32x4.sub(v128.load(at, 32), q2);
    const d = f32x4.sub(v128.load(at, 48), q3);
    const sum = f32x4.add(
      f32x4.add(f32x4.mul(a, a), f32x4.mul(b, b)),
      f32x4.add(f32x4.mul(c, c), f32x4.mul(d, d)),
    );
    let near = i32x4.bitmask(v128.not(f32x4.gt(sum, limit)));
    while (near != 0) {
      store<u32>(to, place + ctz(near));
      to += 4;
      near &= near - 1;
    }
    place += 4;
  }
  return <u32>((to - list) >> 2);
}

/**
 * Of the `count` places in `list`, keeps those that all coordinates and the height do not put out of
 * reach, writes to `aparts` how far they are apart at least, squared, and returns how many.
 */
export function nearTails(
  heads: usize,
  tails: usize,
  vectors: u32,
  list: usize,
  count: u32,
  query: usize,
  slack: f32,
  reach: f32,
  aparts: usize,
): u32 {
  const h0 = load<f32>(query);
  const h1 = load<f32>(query, 4);
  const h2 = load<f32>(query, 8);
  const h3 = load<f32>(query, 12);
  const first = v128.load(query, 16);
  const tailBytes = VECTOR * <usize>vectors;
  let kept: u32 = 0;
  for (let index: u32 = 0; index < count; index += 1) {
    const place = <usize>load<u32>(list + ((<usize>index) << 2));
    const head = heads + BLOCK * (place >> 2) + ((place & 3) << 2);
    const a = load<f32>(head) - h0;
    const b = load<f32>(head, 16) - h1;
    const c = load<f32>(head, 32) - h2;
    const d = load<f32>(head, 48) - h3;
    let tail = tails + tailBytes * place;
    let difference = f32x4.sub(v128.load(tail), first);
    const height = max<f32>(0, abs<f32>(f32x4.extract_lane(difference, 0)) - slack);
    difference = f32x4.replace_lane(difference, 0, height);
    let sums = f32x4.mul(difference, difference);
    const end = tail + tailBytes;
    let own = query + 2 * VECTOR;
    for (tail += VECTOR; tail < end; tail += VECTOR, own += VECTOR) {
      difference = f32x4.sub(v128.load(tail), v128.load(own));
      sums = f32x4.add(sums, f32x4.mul(difference, difference));
    }
    const sum =
      a * a +
      b * b +
      (c * c + d * d) +
      (f32x4.extract_lane(sums, 0) + f32x4.extract_lane(sums, 1)) +
      (f32x4.extract_lane(sums, 2) + f32x4.extract_lane(sums, 3));
    if (sum > reach) continue;
    store<u32>(list + ((<usize>kept) << 2), <u32>place);
    store<f32>(aparts + ((<usize>kept) << 2), sum);
    kept += 1;
  }
  return kept;
}

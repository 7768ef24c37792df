import { chirpTransform } from './chirp';
import { greatest, sumOfPowers } from './ends';
import { first4 } from './first';
import { last4, last8 } from './last';
import { stage2, stage3, stage5 } from './other-stages';
import {
  bufferA,
  bufferB,
  chirpPoints,
  form,
  places,
  points,
  query32,
  query64,
  stages,
  stageTable,
} from './plan';
import { product, unshifted } from './product';
import { stage4 } from './stages';

/** Forms of measures. */
export const KERNEL: i32 = 0;
export const EUCLID: i32 = 2;

/** Bytes of a stage in the plan. */
export const STAGE: usize = 16;

/** The address of the candidate in a place. */
export function placeOf(index: i32): usize {
  return load<u32>(places + ((<usize>index) << 2));
}

/**
 * What the measure is made of, one a lane: the sum of exponentials, the greatest correlation, or
 * the one at shift 0, between the query and the candidates at the addresses.
 */
export function sums<T>(a: usize, b: usize, c: usize, d: usize): v128 {
  const query = sizeof<T>() == 8 ? query64 : query32;
  if (form == EUCLID) return unshifted<T>(query, a, b, c, d);
  if (sizeof<T>() == 8 && chirpPoints > 0) {
    product<T>(query, a, b, c, d, bufferB);
    return finish<T>(chirpTransform());
  }
  const end = stageTable + STAGE * <usize>stages;
  const last = end - STAGE;
  const radix: usize = load<u32>(last);
  if (form == KERNEL && last > stageTable && (radix == 8 || radix == 4)) {
    const values = correlations<T>(query, a, b, c, d, stageTable, last);
    const stride = <usize>points / radix;
    return radix == 8 ? last8<T>(values, stride) : last4<T>(values, stride);
  }
  return finish<T>(correlations<T>(query, a, b, c, d, stageTable, end));
}

/**
 * Where the correlations between the query at `query` and the candidates stand when the stages from
 * `at` to `end` are done, all of a transform or all but its last. One that does not begin with radix 4
 * is of `points`.
 */
export function correlations<T>(
  query: usize,
  a: usize,
  b: usize,
  c: usize,
  d: usize,
  at: usize,
  end: usize,
): usize {
  const rootsField: usize = sizeof<T>() == 8 ? 8 : 12;
  let source = bufferA;
  let target = bufferB;
  let stride: usize = 1;
  if (load<u32>(at) == 4) {
    first4<T>(query, a, b, c, d, source, load<u32>(at, 4), load<u32>(at + rootsField));
    stride = 4;
    at += STAGE;
  } else {
    product<T>(query, a, b, c, d, source);
  }
  for (; at < end; at += STAGE) {
    const radix: usize = load<u32>(at);
    const groups: usize = load<u32>(at, 4);
    const roots: usize = load<u32>(at + rootsField);
    if (radix == 4) stage4<T>(source, target, groups, stride, roots);
    else if (radix == 5) stage5<T>(source, target, groups, stride, roots);
    else if (radix == 3) stage3<T>(source, target, groups, stride, roots);
    else stage2<T>(source, target, groups, stride, roots);
    stride *= radix;
    const swap = source;
    source = target;
    target = swap;
  }
  return source;
}

function finish<T>(values: usize): v128 {
  return form == KERNEL ? sumOfPowers<T>(values, points) : greatest<T>(values, points);
}

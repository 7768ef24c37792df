const DIGIT_BITS = 11;
const DIGITS = 2 ** DIGIT_BITS;

/**
 * The places of `numbers`, which are finite and from 0, in ascending order of what stands there;
 * equal ones by place. Cost: O(n), at most six passes.
 * Source: radix sort from the least digit (Knuth, The Art of Computer Programming 3, 5.2.5); the
 * bits of doubles from 0 order as the doubles do.
 */
export function orderOf(numbers: Float64Array): Uint32Array {
  const words = new Uint32Array(numbers.buffer, numbers.byteOffset, 2 * numbers.length);
  let places = Uint32Array.from(numbers, (_, place) => place);
  let sorted = new Uint32Array(numbers.length);
  const starts = new Uint32Array(DIGITS);
  for (let shift = 0; shift < 64; shift += DIGIT_BITS) {
    starts.fill(0);
    for (let place = 0; place < numbers.length; place += 1) {
      starts[digitAt(words, place, shift)]! += 1;
    }
    if (starts.includes(numbers.length)) continue;
    let sum = 0;
    for (let digit = 0; digit < DIGITS; digit += 1) {
      const count = starts[digit]!;
      starts[digit] = sum;
      sum += count;
    }
    for (let at = 0; at < places.length; at += 1) {
      const place = places[at]!;
      sorted[starts[digitAt(words, place, shift)]!++] = place;
    }
    [places, sorted] = [sorted, places];
  }
  return places;
}

/** Eleven bits from `shift` on of the double at `place`, whose low word stands first. */
function digitAt(words: Uint32Array, place: number, shift: number): number {
  const high = words[2 * place + 1]!;
  if (shift >= 32) return (high >>> (shift - 32)) & (DIGITS - 1);
  const low = words[2 * place]! >>> shift;
  const missing = shift + DIGIT_BITS - 32;
  return (missing > 0 ? low | (high << (32 - shift)) : low) & (DIGITS - 1);
}

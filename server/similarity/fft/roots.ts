/**
 * Writes the root of unity e^(−2πi·index/order) as two doubles to `out[at]` and `out[at + 1]`.
 *
 * The angle is first folded into the first eighth of the circle, in whole numbers, so that both
 * parts are within one unit in the last place of the true value however large `index` is, and
 * roots that mirror each other agree to the bit.
 *
 * `index` is a whole number from 0 and `order` one from 1, with 8·`order` and `index` below 2⁵³.
 */
export function writeRoot(index: number, order: number, out: Float64Array, at: number): void {
  // In units of which 8·order make the circle, a half, a quarter and an eighth of it are whole.
  let turn = (index % order) * 8;
  let cosineSign = 1;
  let sineSign = 1;
  if (turn > 4 * order) {
    turn = 8 * order - turn;
    sineSign = -1;
  }
  if (turn > 2 * order) {
    turn = 4 * order - turn;
    cosineSign = -1;
  }
  const mirrored = turn > order;
  const angle = (Math.PI * (mirrored ? 2 * order - turn : turn)) / (4 * order);
  const cosine = mirrored ? Math.sin(angle) : Math.cos(angle);
  const sine = mirrored ? Math.cos(angle) : Math.sin(angle);
  out[at] = cosineSign * cosine;
  out[at + 1] = -sineSign * sine;
}

/**
 * How far apart two stored distances to one vantage point may be when the series lie within
 * `radius` of each other: the **ring bound** excludes x from the neighbours of q exactly when
 * |d(x,v) − d(q,v)| > ringReach(radius, noise), and the **shell** of v that holds all neighbours is
 * [d(q,v) − reach, d(q,v) + reach]. It is √(radius² + E) + 2√E with E = 2·`noise`.
 *
 * Why it is safe. Write d* for true distances and d for computed ones; `noise` is the measure's η.
 *
 *  1. A computed square is within η of the true one, except that at or below η it becomes 0 while
 *     the true one may be as much as 2η. So |d² − d*²| ≤ E always, and hence |d − d*| ≤ √E.
 *  2. A neighbour has d(q,x) ≤ radius, so d*(q,x) ≤ √(radius² + E).
 *  3. d* obeys the triangle inequality: |d*(x,v) − d*(q,v)| ≤ d*(q,x).
 *  4. Each of the two computed distances to v is off by at most √E. Together:
 *     |d(x,v) − d(q,v)| ≤ √(radius² + E) + 2√E for every neighbour.
 *
 * The roundings of the roots and of the subtraction, some 2⁻⁵², vanish in √E, which is over 2⁻²⁴.
 * Without the slack the bound loses true neighbours: two shifted copies have d = 0, and their
 * distances to v differ in the last bits. With vantage distances rounded to 32 bits, or with E
 * added to the distance and not under the root, it loses near-copies.
 *
 * `radius` is from 0, and infinite where nothing is known. Returns infinity then.
 */
export function ringReach(radius: number, noise: number): number {
  const slack = 2 * noise;
  return Math.sqrt(radius * radius + slack) + 2 * Math.sqrt(slack);
}

/**
 * The inverse of `ringReach`: a distance that two series are not nearer than when their stored
 * distances to one vantage point are `gap` apart. Every radius below it is excluded.
 */
export function ringAtLeast(gap: number, noise: number): number {
  const slack = 2 * noise;
  const distance = Math.max(0, gap - 2 * Math.sqrt(slack));
  return Math.sqrt(Math.max(0, distance * distance * (1 - 2 ** -50) - slack));
}

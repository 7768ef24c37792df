const DISTANCE_DIGITS = 6;

/** A distance to 6 significant digits, for people; exactly 0 is `0`. */
export function formatDistance(distance: number): string {
  return distance === 0 ? '0' : distance.toPrecision(DISTANCE_DIGITS);
}

/** A whole number with commas between the thousands. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** A number of things, `1 series` or `2,000 rows`; `plural` defaults to the name with an s. */
export function countOf(count: number, name: string, plural: string = `${name}s`): string {
  return `${formatCount(count)} ${count === 1 ? name : plural}`;
}

/** The shortest decimal that reads back as the same double, −0 too. */
export function formatExact(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

/** How many units `a` and `b` have in common at their beginnings. Cost: O(that). */
export function commonUnits(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let at = 0;
  while (at < most && a.charCodeAt(at) === b.charCodeAt(at)) at += 1;
  return at;
}

/**
 * Negative, zero or positive as the UTF-8 bytes of `a` come before, equal or follow those of `b`:
 * the order of code points, which that of UTF-16 units is not. Allocates nothing.
 * Requires: no half of a surrogate pair in either.
 * @param common what `commonUnits` says of them
 */
export function compareUtf8(a: string, b: string, common: number = commonUnits(a, b)): number {
  if (common === a.length || common === b.length) return a.length - b.length;
  return rank(a.charCodeAt(common)) - rank(b.charCodeAt(common));
}

/** Surrogates stand for code points above all others, and come last. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/**
 * Negative, zero or positive as the UTF-8 bytes of `a` come before, equal or follow those of `b`:
 * the order of code points, which that of UTF-16 units is not. Allocates nothing.
 * Requires: no half of a surrogate pair in either.
 */
export function compareUtf8(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  for (let at = 0; at < most; at += 1) {
    const x = a.charCodeAt(at);
    const y = b.charCodeAt(at);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

/** Surrogates stand for code points above all others, and come last. */
function rank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/**
 * Radices of the stages of a transform of `length`, or undefined for a prime factor above 5. The
 * first is 4 where that is possible, as that stage takes the products of the spectra with it; the
 * last is 8 or 4 for the kernel, as that one takes the exponentials, and never 8 for another form.
 */
export function radicesOf(
  length: number,
  form: 'kernel' | 'best-shift' | 'euclid' = 'kernel',
): readonly number[] | undefined {
  const others: number[] = [];
  let rest = length;
  for (const radix of [5, 3]) {
    while (rest % radix === 0) {
      others.push(radix);
      rest /= radix;
    }
  }
  let twos = Math.log2(rest);
  if (!Number.isInteger(twos)) return undefined;
  const first: number[] = [];
  const last: number[] = [];
  if (twos >= 2) {
    first.push(4);
    twos -= 2;
  }
  if (twos >= 2) {
    const eight = twos % 2 === 1 && form === 'kernel';
    last.push(eight ? 8 : 4);
    twos -= eight ? 3 : 2;
  }
  for (; twos >= 2; twos -= 2) first.push(4);
  if (twos === 1) others.push(2);
  return [...first, ...others, ...last];
}

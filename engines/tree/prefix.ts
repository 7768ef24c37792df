/*
 * The first eight bytes of a key, zero-padded, as two big-endian words: they compare as the bytes
 * do. Equal prefixes say nothing of what lies behind them, nor of the length of a short key.
 */

/** Key bytes zero to three. */
export function prefixHigh(key: Uint8Array): number {
  if (key.length >= 4) return ((key[0]! << 24) | (key[1]! << 16) | (key[2]! << 8) | key[3]!) >>> 0;
  return padded(key, 0);
}

/** Key bytes four to seven. */
export function prefixLow(key: Uint8Array): number {
  if (key.length >= 8) return ((key[4]! << 24) | (key[5]! << 16) | (key[6]! << 8) | key[7]!) >>> 0;
  return key.length > 4 ? padded(key, 4) : 0;
}

function padded(key: Uint8Array, start: number): number {
  let word = 0;
  for (let index = start; index < start + 4; index += 1) {
    word = (word << 8) | (index < key.length ? key[index]! : 0);
  }
  return word >>> 0;
}

/** A word of a prefix as the machine would read its four bytes, and back. */
export function swapped(word: number): number {
  return (word << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24);
}

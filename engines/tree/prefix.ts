/** The first four bytes of a key as a big-endian number, zero-padded. */
export function prefixHigh(key: Uint8Array): number {
  return word(key, 0);
}

/** Bytes four to seven of a key as a big-endian number, zero-padded. */
export function prefixLow(key: Uint8Array): number {
  return key.length > 4 ? word(key, 4) : 0;
}

function word(key: Uint8Array, start: number): number {
  const a = key[start] ?? 0;
  const b = key[start + 1] ?? 0;
  const c = key[start + 2] ?? 0;
  const d = key[start + 3] ?? 0;
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
}

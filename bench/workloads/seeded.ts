import { createHash } from 'node:crypto';

const WORD_BYTES = 4;

/**
 * `count` bytes that `label` and `seed` determine, the same on every machine and in every version.
 * Labels keep the choices of a run apart: keys do not depend on how many values were drawn.
 * Source: SHAKE256 (FIPS 202) as a stream.
 */
export function seededBytes(label: string, seed: number, count: number): Uint8Array {
  if (count === 0) return new Uint8Array(0);
  return createHash('shake256', { outputLength: count }).update(`${label} ${seed}`).digest();
}

/**
 * The numbers 0 to `count`−1 in a seeded random order.
 * Source: Fisher and Yates; scaling a 32-bit word favours some places by at most count/2³².
 */
export function seededOrder(label: string, seed: number, count: number): Uint32Array {
  const order = Uint32Array.from({ length: count }, (_, index) => index);
  const bytes = seededBytes(label, seed, count * WORD_BYTES);
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let last = count - 1; last > 0; last--) {
    const share = words.getUint32(last * WORD_BYTES) / 2 ** 32;
    const other = Math.floor(share * (last + 1));
    const moved = order[last]!;
    order[last] = order[other]!;
    order[other] = moved;
  }
  return order;
}

/** A seed of 32 bits that `label` and `seed` determine, for a stream of draws of its own. */
export function seedOf(label: string, seed: number): number {
  const bytes = seededBytes(label, seed, WORD_BYTES);
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0);
}

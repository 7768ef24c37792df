import * as fc from 'fast-check';
import type { Entry } from '../../engines/index.ts';
import { compareBytes } from '../model.ts';
import { keys } from './keys.ts';

/**
 * Value of `length` bytes that differs with `salt` at every position, so that a value shifted,
 * cut or taken from another page is seen.
 */
export function valueBytes(length: number, salt: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let index = 0; index < length; index += 1) {
    bytes[index] = salt + 31 * index + (index >>> 8);
  }
  return bytes;
}

/** Lengths from nothing through the inline room of a node and one page up to several pages. */
const lengths: fc.Arbitrary<number> = fc.oneof(
  { withCrossShrink: true },
  { weight: 8, arbitrary: fc.integer({ min: 0, max: 40 }) },
  { weight: 2, arbitrary: fc.constantFrom(0, 1, 100) },
  { weight: 2, arbitrary: fc.integer({ min: 4_000, max: 4_200 }) },
  { weight: 1, arbitrary: fc.constant(20_000) },
);

/** Values of 0 to 20,000 bytes, most of them short. */
export const values: fc.Arbitrary<Uint8Array> = fc
  .record({ length: lengths, salt: fc.nat(255) })
  .map(({ length, salt }) => valueBytes(length, salt));

/** Values of at most 40 bytes, for laws that are about keys. */
const shortValues: fc.Arbitrary<Uint8Array> = fc
  .record({ length: fc.nat(40), salt: fc.nat(255) })
  .map(({ length, salt }) => valueBytes(length, salt));

/** Up to `countMax` entries with distinct keys in ascending order, as `load` takes them. */
export function sortedEntries(countMax: number): fc.Arbitrary<readonly Entry[]> {
  return fc
    .uniqueArray(fc.record({ key: keys, value: shortValues }), {
      maxLength: countMax,
      size: 'max',
      selector: ({ key }) => Buffer.from(key).toString('latin1'),
    })
    .map((entries) => entries.toSorted((left, right) => compareBytes(left.key, right.key)));
}

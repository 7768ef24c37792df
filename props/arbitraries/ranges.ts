import * as fc from 'fast-check';
import { LIMITS, type Range } from '../../engines/index.ts';
import { keys } from './keys.ts';

function justAbove(key: Uint8Array): Uint8Array {
  return Uint8Array.of(...key, 0);
}

/** The key without its last byte where that is 0, else its last byte one less and 0xff behind. */
function justBelow(key: Uint8Array): Uint8Array {
  const head = key.subarray(0, -1);
  const last = key[key.length - 1] ?? 0;
  return last === 0 ? Uint8Array.from(head) : Uint8Array.of(...head, last - 1, 0xff);
}

/** Bounds on a key, just below one, just above one, below all, and longer than any key. */
export const bounds: fc.Arbitrary<Uint8Array> = fc.oneof(
  { weight: 5, arbitrary: keys },
  { weight: 2, arbitrary: keys.map(justBelow) },
  { weight: 2, arbitrary: keys.map(justAbove) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      new Uint8Array(0),
      new Uint8Array(LIMITS.keyBytesMax + 1),
      new Uint8Array(LIMITS.keyBytesMax + 1).fill(0xff),
    ),
  },
);

const lower: fc.Arbitrary<Range> = fc.oneof(
  fc.constant({}),
  fc.constant({ gt: undefined, gte: undefined }),
  bounds.map((gt) => ({ gt })),
  bounds.map((gte) => ({ gte })),
);

const upper: fc.Arbitrary<Range> = fc.oneof(
  fc.constant({}),
  fc.constant({ lt: undefined, lte: undefined }),
  bounds.map((lt) => ({ lt })),
  bounds.map((lte) => ({ lte })),
);

const walk: fc.Arbitrary<Range> = fc.record({
  reverse: fc.constantFrom(undefined, false, true),
  limit: fc.constantFrom(undefined, undefined, 0, 1, 2, 5, 1_000),
});

/** Ranges with every kind of bound on either side, crossed ones among them. */
export const ranges: fc.Arbitrary<Range> = fc
  .tuple(lower, upper, walk)
  .map((parts) => Object.assign({}, ...parts));

import * as fc from 'fast-check';
import type { Datum } from '../../../server/forms/index.ts';

const TEXT: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('', '"', '\\', '\n', 'a\tb', '__proto__', '\u202e', '(', ';', '\u{1f600}'),
);

const NUMBER: fc.Arbitrary<number> = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 1e21, 1e-7, 5e-324, Number.MAX_VALUE, 2 ** 53, 2 ** 53 + 2, -(2 ** 66)),
);

const FIRST = Array.from('abzé世_+-*/<>=!?%&^~$@');
const NAME: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(...FIRST),
    fc.string({ unit: fc.constantFrom(...FIRST, '0', '9', '.', '-'), maxLength: 8 }),
  )
  .map(([first, rest]) => first + rest)
  .filter((name) => !/^[+-]\.?\d/.test(name));

const ATOM: fc.Arbitrary<Datum> = fc.oneof(
  fc.constantFrom<Datum>(null, true, false),
  TEXT,
  NUMBER,
  fc
    .tuple(fc.constantFrom('symbol' as const, 'keyword' as const), NAME)
    .map(([tag, name]) => ({ tag, name })),
);

/** Anything that a reader may make, up to six levels deep. */
export const DATUM: fc.Arbitrary<Datum> = fc.letrec<{ datum: Datum }>((tie) => ({
  datum: fc.oneof(
    { maxDepth: 6 },
    ATOM,
    fc.array(tie('datum'), { maxLength: 6 }),
    fc
      .uniqueArray(fc.tuple(TEXT, tie('datum')), { maxLength: 4, selector: ([key]) => key })
      .map((entries): Datum => new Map(entries)),
  ),
})).datum;

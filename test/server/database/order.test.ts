import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { orderOf } from '../../../server/database/order.ts';

const number = fc.oneof(
  fc.double({ min: 0, max: Math.SQRT2, noNaN: true }).map((value) => value + 0),
  fc.constantFrom(0, 5e-324, 2 ** -52, 1, 1 + 2 ** -52, Math.SQRT2, Number.MAX_VALUE),
  // Alike in all bits but the last ones.
  fc.nat(300).map((step) => 1.25 + step * 2 ** -52),
);

it('orders doubles as they compare, equal ones by place', () => {
  fc.assert(
    fc.property(fc.array(number, { maxLength: 200 }), (values) => {
      const due = values
        .map((value, place) => ({ value, place }))
        .toSorted((a, b) => a.value - b.value || a.place - b.place)
        .map(({ place }) => place);
      expect(Array.from(orderOf(Float64Array.from(values)))).toEqual(due);
    }),
    { numRuns: 500 },
  );
});

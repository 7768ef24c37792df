import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { placesOf } from '../../../server/query/functions/search.ts';

it('finds what splitting a text by the pattern finds', () => {
  const letters = fc.constantFrom('a', 'b', '\u{1f600}');
  let found = 0;
  fc.assert(
    fc.property(
      fc.string({ unit: letters, minLength: 1, maxLength: 5 }),
      fc.string({ unit: letters, maxLength: 40 }),
      (pattern, text) => {
        const places = placesOf(pattern, text);
        const parts = [...places, text.length].map((place, index) => {
          return text.slice(index === 0 ? 0 : places[index - 1]! + pattern.length, place);
        });
        found += places.length;

        expect(parts).toEqual(text.split(pattern));
        expect(placesOf(pattern, text, 1)).toEqual(places.slice(0, 1));
      },
    ),
    { numRuns: 2000 },
  );
  expect(found).toBeGreaterThan(200);
});

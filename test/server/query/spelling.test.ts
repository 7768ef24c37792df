import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { nearestName } from '../../../server/query/spelling.ts';

/** Letters inserted, left out, replaced or swapped with the next, in the plainest way. */
function editsBetween(a: string, b: string): number {
  const table = Array.from({ length: a.length + 1 }, (_row, row) =>
    Array.from({ length: b.length + 1 }, (_cell, column) => (row === 0 ? column : row)),
  );
  for (let row = 1; row <= a.length; row += 1) {
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1];
      const choices = [
        table[row - 1]![column - 1]! + Number(!same),
        table[row - 1]![column]! + 1,
        table[row]![column - 1]! + 1,
      ];
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) choices.push(table[row - 2]![column - 2]! + 1);
      table[row]![column] = Math.min(...choices);
    }
  }
  return table[a.length]![b.length]!;
}

it('is the first of the names with the fewest edits, up to two', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 8 });
  let found = 0;
  fc.assert(
    fc.property(word, fc.array(word, { maxLength: 6 }), (name, known) => {
      const most = Math.min(2, Math.ceil(name.length / 2) - 1);
      const edits = known.map((one) => editsBetween(name, one));
      const least = Math.min(...edits);
      const nearest = least <= most ? known[edits.indexOf(least)] : undefined;
      if (nearest !== undefined) found += 1;

      expect(nearestName(name, known)).toBe(nearest);
    }),
    { numRuns: 3000 },
  );
  expect(found).toBeGreaterThan(100);
});

it('is one of the first thousand that are about as long', () => {
  const others = Array.from({ length: 999 }, (_, n) => `x${n}y`.padEnd(6, 'z'));
  const longer = 'a'.repeat(40);

  expect(nearestName('lenght', [longer, ...others, 'length'])).toBe('length');
  expect(nearestName('lenght', [...others, 'xxyyzz', 'length'])).toBeUndefined();
});

it('is none of a name that nobody typed', () => {
  const name = 'a'.repeat(64);

  expect(nearestName(`${name.slice(1)}b`, [name])).toBe(name);
  expect(nearestName(`${name}b`, [name])).toBeUndefined();
});

import { describe, expect, it } from 'vitest';
import {
  GENERATED_LENGTH,
  type GeneratedName,
  generatedSeries,
} from '../../../bench/workloads/index.ts';
import { createDatabase } from '../../../server/index.ts';

const NAMES: readonly GeneratedName[] = ['bumps', 'walks', 'light curves', 'noise'];

const valuesOf = (
  name: GeneratedName,
  count: number,
  { label = 'stored', seed = 1 } = {},
): readonly (readonly number[])[] =>
  [...generatedSeries(name, { label, seed, count })].map(({ values }) => Array.from(values));

describe('generatedSeries', () => {
  it.each(NAMES)('gives %s, the same for one seed and label, growing at the end', (name) => {
    const five = valuesOf(name, 5);
    expect(five).toHaveLength(5);
    for (const values of five) {
      expect(values).toHaveLength(GENERATED_LENGTH);
      expect(values.every(Number.isFinite)).toBe(true);
    }
    expect(valuesOf(name, 3)).toEqual(five.slice(0, 3));
    expect(valuesOf(name, 5, { seed: 2 })).not.toEqual(five);
    expect(valuesOf(name, 5, { label: 'asked' })).not.toEqual(five);
    expect(new Set(five.map(String)).size).toBe(5);
  });

  it('draws light curves from classes whose members are near each other', async () => {
    const measure = { name: 'kernel', gamma: 10 } as const;
    const database = await createDatabase(undefined, { length: GENERATED_LENGTH, measure });
    try {
      let at = 0;
      for (const series of generatedSeries('light curves', { label: 'a', seed: 1, count: 100 })) {
        await database.insert(`s${at++}`, series);
      }
      // The nearest of a series is of its class, and so are some ten of the hundred.
      const { neighbours } = await database.nearest({ id: 's0' }, { k: 99 });
      const near = neighbours[0]!.distance;
      const far = neighbours[50]!.distance;
      expect(near).toBeLessThan(far / 2);
    } finally {
      await database.close();
    }
  });
});

import { describe, expect, it } from 'vitest';
import { Seeded } from '../../../server/similarity/seeded.ts';

describe('what was ranked before its turn', () => {
  it('is told from all other ordinals, those that share its bit among them', () => {
    const seeded = new Seeded();
    const ordinals = [0, 31, 32, 4095, 4096 + 7, 3 * 4096 + 7, 2 ** 25 + 5];
    for (const ordinal of ordinals) seeded.add(ordinal);
    seeded.add(31);

    expect(seeded.size).toBe(ordinals.length);
    for (const ordinal of ordinals) expect(seeded.has(ordinal)).toBe(true);
    for (const ordinal of [1, 7, 63, 4096, 4096 + 31, 2 * 4096 + 7, 2 ** 25]) {
      expect(seeded.has(ordinal)).toBe(false);
    }
  });
});

import { describe, expect, it } from 'vitest';
import { createSlab } from '../../engines/storage/slab.ts';

const MIB = 2 ** 20;

describe('a slab', () => {
  it('grows with its contents and zeros behind them, from small to large', () => {
    const small = createSlab(MIB / 2);
    new Uint8Array(small.buffer).fill(7);
    const large = small.grow(2 * MIB);
    const larger = large.grow(5 * MIB);
    const bytes = new Uint8Array(larger.buffer);

    expect(bytes.length).toBeGreaterThanOrEqual(5 * MIB);
    expect(bytes.subarray(0, MIB / 2).every((byte) => byte === 7)).toBe(true);
    expect(bytes.subarray(MIB / 2).every((byte) => byte === 0)).toBe(true);
  });

  it('says FULL where there is no memory for more, and is as it was', () => {
    const slab = createSlab(2 * MIB);
    new Uint8Array(slab.buffer).fill(7);

    expect(() => slab.grow(2 ** 33)).toThrow(expect.objectContaining({ code: 'FULL' }));
    expect(new Uint8Array(slab.buffer).every((byte) => byte === 7)).toBe(true);
  });
});

import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { checksum } from '../../engines/storage/checksum.ts';
import { bytes } from './scratch.ts';

describe('a checksum', () => {
  it('goes on from its seed, and of no bytes is what it began with', () => {
    const whole = bytes('vantage');
    const seed = checksum(whole, 0, 3);

    expect(checksum(whole, 3, 7, seed)).toBe(crc32(whole));
    expect(checksum(whole, 3, 3, seed)).toBe(seed);
    expect(checksum(new Uint8Array(0), 0, 0, seed)).toBe(seed);
  });
});

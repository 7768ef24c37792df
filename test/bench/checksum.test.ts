import { describe, expect, it } from 'vitest';
import { CHECKSUM_START, mixBytes, mixNumber } from '../../bench/checksum.ts';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('mixBytes', () => {
  // The test vectors that were published with FNV.
  it.each([
    ['', 0x811c9dc5],
    ['a', 0xe40c292c],
    ['foobar', 0xbf9cf968],
  ])('is FNV-1a: %j', (text, expected) => {
    expect(mixBytes(CHECKSUM_START, bytesOf(text))).toBe(expected);
  });

  it('goes on where it stopped', () => {
    const inParts = mixBytes(mixBytes(CHECKSUM_START, bytesOf('foo')), bytesOf('bar'));
    expect(inParts).toBe(0xbf9cf968);
  });
});

describe('mixNumber', () => {
  it('tells neighbouring doubles apart', () => {
    const one = mixNumber(CHECKSUM_START, 1);
    expect(mixNumber(CHECKSUM_START, 1 + Number.EPSILON)).not.toBe(one);
    expect(mixNumber(CHECKSUM_START, 1)).toBe(one);
  });

  it('depends on the order', () => {
    const upwards = [1, 2].reduce(mixNumber, CHECKSUM_START);
    expect([2, 1].reduce(mixNumber, CHECKSUM_START)).not.toBe(upwards);
  });
});

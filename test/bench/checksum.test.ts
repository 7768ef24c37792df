import { describe, expect, it } from 'vitest';
import { CHECKSUM_START, mixBytes, mixEntry, mixNumber, mixWords } from '../../bench/checksum.ts';

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

describe('mixWords', () => {
  const bytes = Uint8Array.from({ length: 11 }, (_, index) => 17 * index);

  it('depends on every bit of every byte', () => {
    const seen = new Set([mixWords(CHECKSUM_START, bytes)]);
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = bytes.slice();
      flipped[bit >>> 3]! ^= 1 << (bit & 7);
      seen.add(mixWords(CHECKSUM_START, flipped));
    }
    expect(seen.size).toBe(1 + bytes.length * 8);
  });

  it('gives a whole number from 0 below 2³², also for nothing', () => {
    expect(mixWords(CHECKSUM_START, new Uint8Array(0))).toBe(CHECKSUM_START);
    for (let length = 0; length <= bytes.length; length++) {
      const mixed = mixWords(CHECKSUM_START, bytes.subarray(0, length));
      expect(mixed).toBe(mixed >>> 0);
    }
  });

  it('is the same for a Buffer and for a window into another one', () => {
    const window = new Uint8Array(20);
    window.set(bytes, 5);
    for (const same of [Buffer.from(bytes), window.subarray(5, 16)]) {
      expect(mixWords(7, same)).toBe(mixWords(7, bytes));
    }
  });
});

describe('mixEntry', () => {
  it('tells the key from the value', () => {
    const [left, right] = [bytesOf('leftleft'), bytesOf('rightright')];
    expect(mixEntry(CHECKSUM_START, left, right)).not.toBe(mixEntry(CHECKSUM_START, right, left));
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

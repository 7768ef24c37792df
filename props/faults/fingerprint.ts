import type { BlockImage } from './file-image.ts';
import { type Disk, fileOf } from './journal.ts';

/** Two hashes of 32 bits that have nothing to do with each other. */
type Lanes = readonly [number, number];

const ZERO_BLOCK: Lanes = [0, 0];
const known: WeakMap<Uint8Array, Lanes> = new WeakMap();

/**
 * A text that is equal for disks whose names lead to equal files, and otherwise differs but for 64
 * bits of chance. Cost: the blocks that no disk before had.
 */
export function fingerprint(disk: Disk): string {
  let text = '';
  for (const name of [...disk.names.keys()].toSorted()) {
    text += `${name}:${fileFingerprint(fileOf(disk, disk.names.get(name)!))};`;
  }
  return text;
}

function fileFingerprint({ blocks, size }: BlockImage): string {
  let first = 0x811c9dc5;
  let second = 0x9e3779b9;
  for (let index = 0; index < blocks.length; index += 1) {
    const block = blocks[index];
    const lanes = block === undefined ? ZERO_BLOCK : lanesOf(block);
    if (lanes === ZERO_BLOCK) continue;
    first = Math.imul(first ^ lanes[0] ^ index, 0x01000193);
    second = Math.imul(rotate(second) ^ lanes[1] ^ index, 0x85ebca6b);
  }
  return `${size}-${first >>> 0}-${second >>> 0}`;
}

function lanesOf(block: Uint8Array): Lanes {
  const hashed = known.get(block);
  if (hashed !== undefined) return hashed;
  const words = new Uint32Array(block.buffer, block.byteOffset, block.length / 4);
  let first = 0;
  let second = 0;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index]!;
    // An index with each word, so that words in another order differ.
    if (word === 0) continue;
    first = Math.imul(first ^ word ^ index, 0x01000193);
    first ^= first >>> 15;
    second = Math.imul(rotate(second) ^ (word + index), 0xc2b2ae35);
  }
  const lanes: Lanes = first === 0 && second === 0 ? ZERO_BLOCK : [first, second];
  known.set(block, lanes);
  return lanes;
}

function rotate(word: number): number {
  return (word << 13) | (word >>> 19);
}

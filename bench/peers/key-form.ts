/** How keys are kept in a map of this process, and how they come back out. */
export interface KeyForm<Key> {
  readonly description: string;
  readonly in: (key: Uint8Array) => Key;
  readonly out: (key: Key) => Uint8Array;
  readonly compare: (a: Key, b: Key) => number;
}

/** As they come. Most keys differ in their first byte, where a loop beats a call out of the VM. */
export const BYTES: KeyForm<Uint8Array> = {
  description: 'Buffer keys and a comparator',
  in: (key) => key,
  out: (key) => key,
  compare(a, b) {
    const length = Math.min(a.length, b.length);
    for (let index = 0; index < length; index++) {
      const difference = a[index]! - b[index]!;
      if (difference !== 0) return difference;
    }
    return a.length - b.length;
  },
};

/** As strings of one character a byte, whose order is that of the bytes. */
export const LATIN1: KeyForm<string> = {
  description: 'latin1 string keys, made from bytes at every call',
  in: (key) => Buffer.prototype.latin1Slice.call(key, 0, key.length),
  out: (key) => Buffer.from(key, 'latin1'),
  compare: (a, b) => (a < b ? -1 : a > b ? 1 : 0),
};

/** The same bytes in an array of their own; a slice of a Buffer would share them. */
export function copyOf<Bytes extends Uint8Array | undefined>(bytes: Bytes): Bytes | Uint8Array {
  return bytes === undefined ? bytes : new Uint8Array(bytes);
}

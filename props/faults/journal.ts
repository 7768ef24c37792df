/**
 * What a file system was asked to do, in order. Files are known by a number that outlives their
 * names, as an inode does.
 */
export type Operation =
  | {
      readonly tag: 'write';
      readonly file: number;
      readonly position: number;
      readonly bytes: Uint8Array;
    }
  | { readonly tag: 'truncate'; readonly file: number; readonly bytes: number }
  | { readonly tag: 'sync'; readonly file: number }
  | { readonly tag: 'create'; readonly name: string; readonly file: number }
  | { readonly tag: 'rename'; readonly from: string; readonly to: string; readonly file: number }
  | { readonly tag: 'remove'; readonly name: string }
  | { readonly tag: 'sync-directory' }
  /** The caller of the engine asked for commits up to this one. */
  | { readonly tag: 'asked'; readonly commit: number }
  /** The caller was told that commits up to this one are durable. */
  | { readonly tag: 'acknowledged'; readonly commit: number };

/** Bytes of a file, with zeros understood from the end of `bytes` to `size`. */
export interface FileImage {
  readonly bytes: Uint8Array;
  readonly size: number;
}

/** Everything on a disk. */
export interface DiskImage {
  readonly files: ReadonlyMap<number, FileImage>;
  readonly names: ReadonlyMap<string, number>;
}

export const EMPTY_DISK: DiskImage = { files: new Map(), names: new Map() };

export const EMPTY_FILE: FileImage = { bytes: new Uint8Array(0), size: 0 };

/** `image` with `bytes` written at `position`. */
export function written(image: FileImage, position: number, bytes: Uint8Array): FileImage {
  const used = usedBytes(bytes);
  const size = Math.max(image.size, position + bytes.length);
  if (used === 0 && position >= image.bytes.length) return { bytes: image.bytes, size };
  const length = Math.max(image.bytes.length, position + used);
  const copy = new Uint8Array(length);
  copy.set(image.bytes);
  copy.fill(0, position, Math.min(length, position + bytes.length));
  copy.set(bytes.subarray(0, used), position);
  return { bytes: copy, size };
}

/** `image` cut, or extended by zeros, to `size`. */
export function truncated(image: FileImage, size: number): FileImage {
  return { bytes: image.bytes.slice(0, size), size };
}

/** Bytes up to the last that is not zero. */
export function usedBytes(bytes: Uint8Array): number {
  let used = bytes.length;
  while (used > 0 && bytes[used - 1] === 0) used -= 1;
  return used;
}

import type { Model } from '../model.ts';
import { type BlockImage, EMPTY_FILE, type FileImage } from './file-image.ts';

export type { FileImage } from './file-image.ts';

/** What a caller of the engine knows, between what the file system was asked to do. */
export type Note =
  /** A commit was asked for; from now on it may be found, with these contents of the whole file. */
  | { readonly tag: 'asked'; readonly commit: number; readonly contents: Model }
  /** The caller was told that commits up to this one are durable. */
  | { readonly tag: 'acknowledged'; readonly commit: number }
  /** A file that was opened showed this commit: it stays, and nothing above it comes back. */
  | { readonly tag: 'shown'; readonly commit: number };

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
  | Note;

/** Everything on a disk. */
export interface DiskImage {
  readonly files: ReadonlyMap<number, FileImage>;
  readonly names: ReadonlyMap<string, number>;
}

/** A disk whose files share blocks with other disks. */
export interface Disk extends DiskImage {
  readonly files: ReadonlyMap<number, BlockImage>;
}

export const EMPTY_DISK: Disk = { files: new Map(), names: new Map() };

/** The file with this number, empty where nothing was written to it. */
export function fileOf(disk: Disk, file: number): BlockImage {
  return disk.files.get(file) ?? EMPTY_FILE;
}

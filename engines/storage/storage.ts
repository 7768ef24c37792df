/**
 * The storage seam: the only door through which an engine touches the world. The disk stands
 * behind it in use, and storage that fails, forgets or tears in the laws.
 */
export interface Storage {
  /**
   * Opens a file. `create` makes a new one and fails when the path exists; `read` never writes.
   * @throws EngineError `NOT_FOUND`, `EXISTS`, `PERMISSION`, `IO`.
   */
  open(path: string, mode: 'read' | 'write' | 'create'): Promise<StorageFile>;
  /** As `open` for reading, at once: who finds a file replaced cannot always wait. */
  openNow(path: string): StorageFile;
  exists(path: string): boolean;
  /** The one name of the file at `path`, or of the place where it would be, past all links. */
  realPath(path: string): string;
  /** Replaces `to` by `from`, atomically. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file; an absent one is not an error. */
  remove(path: string): Promise<void>;
  /** Makes creations and renames in the directory of `path` durable. */
  syncDirectory(path: string): Promise<void>;
  /**
   * Takes the writer lock of `path` for this process, or fails: at once, but for the moment that
   * another process takes to leave its name.
   * @throws EngineError `LOCKED`, naming the holder.
   */
  lock(path: string): Promise<Lock>;
}

/** One open file. Positions and sizes are bytes. */
export interface StorageFile {
  /** Reads into `target` from `position` on and returns how many bytes there were. */
  read(target: Uint8Array, position: number): number;
  /** Writes all of `source` at `position`. */
  write(source: Uint8Array, position: number): Promise<void>;
  /** Makes everything written durable. A failure must never be retried. */
  sync(): Promise<void>;
  truncate(bytes: number): Promise<void>;
  size(): number;
  close(): Promise<void>;
}

/** A held lock; the operating system frees it when the process ends, however it ends. */
export interface Lock {
  release(): Promise<void>;
}

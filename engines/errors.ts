/** Every code an engine can answer with, and when. Callers may test `code` only. */
export type EngineErrorCode =
  /** Another process has the file open for writing; the message names it. */
  | 'LOCKED'
  /** The file does not exist and was not to be created. */
  | 'NOT_FOUND'
  /** The path of a backup exists already. */
  | 'EXISTS'
  /** The file does not begin as an engine file does. */
  | 'NOT_ENGINE_FILE'
  /** The file was written by another engine; the message names it. */
  | 'WRONG_ENGINE'
  /** The file was written by a later version of this program. */
  | 'NEWER_FORMAT'
  /** The file has a format that was given up before it was released. */
  | 'OLDER_FORMAT'
  /** An acknowledged part of the file is missing or damaged; the message names the page. */
  | 'CORRUPT'
  /** The operating system refused access. */
  | 'PERMISSION'
  /** The handle was opened read-only, or became so after a failed sync. */
  | 'READ_ONLY'
  /** The disk or the address space of the file is full; nothing was written. */
  | 'FULL'
  /** A write to the file failed for another reason; nothing was written. */
  | 'IO'
  /** The sync failed: the commit may or may not survive. Reopen the file to learn which. */
  | 'UNKNOWN_OUTCOME'
  /** The handle, snapshot or transaction has ended. */
  | 'CLOSED'
  /** A tree was written to under a range or cursor over it. */
  | 'CHANGED'
  /** A key is empty or longer than the limit. */
  | 'KEY_SIZE'
  /** A value is longer than the limit. */
  | 'VALUE_SIZE'
  /** A tree name is empty or longer than the limit, or there would be too many trees. */
  | 'TREE_NAME'
  | 'TREES'
  /** `load` into a tree that has entries. */
  | 'NOT_EMPTY'
  /** `load` of entries that are not strictly ascending. */
  | 'UNSORTED'
  /** The transaction failed in an earlier call and cannot commit. */
  | 'POISONED'
  /** The file no longer holds the commit of a snapshot token. */
  | 'STALE'
  /** The engine does not support the operation; see its manifest. */
  | 'UNSUPPORTED'
  /** No engine of that name is registered, or the module exports none. */
  | 'UNKNOWN_ENGINE';

/** The world, or the file, is not as an operation needs it. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
  readonly code: EngineErrorCode;

  constructor(code: EngineErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/**
 * What a library has to offer for the engine contract to be put on top of it: one ordered map of
 * bytes, snapshots of it, and one transaction at a time. Trees are told apart by a prefix of keys.
 */

/** Bounds of a walk: from `from` on and below `to`. */
export interface Span {
  readonly from: Uint8Array;
  readonly to: Uint8Array;
  readonly reverse: boolean;
}

/** One state of the map. Values that come out belong to the caller, keys are good for reading. */
export interface Source {
  readonly get: (key: Uint8Array) => Uint8Array | undefined;
  /** The entries of a span, lazily; absent where the library walks asynchronously only. */
  readonly walk?:
    | ((span: Span) => Iterable<readonly [key: Uint8Array, value: Uint8Array]>)
    | undefined;
}

/** The map inside a transaction, which sees its own writes. */
export interface Target extends Source {
  /** Takes both over: nobody changes them afterwards. */
  readonly put: (key: Uint8Array, value: Uint8Array) => void;
  readonly delete: (key: Uint8Array) => void;
}

export interface Backing {
  /** The map as it is now; with `snapshots` in the manifest, whatever is written later. */
  readonly snapshot: () => Source & { readonly release: () => void };
  /**
   * Runs `work` in a transaction, at once, and commits; what it throws is thrown on, after nothing
   * of it is left where the manifest has `abort`. A promise resolves when the commit is visible.
   */
  readonly transact: <T>(work: (target: Target) => T) => { result: T; visible?: Promise<void> };
  readonly close: () => Promise<void>;
}

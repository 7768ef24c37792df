/**
 * What the page and its server tell each other beside the operations of the wire: types only, so
 * that both sides of the build can use them.
 */

/** What is done with a key of a sandbox. */
export type SandboxVerb = 'insert' | 'delete' | 'find';

/** A key, as a person writes it: a number, or else a word. Numbers come before words. */
export type SandboxOperation = readonly [verb: SandboxVerb, key: string];

/** The operations to run on an empty tree in memory, from the first on. */
export interface SandboxRequest {
  readonly engine: string;
  readonly operations: readonly SandboxOperation[];
}

/** A field of a node before and after it was written; node 0 stands for the root's place. */
export type SandboxWrite = readonly [
  field: 'root' | 'left' | 'right' | 'red' | 'key',
  node: number,
  before: number | string | boolean,
  after: number | string | boolean,
];

/** A step of an operation; `tag` is as in the trace of the engine. */
export interface SandboxEvent {
  readonly tag:
    | 'hang'
    | 'replace'
    | 'take-over'
    | 'unlink'
    | 'rotate-left'
    | 'rotate-right'
    | 'recolour';
  readonly node: number;
  readonly writes: readonly SandboxWrite[];
}

/** What one operation did. */
export interface SandboxTrace {
  readonly verb: SandboxVerb;
  readonly key: string;
  /** Way of the search from the root: an L or an R for each link. */
  readonly turns: string;
  readonly found: boolean;
  readonly events: readonly SandboxEvent[];
  /** What the engine's own check said of the tree after it; absent where it was not asked. */
  readonly check?: SandboxCheck | undefined;
}

export interface SandboxCheck {
  readonly entries: number;
  readonly height: number;
  /** Empty for a sound tree. */
  readonly faults: readonly string[];
}

/** All that the operations did, for a page to play forward and back. */
export interface SandboxAnswer {
  readonly engine: string;
  readonly coloured: boolean;
  readonly traces: readonly SandboxTrace[];
}

/** The trees of the collection's engine file. */
export interface TreeList {
  readonly engine: string;
  readonly commit: number;
  readonly trees: readonly {
    readonly tree: string;
    readonly entries: number;
    /** 'load' for a tree that a bulk load balanced. */
    readonly built: 'insert' | 'load';
  }[];
}

/** A node of a tree of the collection. */
export interface TreeNode {
  /** The key as a person reads it. */
  readonly text: string;
  /** The key in hexadecimal. */
  readonly key: string;
  readonly red: boolean;
  /** Entries of its subtree. */
  readonly entries: number;
  readonly left?: TreeNode | undefined;
  readonly right?: TreeNode | undefined;
}

/** Part of a tree of the collection, and the way of a lookup through all of it. */
export interface TreeOutline {
  readonly tree: string;
  readonly engine: string;
  readonly commit: number;
  readonly entries: number;
  /** Links from the root to `top`. */
  readonly depth: number;
  /** Absent for an empty tree. */
  readonly top?: TreeNode | undefined;
  /** Where a lookup was asked for. */
  readonly lookup?:
    | {
        readonly found: boolean;
        /** The nodes that it compares, from the root on, without what is below them. */
        readonly nodes: readonly { readonly text: string; readonly key: string }[];
      }
    | undefined;
}

/** The nodes at each depth of a tree, the root's first. */
export interface TreeDepths {
  readonly tree: string;
  readonly commit: number;
  readonly entries: number;
  readonly depths: readonly number[];
}

/** What is to be known of the collection to ask it. */
export interface CollectionFacts {
  readonly series: number;
  /** Points of every series. */
  readonly length: number;
  readonly engine: string;
  readonly measure: { readonly name: string; readonly gamma?: number };
  /** 'inline' or 'pool of N'. */
  readonly compute: string;
  readonly vantagePoints: number;
  /** Columns of metadata, those of every collection first. */
  readonly columns: readonly { readonly name: string; readonly type: string }[];
}

/** The first series of a file. */
export interface UploadedSeries {
  /** As many as the collection's series have points. */
  readonly values: readonly number[];
  /** Points that it has in the file. */
  readonly points: number;
  /** Whether the file has no other. */
  readonly isOnly: boolean;
}

/** What a server did in one second; as the seconds of its metrics. */
export interface LiveSecond {
  readonly second: number;
  readonly requests: number;
  readonly latencyMs: { readonly p50: number; readonly p99: number };
  readonly delayMs: { readonly p50: number; readonly max: number };
  readonly running: number;
  readonly waiting: number;
  readonly connections: number;
}

/** A report of benchmarks that the server has. */
export interface ReportName {
  readonly name: string;
  /** ISO 8601, UTC. */
  readonly written: string;
  readonly bytes: number;
}

import type { Fault } from '../engine.ts';
import { FIRST_DATA_PAGE, Pages } from '../storage/index.ts';
import type { Balance } from './balance.ts';
import { check } from './check.ts';
import { insert } from './insert.ts';
import { type Draft, Path } from './path.ts';
import { Payload } from './payload.ts';
import { remove } from './remove.ts';
import { findPath } from './search.ts';
import { type TraceEvent, TraceRecorder } from './trace-recorder.ts';
import { TracedNodes } from './traced-nodes.ts';

/** Memory for the pages of a traced tree, in bytes: enough for some ten thousand nodes. */
const CACHE_BYTES: number = 2 ** 20;
const NO_VALUE: Uint8Array = new Uint8Array(0);

/** What one operation on a traced tree did, in the order in which it did it. */
export interface Trace {
  /** Way of the search from the root, an L or an R for each link it followed or found empty. */
  readonly turns: string;
  /** Whether the key was in the tree. */
  readonly found: boolean;
  readonly events: readonly TraceEvent[];
}

/**
 * One tree in memory that tells every change of its nodes. It is a transaction that never ends, run
 * by the functions that every transaction runs: what is recorded hangs on a kind of `Nodes` of its
 * own, so that ordinary trees carry nothing of it.
 */
export interface TracedTree {
  /** Name of the engine. */
  readonly engine: string;
  /** Whether nodes have colours. */
  readonly coloured: boolean;
  readonly entries: number;
  /** Puts `key`, with an empty value. @throws EngineError `FULL`. */
  insert(key: Uint8Array): Trace;
  delete(key: Uint8Array): Trace;
  /** Looks `key` up; there are no events. */
  find(key: Uint8Array): Trace;
  /** What `verify` of the engine finds wrong with the tree as it is. Cost: every node. */
  verify(): { readonly height: number; readonly faults: readonly Fault[] };
}

/** An empty traced tree of the kind `balance`. */
export function tracedTree(balance: Balance): TracedTree {
  const recorder = new TraceRecorder();
  const pages = new Pages({ nextPage: FIRST_DATA_PAGE, cacheBytes: CACHE_BYTES, load: undefined });
  const nodes = new TracedNodes(pages, new Payload(pages, undefined), recorder);
  const told = toldTo(recorder, balance);
  let root = 0;
  const draft: Draft = {
    nodes,
    path: new Path(),
    get root() {
      return root;
    },
    set root(address) {
      recorder.link('root', 0, root, address);
      root = address;
    },
    entries: 0,
    counted: true,
    payloadBytes: 0,
    loaded: false,
  };
  const traced = (key: Uint8Array, change: () => void): Trace => {
    const way = wayTo(nodes, root, key);
    return { ...way, events: recorder.record(change) };
  };
  return {
    engine: balance.name,
    coloured: balance.coloured,
    get entries() {
      return draft.entries;
    },
    insert: (key) => traced(key, () => insert(draft, told, key, NO_VALUE)),
    delete: (key) => traced(key, () => void (root !== 0 && remove(draft, told, key))),
    find: (key) => traced(key, () => undefined),
    verify() {
      const { entries, payloadBytes, loaded, counted } = draft;
      const tree = { root, entries, payloadBytes, loaded, counted };
      const { shape, faults } = check(nodes, balance.name, tree, balance.coloured);
      return { height: shape.height, faults };
    },
  };
}

/** `balance`, with the recorder told when it takes over from the search tree. */
function toldTo(recorder: TraceRecorder, balance: Balance): Balance {
  return {
    ...balance,
    inserted(draft) {
      recorder.hung(draft.path.last);
      balance.inserted(draft);
    },
    removed(draft, gap) {
      recorder.unlinked();
      balance.removed(draft, gap);
    },
  };
}

function wayTo(nodes: TracedNodes, root: number, key: Uint8Array): Omit<Trace, 'events'> {
  const path = new Path();
  const found = findPath(nodes, root, key, path);
  let turns = '';
  for (let index = 1; index < path.depth; index += 1) {
    turns += nodes.left(path.at(index - 1)) === path.at(index) ? 'L' : 'R';
  }
  if (!found && path.depth > 0) turns += path.wentLeft ? 'L' : 'R';
  return { turns, found };
}

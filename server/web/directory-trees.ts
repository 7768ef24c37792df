import {
  lookupPath,
  measureDepths,
  type OutlineNode,
  outlineOf,
  type Snapshot,
} from '../../engines/index.ts';
import { type Database, printTreeKey, readTreeKey } from '../database/index.ts';
import { ProtocolError } from '../protocol/index.ts';
import type { TreeDepths, TreeList, TreeNode, TreeOutline } from './messages.ts';

/** Levels of a tree that are drawn at a time, and nodes of a lookup that are told. */
const OUTLINE_LIMITS = { levelsDefault: 6, levelsMax: 8, lookupNodesMax: 256 } as const;

/** The trees of the collection's file. */
export function listTrees(database: Database): TreeList {
  const { engine, commit, trees } = database.stats().file;
  return {
    engine,
    commit,
    trees: trees.map(({ tree, entries, built }) => ({ tree, entries, built })),
  };
}

/** What of a tree is to be drawn. */
export interface OutlineQuery {
  readonly tree: string;
  /** Key in hexadecimal of the node to draw from; the root where it is absent, or gone. */
  readonly below: string | undefined;
  readonly levels: number;
  /** What to look up, as a person writes it. */
  readonly lookup: string | undefined;
}

/**
 * Judges the query of a request for an outline.
 * @throws ProtocolError `INVALID_VALUE` with the field.
 */
export function readOutlineQuery(query: URLSearchParams): OutlineQuery {
  const { levelsDefault, levelsMax } = OUTLINE_LIMITS;
  const levels = Number(query.get('levels') ?? levelsDefault);
  if (!(Number.isInteger(levels) && levels >= 1 && levels <= levelsMax)) {
    throw invalid('levels', `levels is a whole number from 1 to ${levelsMax}`);
  }
  const below = query.get('below') ?? undefined;
  if (below !== undefined && !/^(?:[0-9a-f]{2})+$/.test(below)) {
    throw invalid('below', 'below is a key in hexadecimal');
  }
  return { tree: readTreeName(query), below, levels, lookup: query.get('lookup') ?? undefined };
}

/** @throws ProtocolError `INVALID_VALUE`. */
export function readTreeName(query: URLSearchParams): string {
  const tree = query.get('tree');
  if (tree === null) throw invalid('tree', 'tree is the name of a tree of the collection');
  return tree;
}

/**
 * Part of a tree as it stands in the file.
 * @throws ProtocolError `INVALID_VALUE` for a lookup of what is no key of the tree, and where the
 * engine does not keep trees of nodes.
 */
export function outlineTree(database: Database, query: OutlineQuery): TreeOutline {
  const { tree, below, levels, lookup } = query;
  return holding(database, (snapshot) => {
    const from = below === undefined ? undefined : Buffer.from(below, 'hex');
    const outline = outlineOf(snapshot, tree, { below: from, levels });
    if (outline === undefined) throw withoutNodes();
    const { top, depth, entries } = outline;
    return {
      tree,
      engine: database.settings.engine,
      commit: snapshot.commit,
      entries,
      depth,
      top: top === undefined ? undefined : toldNode(tree, top),
      lookup: lookup === undefined ? undefined : lookedUp(snapshot, tree, lookup),
    };
  });
}

function lookedUp(snapshot: Snapshot, tree: string, text: string): TreeOutline['lookup'] {
  const key = readTreeKey(tree, text);
  if (key === undefined) throw invalid('lookup', `${tree} can have no such key`);
  const path = lookupPath(snapshot, tree, key, OUTLINE_LIMITS.lookupNodesMax);
  if (path === undefined) throw withoutNodes();
  return {
    found: path.found,
    nodes: path.keys.map((one) => ({ text: printTreeKey(tree, one), key: hex(one) })),
  };
}

/** Recursion is as deep as the levels of an outline. */
function toldNode(tree: string, { key, red, entries, left, right }: OutlineNode): TreeNode {
  return {
    text: printTreeKey(tree, key),
    key: hex(key),
    red,
    entries,
    left: left === undefined ? undefined : toldNode(tree, left),
    right: right === undefined ? undefined : toldNode(tree, right),
  };
}

/**
 * Counts the nodes at each depth of a tree, one tree at a time: a walk of a large one takes a
 * while, in slices.
 */
export class DepthMeter {
  readonly #database: Database;
  readonly #pause: () => Promise<void>;
  #isWalking = false;

  /** @param pause resolves when others have had their turn */
  constructor(database: Database, pause: () => Promise<void>) {
    this.#database = database;
    this.#pause = pause;
  }

  /** @throws ProtocolError `BUSY` while another tree is walked; as `outlineTree`. */
  async measure(tree: string): Promise<TreeDepths> {
    if (this.#isWalking) {
      throw new ProtocolError('BUSY', 'another tree is being measured; try again');
    }
    this.#isWalking = true;
    const snapshot = this.#database.snapshot();
    try {
      const depths = await measureDepths(snapshot, tree, this.#pause);
      if (depths === undefined) throw withoutNodes();
      const entries = depths.reduce((sum, nodes) => sum + nodes, 0);
      return { tree, commit: snapshot.commit, entries, depths };
    } finally {
      snapshot.release();
      this.#isWalking = false;
    }
  }
}

function holding<T>(database: Database, look: (snapshot: Snapshot) => T): T {
  const snapshot = database.snapshot();
  try {
    return look(snapshot);
  } finally {
    snapshot.release();
  }
}

function hex(key: Uint8Array): string {
  return Buffer.from(key).toString('hex');
}

function invalid(field: string, message: string): ProtocolError {
  return new ProtocolError('INVALID_VALUE', message, { field });
}

function withoutNodes(): ProtocolError {
  return invalid('tree', 'the engine of this collection does not keep trees of nodes');
}

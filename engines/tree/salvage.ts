import type { Engine, EngineFile, Fault } from '../engine.ts';
import { EngineError } from '../errors.ts';
import { LIMITS } from '../limits.ts';
import {
  KIND,
  MARK_PAGES,
  type Newest,
  newestOf,
  openDamaged,
  PAGE_BYTES,
  Pages,
  readMarks,
  readPadded,
  type Sheet,
  type Storage,
  type Survey,
  survey,
} from '../storage/index.ts';
import { LostEntries } from './lost-entries.ts';
import { Nodes } from './nodes.ts';
import { Payload } from './payload.ts';
import { type Losses, Seen, walkDamaged } from './salvage-walk.ts';
import { treeNames } from './snapshot.ts';

/** What became of one tree. */
export interface SalvagedTree {
  readonly tree: string;
  /** Entries that are certain: the commit reaches them over sound pages. */
  readonly saved: number;
  /** Entries that the commit states and that could not be saved. */
  readonly lost: number;
  /** Entries in `foundIn`: newest versions of keys that may be among the lost, or deleted. */
  readonly found: number;
  readonly foundIn: string | undefined;
  /** Pages at which something of the tree was lost. */
  readonly pages: readonly number[];
}

export interface SalvageReport {
  readonly engine: string;
  /** The commit that was saved, 0 when there was none. */
  readonly commit: number;
  /** Whether it is known that no acknowledged commit is newer. */
  readonly newest: boolean;
  /** Whether all of the newest commit was saved. */
  readonly whole: boolean;
  readonly trees: readonly SalvagedTree[];
  /** Entries of no known tree, in the tree `lost+found`. */
  readonly found: number;
  /** All damage that was met, of which some may concern no entry. */
  readonly faults: readonly Fault[];
}

/** Tree of the entries whose own tree is not known, and beginning of the names of the others. */
const LOST_AND_FOUND = 'lost+found';

const NO_PLACES: ReadonlyMap<string | undefined, string> = new Map();

const CACHE_BYTES: number = 64 * 2 ** 20;

/**
 * Writes what can be read of the damaged file at `from` to a new file at `to`; never writes to
 * `from`. Into the trees goes only what the newest commit reaches over sound pages; what is cut off
 * from it goes to trees of their own (see `lost-entries.ts`).
 * @param engineFor The engine of a name; what is left of a damaged one may name none.
 * @throws EngineError `EXISTS` when `to` is there, `NOT_FOUND`, `NOT_ENGINE_FILE`, `NEWER_FORMAT`,
 * `CORRUPT` when neither the header nor a mark is left, `FULL` for more than memory holds.
 * Cost: the file is read twice at most; all that is saved is held in memory.
 */
export async function salvage(options: {
  readonly storage: Storage;
  readonly from: string;
  readonly to: string;
  readonly engineFor: (name: string) => Engine;
}): Promise<SalvageReport> {
  const { storage, from, to, engineFor } = options;
  if (storage.exists(to)) {
    throw new EngineError('EXISTS', `${to} exists; salvage never overwrites`);
  }
  const { sheet, fault } = await openDamaged(storage, from);
  try {
    const engine = engineFor(sheet.header.engine);
    const found = await survey(sheet);
    const target = await engine.open();
    try {
      const report = await new Salvage(sheet, found, target).run();
      await target.backup(to);
      const faults = [...(fault === undefined ? [] : [fault]), ...report.faults];
      return { engine: engine.manifest.name, ...report, faults };
    } finally {
      await target.close();
    }
  } finally {
    await sheet.file.close();
  }
}

class Salvage {
  readonly #survey: Survey;
  readonly #target: EngineFile;
  readonly #nodes: Nodes;
  readonly #state: Newest;
  readonly #markFaults: readonly Fault[];
  readonly #seen: Seen = new Seen();
  readonly #losses: Map<string, Losses> = new Map();
  readonly #saved: Map<string, number> = new Map();

  constructor(sheet: Sheet, found: Survey, target: EngineFile) {
    this.#survey = found;
    this.#target = target;
    this.#state = newestOf(sheet, found);
    this.#markFaults = readMarks(sheet).flatMap((mark, slot) =>
      mark === undefined
        ? [{ page: MARK_PAGES[slot], tree: undefined, message: 'the mark does not verify' }]
        : [],
    );
    const pages = new Pages({
      nextPage: Math.ceil(sheet.file.size() / PAGE_BYTES),
      cacheBytes: CACHE_BYTES,
      load: (page, kind, frame) => readPadded(sheet, page, kind, frame),
    });
    const payload = new Payload(pages, (page, run) => {
      const bytes = new Uint8Array(run * PAGE_BYTES);
      readPadded(sheet, page, KIND.large, bytes);
      return bytes;
    });
    this.#nodes = new Nodes(pages, payload);
  }

  async run(): Promise<Omit<SalvageReport, 'engine'>> {
    const { record, certain, end } = this.#state;
    const names = treeNames(record?.catalog.keys() ?? []);
    for (const name of names) await this.#save(name);
    const lost = names.filter((name) => this.#lost(name) > 0);
    const places = lost.length > 0 || !certain ? await this.#find() : NO_PLACES;
    const trees = names.map((tree) => this.#outcome(tree, places));
    return {
      commit: record?.commit ?? 0,
      newest: certain,
      whole: certain && lost.length === 0,
      trees,
      found: this.#count(places.get(undefined)),
      // Behind the commit, damage is of nobody's concern; without one, all of it is.
      faults: [
        ...this.#markFaults,
        ...this.#survey.faults.filter(({ page }) => end === 0 || !certain || page! < end),
      ],
    };
  }

  /** Entries of the commit's tree `name` that were not saved. */
  #lost(name: string): number {
    const { entries } = this.#state.record!.catalog.get(name)!;
    const { gaps } = this.#losses.get(name)!;
    return Math.max(gaps.length, entries - (this.#saved.get(name) ?? 0));
  }

  async #save(name: string): Promise<void> {
    const { root } = this.#state.record!.catalog.get(name)!;
    const losses: Losses = { gaps: [], pages: new Set() };
    this.#losses.set(name, losses);
    const entries = walkDamaged(this.#nodes, { name, root }, this.#seen, losses);
    try {
      await this.#target.load(name, entries);
    } catch (error) {
      const { code } = error as EngineError;
      // A name that no engine gives is a lie of the record's, and so is a tree too many.
      if (code !== 'TREE_NAME' && code !== 'TREES') throw error;
      losses.gaps.push({ after: undefined, before: undefined });
      return;
    }
    this.#saved.set(name, this.#count(name));
  }

  /** Entries of a tree of the new file. */
  #count(tree: string | undefined): number {
    if (tree === undefined) return 0;
    const snapshot = this.#target.snapshot();
    const count = snapshot.tree(tree).count();
    snapshot.release();
    return count;
  }

  /** Writes the entries that may be lost; returns the tree of each tree's. */
  async #find(): Promise<Map<string | undefined, string>> {
    const gaps = new Map([...this.#losses].map(([name, losses]) => [name, losses.gaps]));
    const lost = new LostEntries(this.#nodes, this.#survey, this.#seen, gaps);
    for (const { record } of this.#survey.records) lost.addCommit(record.catalog);
    lost.choose(this.#state.certain ? Infinity : (this.#state.record?.commit ?? 0));
    const places = new Map<string | undefined, string>();
    for (const tree of lost.trees()) {
      if (this.#target.trees().length === LIMITS.treesMax) continue;
      const place = this.#placeFor(tree);
      await this.#target.load(place, lost.entries(tree));
      places.set(tree, place);
    }
    return places;
  }

  #placeFor(tree: string | undefined): string {
    const taken = new Set(this.#target.trees());
    let place = tree === undefined ? LOST_AND_FOUND : `${LOST_AND_FOUND}/${tree}`;
    for (let turn = 1; taken.has(place) || isTooLong(place); turn += 1) {
      place = `${LOST_AND_FOUND}.${turn}`;
    }
    return place;
  }

  #outcome(tree: string, places: ReadonlyMap<string | undefined, string>): SalvagedTree {
    const foundIn = places.get(tree);
    const pages = [...this.#losses.get(tree)!.pages].toSorted((a, b) => a - b);
    return {
      tree,
      saved: this.#saved.get(tree) ?? 0,
      lost: this.#lost(tree),
      found: this.#count(foundIn),
      foundIn,
      pages,
    };
  }
}

function isTooLong(name: string): boolean {
  return Buffer.byteLength(name) > LIMITS.treeNameBytesMax;
}

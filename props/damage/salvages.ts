import { inspect } from 'node:util';
import { type Engine, EngineError, type EngineFile, type Entry } from '../../engines/index.ts';
import { MARK_PAGES, PAGE_BYTES, type Storage } from '../../engines/storage/index.ts';
import { type SalvageReport, salvage } from '../../engines/tree/index.ts';
import { lineOf } from './contents.ts';
import { type Corpus, DAMAGED_PATH, treesOf } from './corpus.ts';
import { memoryStorage } from './memory-storage.ts';

const SAVED_PATH = 'saved';

/** What salvaging came to, over many damaged files. */
export interface SalvageCounts {
  salvages: number;
  /** Files of which all was saved. */
  whole: number;
  saved: number;
  lost: number;
  /** Lost entries that stand, as they were, in a tree of things found. */
  found: number;
  /** Files of which an older commit was saved. */
  older: number;
  readonly violations: string[];
}

export function noSalvages(): SalvageCounts {
  return { salvages: 0, whole: 0, saved: 0, lost: 0, found: 0, older: 0, violations: [] };
}

/** Violations that are told in full. */
const VIOLATIONS_MAX = 10;

/** The pages that looking up each entry reads, by the entry's line: found out by looking it up. */
export type Needs = ReadonlyMap<string, ReadonlySet<number>>;

export async function needsOf(
  engineOver: (storage: Storage) => Engine,
  corpus: Corpus,
): Promise<Needs> {
  const needs = new Map<string, Set<number>>();
  for (const [tree, entries] of corpus.trees) {
    for (const entry of entries) {
      const pages = new Set<number>();
      const { storage } = memoryStorage(new Map([[DAMAGED_PATH, corpus.closed]]));
      const noted = notingReads(storage, pages);
      const file = await engineOver(noted).open(DAMAGED_PATH, { readOnly: true });
      pages.clear();
      file.snapshot().tree(tree).get(entry.key);
      await file.close();
      needs.set(lineOf(tree, entry), pages);
    }
  }
  return needs;
}

function notingReads(storage: Storage, pages: Set<number>): Storage {
  return {
    ...storage,
    async open(path, mode) {
      const file = await storage.open(path, mode);
      return {
        ...file,
        read(target, position) {
          const end = position + target.length;
          for (let at = position; at < end; at += PAGE_BYTES)
            pages.add(Math.floor(at / PAGE_BYTES));
          return file.read(target, position);
        },
      };
    },
  };
}

/**
 * Salvages `damaged`, the closed file of the corpus with one damage, and compares: every entry whose
 * pages are sound is saved, nothing is in a tree that was not there at the commit, what was found
 * was there once, and the source is as it was.
 */
export async function trySalvage(
  engineOver: (storage: Storage) => Engine,
  corpus: Corpus,
  needs: Needs,
  damaged: Uint8Array,
  counts: SalvageCounts,
): Promise<void> {
  counts.salvages += 1;
  try {
    const why = await judge(engineOver, corpus, needs, damaged, counts);
    if (why !== undefined) tell(counts, why);
  } catch (error) {
    tell(counts, inspect(error));
  }
}

function tell(counts: SalvageCounts, why: string): void {
  if (counts.violations.length < VIOLATIONS_MAX) counts.violations.push(why);
}

async function judge(
  engineOver: (storage: Storage) => Engine,
  corpus: Corpus,
  needs: Needs,
  damaged: Uint8Array,
  counts: SalvageCounts,
): Promise<string | undefined> {
  const memory = memoryStorage(new Map([[DAMAGED_PATH, damaged]]));
  const engine = engineOver(memory.storage);
  const pages = changedPages(corpus.closed, damaged);
  let report: SalvageReport;
  try {
    report = await salvage({
      storage: memory.storage,
      from: DAMAGED_PATH,
      to: SAVED_PATH,
      engineFor: () => engine,
    });
  } catch (error) {
    // With the header and both marks gone nothing tells which pages are the file's.
    const hopeless = [0, ...MARK_PAGES].every((page) => pages.has(page));
    if (hopeless && error instanceof EngineError) return undefined;
    throw error;
  }
  if (Buffer.compare(memory.bytes(DAMAGED_PATH), damaged) !== 0) return 'the source was written to';
  const file = await engine.open(SAVED_PATH, { readOnly: true });
  try {
    const { faults } = await file.verify();
    if (faults[0] !== undefined) return `the new file is not sound: ${faults[0].message}`;
    return compare(corpus, { needs, pages, report, lines: linesIn(file) }, counts);
  } finally {
    await file.close();
  }
}

function linesIn(file: EngineFile): ReadonlyMap<string, ReadonlySet<string>> {
  const snapshot = file.snapshot();
  const lines = treesOf(snapshot).map(([name, entries]) => [name, linesOf(name, entries)] as const);
  snapshot.release();
  return new Map(lines);
}

/** The lines of entries, under the name of the tree that they come from. */
function linesOf(name: string, entries: readonly Entry[]): ReadonlySet<string> {
  const tree = name.replace(/^lost\+found\//, '');
  return new Set(entries.map((entry) => lineOf(tree, entry)));
}

/** The line that an entry has in the tree for those whose tree is not known. */
function asNameless(line: string): string {
  const [, key, value] = JSON.parse(line) as readonly string[];
  return JSON.stringify(['lost+found', key, value]);
}

interface Found {
  readonly needs: Needs;
  /** Pages that differ from those of the whole file. */
  readonly pages: ReadonlySet<number>;
  readonly report: SalvageReport;
  /** The lines of each tree of the new file. */
  readonly lines: ReadonlyMap<string, ReadonlySet<string>>;
}

function compare(corpus: Corpus, found: Found, counts: SalvageCounts): string | undefined {
  const { needs, pages, report, lines } = found;
  const moments = [...corpus.history, corpus];
  const moment = moments.find(({ commit }) => commit === report.commit);
  if (moment === undefined && report.commit !== 0) return `there is no commit ${report.commit}`;
  if (report.newest && moment !== corpus) return `commit ${report.commit} counts as the newest`;
  if (!report.newest) counts.older += 1;
  if (report.whole) counts.whole += 1;
  const once = new Set(
    moments.flatMap(({ trees }) => trees.flatMap(([n, e]) => [...linesOf(n, e)])),
  );
  for (const [name, entries] of moment?.trees ?? []) {
    const outcome = report.trees.find(({ tree }) => tree === name);
    const saved = lines.get(name) ?? new Set<string>();
    const due = linesOf(name, entries);
    const strange = [...saved].find((line) => !due.has(line));
    if (strange !== undefined) return `${name} has ${strange}, which was not there`;
    const missing = [...due].find((line) => !saved.has(line) && isSound(needs.get(line), pages));
    if (missing !== undefined) return `${name} lacks ${missing}, all of whose pages are sound`;
    if (outcome?.saved !== saved.size || outcome.lost !== due.size - saved.size) {
      return `${name}: ${due.size} entries, ${saved.size} saved, told ${JSON.stringify(outcome)}`;
    }
    if (report.whole && outcome.lost > 0) return `${name} lost entries and the report says whole`;
    const apart = lines.get(`lost+found/${name}`) ?? new Set<string>();
    const never = [...apart].find((line) => !once.has(line));
    if (never !== undefined) return `lost+found/${name} has ${never}, which was never there`;
    counts.saved += saved.size;
    counts.lost += outcome.lost;
    const nameless = lines.get('lost+found');
    counts.found += [...due].filter((line) => {
      return !saved.has(line) && (apart.has(line) || nameless?.has(asNameless(line)));
    }).length;
  }
  return undefined;
}

/** Entries that only an older commit has are not promised. */
function isSound(needs: ReadonlySet<number> | undefined, pages: ReadonlySet<number>): boolean {
  return needs !== undefined && [...needs].every((page) => !pages.has(page));
}

function changedPages(before: Uint8Array, after: Uint8Array): ReadonlySet<number> {
  const pages = new Set<number>();
  for (let page = 0; page * PAGE_BYTES < before.length; page += 1) {
    const [start, end] = [page * PAGE_BYTES, (page + 1) * PAGE_BYTES];
    if (Buffer.compare(before.subarray(start, end), after.subarray(start, end)) !== 0)
      pages.add(page);
  }
  return pages;
}

import type { Engine } from '../../engines/index.ts';
import { MARK, MARK_PAGES, PAGE_BYTES, type Storage } from '../../engines/storage/index.ts';
import type { Corpus } from './corpus.ts';
import { judgeReader, judgeWriter, type Verdict } from './judge.ts';
import { DEAD_STRATA, STRATA, type Stratum, strataOf } from './strata.ts';

/** What became of the flips in one stratum. `dead`: nobody noticed, and the byte is never read. */
export interface FlipRow {
  flips: number;
  refused: number;
  reported: number;
  dead: number;
  /** Unnoticed in a byte that is read, or a wrong answer. */
  wrong: number;
}

export interface FlipTable {
  readonly rows: ReadonlyMap<Stratum, FlipRow>;
  readonly violations: readonly string[];
}

/** Violations that are told in full. */
const VIOLATIONS_MAX = 10;

/** Writers read pages as readers do; one flip in so many of them is opened by one as well. */
const WRITER_STRIDE = 16;

/**
 * Flips bits of the file at rest, one at a time: each `stride`-th bit from the `first` on. A reader
 * must refuse or report it, a writer must refuse it or show the very same commit.
 */
export async function tryFlips(
  engineOver: (storage: Storage) => Engine,
  corpus: Corpus,
  { first, stride }: { readonly first: number; readonly stride: number },
): Promise<FlipTable> {
  const sound = corpus.closed;
  const strata = strataOf(sound, sound.length);
  const rows = new Map<Stratum, FlipRow>(
    STRATA.map((stratum) => [stratum, { flips: 0, refused: 0, reported: 0, dead: 0, wrong: 0 }]),
  );
  const violations: string[] = [];
  const damaged = sound.slice();
  for (let bit = first; bit < sound.length * 8; bit += stride) {
    const at = bit >>> 3;
    const stratum = STRATA[strata[at]!]!;
    const row = rows.get(stratum)!;
    damaged[at]! ^= 1 << (bit & 7);
    const verdicts = [await judgeReader(engineOver, damaged, [corpus])];
    // A mark is what a writer may repair.
    if (stratum === 'mark' || row.flips % WRITER_STRIDE === 0) {
      verdicts.push(asWriter(await judgeWriter(engineOver, damaged, [corpus])));
    }
    damaged[at]! ^= 1 << (bit & 7);
    row.flips += 1;
    const outcome = worst(verdicts, DEAD_STRATA.has(stratum));
    row[outcome] += 1;
    if (outcome === 'wrong' && violations.length < VIOLATIONS_MAX) {
      violations.push(`bit ${bit & 7} of byte ${at} (${stratum}): ${JSON.stringify(verdicts)}`);
    }
  }
  return { rows, violations };
}

/**
 * Flips every bit of both marks of the file that its writer had open: a reader must refuse it, and
 * a writer must show the same commit, from the other mark and the commit's own record.
 */
export async function tryMarkFlips(
  engineOver: (storage: Storage) => Engine,
  corpus: Corpus,
): Promise<{ readonly flips: number; readonly violations: readonly string[] }> {
  const damaged = corpus.open.slice();
  const violations: string[] = [];
  let flips = 0;
  for (const page of MARK_PAGES) {
    for (let bit = 0; bit < MARK.bytes * 8; bit += 1) {
      const at = page * PAGE_BYTES + (bit >>> 3);
      damaged[at]! ^= 1 << (bit & 7);
      const read = await judgeReader(engineOver, damaged, [corpus]);
      const written = await judgeWriter(engineOver, damaged, [corpus]);
      damaged[at]! ^= 1 << (bit & 7);
      flips += 1;
      if (read.tag === 'refused' && written.tag === 'unnoticed') continue;
      violations.push(`bit ${bit & 7} of byte ${at}: ${JSON.stringify({ read, written })}`);
    }
  }
  return { flips, violations: violations.slice(0, VIOLATIONS_MAX) };
}

/** A writer that shows the very same commit has repaired what a reader reports. */
function asWriter(verdict: Verdict): Verdict {
  return verdict.tag === 'unnoticed' ? { tag: 'reported' } : verdict;
}

function worst(verdicts: readonly Verdict[], dead: boolean): Exclude<keyof FlipRow, 'flips'> {
  if (verdicts.some(({ tag }) => tag === 'wrong')) return 'wrong';
  const { tag } = verdicts[0]!;
  if (tag === 'refused' || tag === 'reported') return tag;
  return dead ? 'dead' : 'wrong';
}

/** The table, a line a stratum that the file has. */
export function formatFlips({ rows }: FlipTable): string {
  const columns = ['flips', 'refused', 'reported', 'dead', 'wrong'] as const;
  const head = ['', ...columns].map((title, index) => pad(title, index)).join('');
  const lines = [...rows]
    .filter(([, row]) => row.flips > 0)
    .map(([stratum, row]) => {
      return [stratum, ...columns.map((column) => String(row[column]))].map(pad).join('');
    });
  return [head, ...lines].join('\n');
}

function pad(text: string, index: number): string {
  return index === 0 ? text.padEnd(24) : text.padStart(10);
}

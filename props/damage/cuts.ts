import type { Engine } from '../../engines/index.ts';
import { MARK, MARK_PAGES, PAGE_BYTES, type Storage } from '../../engines/storage/index.ts';
import type { Corpus } from './corpus.ts';
import { judgeReader, judgeWriter, type State } from './judge.ts';

/** What became of a file that ends too early. */
export interface CutCounts {
  readonly cuts: number;
  /** The unacknowledged commit behind the mark was there, or was cut off as a whole. */
  readonly kept: number;
  readonly dropped: number;
  readonly violations: readonly string[];
}

type EngineOver = (storage: Storage) => Engine;

/** Violations that are told in full. */
const VIOLATIONS_MAX = 10;

/**
 * Cuts the closed file, all of which was acknowledged, at each of `lengths`: an error is the only
 * answer to any cut, but for none.
 */
export async function tryCuts(
  engineOver: EngineOver,
  corpus: Corpus,
  lengths: Iterable<number>,
): Promise<CutCounts> {
  const violations: string[] = [];
  let cuts = 0;
  for (const length of lengths) {
    if (length >= corpus.closed.length) continue;
    cuts += 1;
    const bytes = corpus.closed.subarray(0, length);
    for (const judged of [judgeReader, judgeWriter]) {
      const verdict = await judged(engineOver, bytes, [corpus]);
      if (verdict.tag === 'refused' || violations.length >= VIOLATIONS_MAX) continue;
      violations.push(`${judged.name} of ${length} bytes: ${JSON.stringify(verdict)}`);
    }
  }
  return { cuts, kept: 0, dropped: 0, violations };
}

/**
 * The open file with the marks of the moment before its last commit, which so was never
 * acknowledged, cut at each of `lengths`: a cut in that commit drops it whole, one below is an error.
 */
export async function tryUnacknowledgedCuts(
  engineOver: EngineOver,
  corpus: Corpus,
  lengths: Iterable<number>,
): Promise<CutCounts> {
  const before = corpus.history.at(-1)!;
  const bytes = withMarksOf(corpus.open, before.bytes);
  const whole = corpus.closed.length;
  const counts = { cuts: 0, kept: 0, dropped: 0 };
  const violations: string[] = [];
  for (const length of lengths) {
    if (length > bytes.length) continue;
    counts.cuts += 1;
    const cut = bytes.subarray(0, length);
    const due: readonly State[] = length < before.end ? [] : [length < whole ? before : corpus];
    const written = await judgeWriter(engineOver, cut, due);
    const read = await judgeReader(engineOver, cut, length < before.end ? [] : [before]);
    const right = length < before.end ? 'refused' : 'unnoticed';
    if (right === 'unnoticed') counts[length < whole ? 'dropped' : 'kept'] += 1;
    if (written.tag === right && read.tag === right) continue;
    if (violations.length >= VIOLATIONS_MAX) continue;
    violations.push(`${length} bytes: ${JSON.stringify({ due: due[0]?.commit, written, read })}`);
  }
  return { ...counts, violations };
}

/** `bytes` with the marks of an earlier moment, as if the later ones had not reached the disk. */
function withMarksOf(bytes: Uint8Array, earlier: Uint8Array): Uint8Array {
  const mixed = bytes.slice();
  for (const page of MARK_PAGES) {
    const start = page * PAGE_BYTES;
    mixed.set(earlier.subarray(start, start + MARK.bytes), start);
  }
  return mixed;
}

/**
 * Lengths to cut at: every one, or with a `stride` above 1 a sample with all those beside the
 * boundaries of sectors of 512 bytes in it, from `first` on.
 */
export function* cutLengths(
  bytes: number,
  { first, stride }: { readonly first: number; readonly stride: number },
): Generator<number> {
  for (let length = first % stride; length <= bytes; length += stride) yield length;
  if (stride === 1) return;
  for (let sector = 0; sector <= bytes; sector += 512 * Math.ceil(stride / 64)) {
    for (const beside of [-1, 0, 1]) if (sector + beside >= 0) yield sector + beside;
  }
}

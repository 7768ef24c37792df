import type { Engine } from '../../engines/index.ts';
import type { Storage } from '../../engines/storage/index.ts';
import type { Corpus } from './corpus.ts';
import { judgeReader, judgeWriter } from './judge.ts';
import { DEAD_STRATA, STRATA, strataOf } from './strata.ts';

/** What can happen to blocks of a file. */
export const BLOCK_DAMAGES = ['zeroed', 'duplicated', 'swapped', 'misdirected', 'stale'] as const;

export type BlockDamage = (typeof BLOCK_DAMAGES)[number];

export interface BlockCounts {
  damages: number;
  refused: number;
  reported: number;
  /** Nothing but bytes that are never read was changed. */
  dead: number;
  /** A mark of an earlier moment stands beside the newest one, which says all. */
  redundant: number;
  readonly violations: string[];
}

/** Violations that are told in full. */
const VIOLATIONS_MAX = 10;

export function noBlocks(): BlockCounts {
  return { damages: 0, refused: 0, reported: 0, dead: 0, redundant: 0, violations: [] };
}

/** One damage: `at` and `other` are block numbers, `moment` an index into the history. */
export interface BlockTry {
  readonly damage: BlockDamage;
  readonly blockBytes: number;
  readonly at: number;
  readonly other: number;
  readonly moment: number;
}

/** Every damage of one kind and size of block. */
export function* blockTries(
  corpus: Corpus,
  damage: BlockDamage,
  blockBytes: number,
): Generator<BlockTry> {
  const blocks = corpus.closed.length / blockBytes;
  for (let at = 0; at < blocks; at += 1) {
    const single = { damage, blockBytes, at, other: at, moment: 0 };
    if (damage === 'zeroed') yield single;
    else if (damage === 'stale') {
      for (let moment = 0; moment < corpus.history.length; moment += 1) yield { ...single, moment };
    } else {
      for (let other = 0; other < blocks; other += 1) if (other !== at) yield { ...single, other };
    }
  }
}

/** Damages the file at rest and looks at what reading it comes to; adds to `counts`. */
export async function tryBlock(
  engineOver: (storage: Storage) => Engine,
  corpus: Corpus,
  attempt: BlockTry,
  counts: BlockCounts,
): Promise<void> {
  const damaged = damagedBy(corpus, attempt);
  const changed = changedStrata(corpus.closed, damaged);
  if (changed.size === 0) return;
  counts.damages += 1;
  const read = await judgeReader(engineOver, damaged, [corpus]);
  const written = await judgeWriter(engineOver, damaged, [corpus]);
  const live = [...changed].some((index) => !DEAD_STRATA.has(STRATA[index]!));
  if (read.tag === 'wrong' || written.tag === 'wrong') {
    tell(counts, attempt, JSON.stringify({ read, written }));
  } else if (read.tag !== 'unnoticed') {
    counts[read.tag] += 1;
  } else if (!live) {
    counts.dead += 1;
  } else if (attempt.damage === 'stale' && onlyMarks(changed)) {
    counts.redundant += 1;
  } else {
    tell(counts, attempt, 'nobody noticed');
  }
}

function tell(counts: BlockCounts, attempt: BlockTry, why: string): void {
  if (counts.violations.length >= VIOLATIONS_MAX) return;
  counts.violations.push(`${JSON.stringify(attempt)}: ${why}`);
}

function onlyMarks(changed: ReadonlySet<number>): boolean {
  return [...changed].every((index) => STRATA[index] === 'mark' || DEAD_STRATA.has(STRATA[index]!));
}

/** The closed file with one damage. */
export function damagedBy(
  { closed, history }: Corpus,
  { damage, blockBytes, at, other, moment }: BlockTry,
): Uint8Array {
  const damaged = closed.slice();
  const start = at * blockBytes;
  const stop = start + blockBytes;
  const from = closed.subarray(other * blockBytes, (other + 1) * blockBytes);
  switch (damage) {
    case 'zeroed':
      damaged.fill(0, start, stop);
      break;
    case 'stale':
      damaged.fill(0, start, stop);
      damaged.set(history[moment]!.bytes.subarray(start, stop), start);
      break;
    case 'duplicated':
      damaged.set(from, start);
      break;
    case 'swapped':
      damaged.set(from, start);
      damaged.set(closed.subarray(start, stop), other * blockBytes);
      break;
    case 'misdirected':
      // What was meant for `other` went to `at`, and `other` still has what was there before.
      damaged.set(from, start);
      damaged.fill(0, other * blockBytes, (other + 1) * blockBytes);
      break;
    default:
      throw new TypeError(`no damage ${String(damage satisfies never)}`);
  }
  return damaged;
}

function changedStrata(before: Uint8Array, after: Uint8Array): ReadonlySet<number> {
  const strata = strataOf(before, before.length);
  const changed = new Set<number>();
  for (let at = 0; at < before.length; at += 1) {
    if (before[at] !== after[at]) changed.add(strata[at]!);
  }
  return changed;
}

import { ringReach } from '../bounds/index.ts';
import { OrdinalHeap } from '../ordinal-heap.ts';
import type { SearchRun } from '../run.ts';
import type { ShellReader } from '../shells.ts';
import { refine } from './refine.ts';

/** The part of a tree that holds every series which may still belong to the answer. */
export interface Shell {
  readonly slot: number;
  readonly low: number;
  readonly high: number;
  readonly entries: number;
}

/** The shell with fewest entries for the radius so far. Requires a vantage point, and `locate`. */
export function narrowestShell(run: SearchRun, trees: ShellReader): Shell {
  const { diameter, noise } = run.view.measure;
  const reach = ringReach(run.hits.radius, noise);
  let narrowest: Shell | undefined;
  for (const [index, slot] of run.slots.entries()) {
    const distance = run.queryDistances[index]!;
    // Stored distances lie between 0 and the diameter, so a tree is never asked for infinity.
    const low = Math.max(0, distance - reach);
    const high = Math.min(diameter, distance + reach);
    const entries = trees.count(slot, low, high);
    if (narrowest === undefined || entries < narrowest.entries) {
      narrowest = { slot, low, high, entries };
    }
  }
  if (narrowest === undefined) throw new RangeError('there are no vantage points');
  return narrowest;
}

/** Reads one shell from its tree, and ranks what the sieve leaves of it by lower bound. */
export function shell(
  run: SearchRun,
  trees: ShellReader,
  { slot, low, high, entries }: Shell,
): void {
  const { collection } = run.view;
  const candidates = new OrdinalHeap();
  const reach = run.reach();
  const { sieve } = run;
  let read = 0;
  run.shell = { slot, entries };
  trees.scan(slot, low, high, (ordinal) => {
    const segment = collection.segmentOf(ordinal);
    const at = ordinal - segment.base;
    if (!run.visible(segment, at) || !run.open(ordinal)) return;
    read += 1;
    const key = sieve.key(segment, at, reach);
    if (key <= reach) candidates.add(ordinal, key);
  });
  run.drop(read - candidates.length);
  run.lap('bounds');
  refine(run, candidates);
}

import { writeRoot } from '../fft/index.ts';
import type { Arena } from './arena.ts';

/** A table of stages in a memory. */
export interface StageTable {
  readonly at: number;
  readonly count: number;
}

/**
 * Lays the stages of a hermitian transform with these radices, and their roots in both widths: for
 * each value p of the first half but 0, e^(2πi·p·u/(radix·groups)) for u = 1 … radix − 1.
 */
export function layStages(arena: Arena, radices: readonly number[]): StageTable {
  return lay(arena, radices, (groups) => ({ first: 1, end: Math.ceil(groups / 2) }));
}

/** Lays the stages of a complex transform, whose roots are for every p from 0. */
export function layComplexStages(arena: Arena, radices: readonly number[]): StageTable {
  return lay(arena, radices, (groups) => ({ first: 0, end: groups }));
}

function lay(
  arena: Arena,
  radices: readonly number[],
  values: (groups: number) => { readonly first: number; readonly end: number },
): StageTable {
  const words: number[] = [];
  let groups = radices.reduce((product, radix) => product * radix, 1);
  for (const radix of radices) {
    groups /= radix;
    const roots = inverseRoots(radix, groups, values(groups));
    words.push(radix, groups, arena.doubles(roots), arena.floats(roots));
  }
  return { at: arena.words(words), count: radices.length };
}

function inverseRoots(
  radix: number,
  groups: number,
  { first, end }: { readonly first: number; readonly end: number },
): Float64Array {
  const roots = new Float64Array(2 * (radix - 1) * Math.max(0, end - first));
  let at = 0;
  for (let p = first; p < end; p += 1) {
    for (let u = 1; u < radix; u += 1, at += 2) {
      writeRoot(p * u, radix * groups, roots, at);
      roots[at + 1]! *= -1;
    }
  }
  return roots;
}

import { readFileSync } from 'node:fs';
import { relative } from 'node:path';

interface Place {
  readonly line: number;
  readonly column: number;
}

interface Extent {
  readonly start: Partial<Place>;
  readonly end: Partial<Place>;
}

/** One file of a coverage report, in the format of istanbul. */
interface FileReport {
  readonly path: string;
  readonly branchMap: Readonly<
    Record<
      string,
      { readonly type: string; readonly loc: Extent; readonly locations: readonly Extent[] }
    >
  >;
  /** How often each arm of each branch was taken. */
  readonly b: Readonly<Record<string, readonly number[]>>;
}

/** One arm of a branch that no test took. */
export interface Untaken {
  /** Path from the root of the checkout. */
  readonly file: string;
  readonly line: number;
  /** What kind of branch, and which arm. */
  readonly arm: string;
  /** The source line, without its indentation. */
  readonly code: string;
}

export interface Coverage {
  /** Arms of all branches, by file. */
  readonly arms: ReadonlyMap<string, number>;
  readonly untaken: readonly Untaken[];
}

/** Reads a coverage report; `root` is the checkout that it is about. */
export function readCoverage(report: string, root: string): Coverage {
  const files = JSON.parse(readFileSync(report, 'utf8')) as Record<string, FileReport>;
  const arms = new Map<string, number>();
  const untaken: Untaken[] = [];
  for (const { path, branchMap, b } of Object.values(files)) {
    const file = relative(root, path);
    const lines = readFileSync(path, 'utf8').split('\n');
    const taken = Object.entries(b);
    arms.set(
      file,
      taken.reduce((sum, [, counts]) => sum + counts.length, 0),
    );
    for (const [id, counts] of taken) {
      const branch = branchMap[id]!;
      for (const [index, count] of counts.entries()) {
        if (count > 0) continue;
        // An arm that is not written, such as an absent else, has no place of its own.
        const line = branch.locations[index]?.start.line ?? branch.loc.start.line ?? 0;
        const arm = `${branch.type} ${index}`;
        untaken.push({ file, line, arm, code: lines[line - 1]?.trim() ?? '' });
      }
    }
  }
  return { arms, untaken };
}

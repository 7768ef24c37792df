import { EngineError } from '../errors.ts';
import { type Mark, newerMark } from './marks.ts';
import type { CommitRecord } from './record.ts';
import { commitsAbove, readMarkedRecord, readMarks, type Sheet } from './recovery.ts';
import type { Survey } from './survey.ts';

/** The state of a damaged file that is the newest to be had. */
export interface Newest {
  /** Undefined before the first commit, and when no record is left. */
  readonly record: CommitRecord | undefined;
  /** Whether it is known that no acknowledged commit is newer. */
  readonly certain: boolean;
  /** The page after its record, 0 when nothing says where that is. */
  readonly end: number;
}

/** The commit that opening the file would show, or else the newest whose record verifies. */
export function newestOf(sheet: Sheet, survey: Survey): Newest {
  const marks = readMarks(sheet);
  const sound = marks.filter((mark) => mark !== undefined);
  const mark = sound.length > 0 ? sound.reduce(newerMark) : undefined;
  const shown = mark === undefined ? undefined : stateAt(sheet, mark);
  if (shown !== undefined) {
    // The mark that is lost may have been of what stands behind.
    const certain = sound.length === marks.length || !isWrittenFrom(shown.end, survey);
    return { ...shown, certain };
  }
  const [found] = survey.records;
  if (found === undefined) return { record: undefined, certain: false, end: 0 };
  // A file that was cut within the padding of its last page cannot be opened, and has all.
  const certain = mark !== undefined && found.record.commit >= mark.commit;
  return { record: found.record, certain, end: found.end };
}

/** Whether there is anything at `start` or behind it. */
function isWrittenFrom(start: number, { records, nodes, faults }: Survey): boolean {
  return [records, nodes, faults].some((found) => found.some(({ page }) => page! >= start));
}

function stateAt(sheet: Sheet, mark: Mark): Newest | undefined {
  try {
    const last = commitsAbove(sheet, mark).at(-1) ?? mark;
    return { record: readMarkedRecord(sheet, last), certain: true, end: last.end };
  } catch (error) {
    if (error instanceof EngineError) return undefined;
    throw error;
  }
}

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
export function newestOf(sheet: Sheet, { records }: Survey): Newest {
  const sound = readMarks(sheet).filter((mark) => mark !== undefined);
  const mark = sound.length > 0 ? sound.reduce(newerMark) : undefined;
  const shown = mark === undefined ? undefined : stateAt(sheet, mark);
  if (shown !== undefined) return shown;
  const [found] = records;
  if (found === undefined) return { record: undefined, certain: false, end: 0 };
  // A file that was cut within the padding of its last page cannot be opened, and has all.
  const certain = mark !== undefined && found.record.commit >= mark.commit;
  return { record: found.record, certain, end: found.end };
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

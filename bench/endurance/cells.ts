import { type Cell, countedCell, type Skip, type SuiteName, type SuiteResult } from '../cell.ts';
import type { InsertsFound } from './inserts.ts';
import type { MemoryFound } from './memory.ts';
import type { OverwritesFound } from './overwrites.ts';

/** A file may be so many times its live bytes, and so much more, before it has to be compacted. */
const LIVE_SHARE = 3;
const SLACK_BYTES = 64 * 2 ** 20;

/** Whose figures they are. */
export interface Judged {
  readonly suite: SuiteName;
  readonly engine: string;
  /** Entries of the file. */
  readonly entries: number;
  /** Whether the engine compacts at all. */
  readonly compacts: boolean;
}

/** The cells of a run of `measureMemory`. */
export function memoryCells(found: MemoryFound, judged: Judged): readonly Cell[] {
  const cell = cellMaker(judged, found.checksum);
  const { growthPerCacheByte, pagesEvicted } = found;
  return [
    cell('resident growth per byte of cache', 'bytes per byte', [growthPerCacheByte]),
    cell('pages evicted', 'pages', [pagesEvicted]),
  ];
}

/** The cells of a run of `measureOverwrites`; what needs a compaction is skipped without one. */
export function overwriteCells(found: OverwritesFound, judged: Judged): SuiteResult {
  const cell = cellMaker(judged, found.checksum);
  const { fileBytesMost, liveBytes, stallMsMost, commitMs, viewMs } = found;
  const { commitMsCompacting, viewMsCompacting } = found;
  const allowed = LIVE_SHARE * liveBytes + SLACK_BYTES;
  const cells = [
    cell('overwrites, commit of 100', 'ms', commitMs),
    cell('overwrites, view', 'ms', viewMs),
    cell('overwrites, longest stall', 'ms', [stallMsMost]),
  ];
  const skip = (workload: string, reason: string): Skip => {
    return { suite: judged.suite, competitor: judged.engine, workload, reason };
  };
  const skips: Skip[] = [];
  if (judged.compacts) {
    cells.push(
      cell('overwrites, file per 3 × live + 64 MiB', 'bytes per byte', [fileBytesMost / allowed]),
    );
  } else {
    skips.push(
      skip(
        'overwrites, file per 3 × live + 64 MiB',
        `the engine does not compact: the file grew to ${fileBytesMost} bytes, ${liveBytes} live`,
      ),
    );
  }
  if (commitMsCompacting.length > 0) {
    cells.push(
      cell('compacting, commit of 100', 'ms', commitMsCompacting),
      cell('compacting, view', 'ms', viewMsCompacting),
    );
  } else {
    skips.push(skip('compacting', 'no compaction was under way while it ran'));
  }
  return { cells, skips };
}

/** The cells of a run of `measureInserts` with so many `clients`. */
export function insertsCells(
  found: InsertsFound,
  judged: Omit<Judged, 'compacts'> & { readonly clients: number },
): SuiteResult {
  const cell = cellMaker(judged, found.checksum);
  const { beside, atRest, fileBytesMost, liveBytes } = found;
  const who = `durable inserts, ${judged.clients} clients`;
  const cells = [
    cell(`${who}, rate`, 'inserts per second', found.perSecond),
    cell(`${who}, latency`, 'ms', found.ms),
    cell(`${who}, written`, 'bytes per insert', [found.bytesPerInsert]),
    cell('inserts, file per 3 × live + 64 MiB', 'bytes per byte', [
      fileBytesMost / (LIVE_SHARE * liveBytes + SLACK_BYTES),
    ]),
    cell('query after inserts', 'ms', atRest.ms),
  ];
  const skips: Skip[] = [];
  const add = (workload: string, ms: readonly number[], reason: string): void => {
    if (ms.length > 0) cells.push(cell(workload, 'ms', ms));
    else skips.push({ suite: judged.suite, competitor: judged.engine, workload, reason });
  };
  add('query beside inserts', beside.msBetween, 'a compaction was under way all the time');
  add('query while compacting', beside.msCompacting, 'no compaction was under way while it ran');
  return { cells, skips };
}

function cellMaker({ suite, engine, entries }: Omit<Judged, 'compacts'>, checksum: number) {
  return (workload: string, unit: Cell['unit'], counts: readonly number[]): Cell =>
    countedCell(counts, {
      suite,
      competitor: engine,
      workload,
      n: entries,
      unit,
      checksum,
      note: undefined,
    });
}

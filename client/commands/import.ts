import { access, constants, stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { Option, type Usage } from 'clipanion';
import { insertRows, type Row, type Tally } from '../collection/insert-rows.ts';
import { openDirectory, openUrl } from '../collection/open-source.ts';
import { rowMetadata } from '../collection/row-metadata.ts';
import { createFit, type Fit } from '../collection/series-file.ts';
import type { Source } from '../collection/source.ts';
import { isUrl } from '../collection/stored-source.ts';
import { EXIT } from '../command-line/exit-codes.ts';
import { CommandError } from '../command-line/failure.ts';
import {
  countOf,
  countProgress,
  createMeter,
  formatCount,
  type Progress,
  printable,
} from '../output/index.ts';
import { withoutToken } from '../url.ts';
import { DocumentCommand } from './base.ts';
import { usageOf } from './usage.ts';

/** Rows under way to a server, each a request. */
const REMOTE_IN_FLIGHT_MAX = 32;

/** Rows under way to a directory: half of them share a commit. */
const LOCAL_IN_FLIGHT_MAX = 2048;

/** From this size of the files on, distances are worth the start of threads. */
const THREADS_FROM_BYTES = 16 * 1024 * 1024;

/** Rows between two looks at the clock of the progress. */
const PROGRESS_ROWS = 64;

export class ImportCommand extends DocumentCommand {
  static override readonly paths: string[][] = [['import']];

  static override readonly usage: Usage = usageOf('import', {
    details: `
      Goes through the files in order, row by row. A row without an id of its own is named after
      its file and row, from 0: GunPoint_TEST-17.

      It stops at the first row that cannot be read or is refused, and says where; every row before
      it is stored. Run it again when the file is mended: rows that are there already are counted
      and left alone.

      Metadata comes along: labels as the column \`label\`, columns of a \`.csv\` whose name begins
      with @, and what stands under "metadata" in \`.ndjson\`. Columns that the collection lacks
      are added with the type that a row of \`.ndjson\` has for them under "columns", as an export
      does, or else with the narrowest that takes all of the file: boolean, number, time or text.
      "vantage meta schema" adds one with the type that you want, before, and has to where FILE is a
      pipe, which is read once, and does not say.

      The files are UCR \`.ts\` and \`.tsv\`, \`.csv\` (a series a row, or one with the header
      time,value), \`.ndjson\` ({"id", "times", "values"} or bare values) and \`.npy\` (an array of
      numbers in two dimensions, a series a row).
    `,
    examples: [
      [
        'Into a directory',
        '$0 import ./gunpoint bench/data/GunPoint_TRAIN.tsv bench/data/GunPoint_TEST.tsv',
      ],
      ['Into a running server', '$0 import vantage://127.0.0.1:20207 sensors.ndjson'],
      ['Series of other lengths', '$0 import ./gunpoint sensors.csv --resample'],
    ],
  });

  readonly target: string = Option.String({ name: 'DIR|URL', required: true });

  readonly files: string[] = Option.Rest({ name: 'FILE', required: 1 });

  readonly resample: boolean = Option.Boolean('--resample', false, {
    description: "bring every series to the collection's length by linear interpolation",
  });

  override async execute(): Promise<void> {
    const { target, files } = this;
    const bytes = await sizeOf(files);
    const workers = bytes < THREADS_FROM_BYTES ? 0 : availableParallelism();
    const open = isUrl(target)
      ? openUrl(target, this.context.env['VANTAGE_TOKEN'])
      : openDirectory(target, 'write', { workers });
    const source = await open;
    const progress = this.progress();
    let tally: Tally;
    try {
      tally = await source.importing(
        () => this.importAll(source, progress, bytes),
        countProgress(progress, 'vantage points'),
      );
    } finally {
      progress.clear();
      await source.close();
    }
    const { stored, present } = tally;
    this.print({ files: files.length, stored, present }, () => {
      const there = present === 0 ? '' : `, ${formatCount(present)} already there`;
      return `${printable(withoutToken(target))}: ${countOf(stored, 'series', 'series')} stored${there}\n`;
    });
  }

  private async importAll(source: Source, progress: Progress, bytes: number): Promise<Tally> {
    const fit = await createFit(source, { resample: this.resample });
    const total = { stored: 0, present: 0 };
    const tell = rowProgress(progress, bytes);
    for (const file of this.files) {
      const tally = await this.importFile(source, file, { fit, tell, before: { ...total } });
      total.stored += tally.stored;
      total.present += tally.present;
      progress.step(`${basename(file)}: ${describe(tally)}`);
    }
    return total;
  }

  private async importFile(
    source: Source,
    file: string,
    {
      fit,
      tell,
      before,
    }: { readonly fit: Fit; readonly tell: RowProgress; readonly before: Tally },
  ): Promise<Tally> {
    const { readSeriesFile } = await import('../../server/index.ts');
    const spacing = this.resample ? 'any' : 'equal';
    const rows = readSeriesFile(file, { spacing, onRead: tell.onRead });
    const metadataOf = await rowMetadata(source, file, (bytes) => tell.onLooked(file, bytes));
    async function* fitted(): AsyncGenerator<Row> {
      for await (const row of rows) {
        const place = `${file}:${row.line}`;
        const series = fit(row.series, place);
        yield { id: row.id, series, metadata: await metadataOf(row), place };
      }
    }
    return insertRows(fitted(), {
      insert: ({ id, series, metadata }) => source.insert(id, series, metadata),
      inFlightMax: source.remote ? REMOTE_IN_FLIGHT_MAX : LOCAL_IN_FLIGHT_MAX,
      before,
      onRow: (tally) => tell.onRow(file, tally, before),
    });
  }
}

/** Shows how far the rows of all files are. */
interface RowProgress {
  readonly onRead: (bytes: number) => void;
  /** Told of bytes that were read for the columns alone. */
  readonly onLooked: (file: string, bytes: number) => void;
  readonly onRow: (file: string, tally: Tally, before: Tally) => void;
}

/** @param bytes of all files */
function rowProgress(progress: Progress, bytes: number): RowProgress {
  const meter = createMeter(() => performance.now());
  let bytesRead = 0;
  let bytesLooked = 0;
  return {
    onLooked: (file, count) => {
      bytesLooked += count;
      const share = Math.floor((100 * bytesLooked) / bytes);
      progress.update(`${basename(file)}: looking for columns, ${share} %`);
    },
    onRead: (count) => {
      bytesRead += count;
    },
    onRow: (file, tally, before) => {
      const rows = tally.stored + tally.present;
      if (rows % PROGRESS_ROWS !== 0) return;
      const done = rows + before.stored + before.present;
      const pace = meter({ done, share: bytesRead / bytes });
      progress.update(`${basename(file)}: ${describe(tally)}${pace}`);
    },
  };
}

function describe({ stored, present }: Tally): string {
  return `${countOf(stored + present, 'row')}, ${formatCount(present)} of them already there`;
}

/** Bytes of all files. @throws CommandError `BAD_FILE`, before anything is stored. */
async function sizeOf(files: readonly string[]): Promise<number> {
  let bytes = 0;
  for (const file of files) bytes += await sizeOfOne(file);
  return bytes;
}

async function sizeOfOne(file: string): Promise<number> {
  try {
    await access(file, constants.R_OK);
    return (await stat(file)).size;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`;
    throw new CommandError('BAD_FILE', `${file}: ${reason}; nothing was imported`, {
      exitCode: EXIT.failed,
    });
  }
}

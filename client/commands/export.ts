import { parse } from 'node:path';
import { Option, type Usage } from 'clipanion';
import type { SeriesEncoding } from '../../server/index.ts';
import { exportToFile, exportToStream } from '../collection/export-series.ts';
import { openStoredSource, type StoredSource } from '../collection/stored-source.ts';
import { readChoice } from '../command-line/arguments.ts';
import { UsageError } from '../command-line/failure.ts';
import {
  countOf,
  createMeter,
  type Destination,
  type Progress,
  printable,
} from '../output/index.ts';
import { withoutToken } from '../url.ts';
import { DocumentCommand } from './base.ts';
import { usageOf } from './usage.ts';

/** Formats by name: the extension without its dot. */
const FORMATS = ['ndjson', 'csv', 'tsv', 'ts', 'npy'] as const;
type Format = (typeof FORMATS)[number];

/** Rows between two looks at the clock of the progress. */
const PROGRESS_ROWS = 64;

export class ExportCommand extends DocumentCommand {
  static override readonly paths: string[][] = [['export']];

  static override readonly usage: Usage = usageOf('export', {
    details: `
      Writes the series in order of the bytes of their ids, to a file or to standard output. What
      the file holds comes back from "vantage import" to the bit.

      \`ndjson\` holds all there is: ids, metadata, times and values; the first series has the types of
      the columns under "columns". \`csv\` holds ids and values. \`tsv\`, \`ts\`
      (both as in the UCR archive) and \`npy\` (a NumPy array of doubles, a series a row) hold values
      alone, in the same order. A series with times other than 0, 1, 2, … is refused there, unless
      they are to be left out: no measure looks at them.

      A directory is read at one commit, beside a server that has it open if need be. From a server
      the series come a page at a time; those that are stored or deleted meanwhile may be missing.

      The file is there once it is whole and on disk, and must not exist before.
    `,
    examples: [
      ['A directory, to a file', '$0 export ./gunpoint -o gunpoint.csv'],
      ['Into another program', '$0 export ./gunpoint | jq -c .id'],
      ['From one server to another', '$0 export vantage://10.0.0.5:20207 -o all.ndjson'],
    ],
  });

  readonly target: string = Option.String({ name: 'DIR|URL', required: true });

  readonly out: string | undefined = Option.String('-o,--out', {
    description: 'new file to write; its extension is the format where --format is not given',
  });

  readonly format: string | undefined = Option.String('--format', {
    description: `${FORMATS.join(', ')}; default ndjson`,
  });

  readonly ndjson: boolean = Option.Boolean('--ndjson', false, {
    description: 'the same as --format ndjson',
  });

  readonly withoutTimes: boolean = Option.Boolean('--without-times', false, {
    description: 'leave out the times of all series; they are 0, 1, 2, … then',
  });

  override readonly json: boolean = Option.Boolean('--json', false, {
    description: 'with --out: print one JSON document on standard output at the end',
  });

  override async execute(): Promise<void> {
    const { target, out, json } = this;
    if (json && out === undefined) {
      throw new UsageError('--json goes with --out FILE; without it the series are the output');
    }
    const format = this.chosenFormat();
    if (format === 'npy' && out === undefined) {
      throw new UsageError('npy needs --out FILE: how many rows there are stands in its head');
    }
    const { SERIES_ENCODINGS, uniformSeries } = await import('../../server/index.ts');
    const whole = SERIES_ENCODINGS.get(`.${format}`)!;
    const timeless: SeriesEncoding = {
      ...whole,
      row: (row) => whole.row({ ...row, series: uniformSeries(row.series.values) }),
    };
    const encoding = this.withoutTimes ? timeless : whole;
    const source = await openStoredSource(target, this.context.env['VANTAGE_TOKEN']);
    try {
      const rows = await this.write(source, encoding);
      if (out === undefined) return;
      this.print({ file: out, format, exported: rows }, () => {
        return `${printable(out)}: ${countOf(rows, 'series', 'series')} exported\n`;
      });
    } finally {
      await source.close();
    }
  }

  /** @throws UsageError */
  private chosenFormat(): Format {
    const named = readChoice('--format', this.format, FORMATS);
    if (this.ndjson && named !== undefined && named !== 'ndjson') {
      throw new UsageError(`--ndjson and --format ${named} exclude each other`);
    }
    if (this.ndjson) return 'ndjson';
    if (named !== undefined) return named;
    if (this.out === undefined) return 'ndjson';
    const extension = parse(this.out).ext.slice(1).toLowerCase();
    const known = FORMATS.find((format) => format === extension);
    if (known !== undefined) return known;
    throw new UsageError(
      `${this.out} does not tell the format; end it in .${FORMATS.join(', .')}, or give --format`,
    );
  }

  private async write(source: StoredSource, encoding: SeriesEncoding): Promise<number> {
    const { out } = this;
    const { stdout } = this.context;
    const what = printable(withoutToken(this.target));
    // A live line in the middle of the series would spoil both.
    const shown = out !== undefined || (stdout as Destination).isTTY !== true;
    const progress: Progress | undefined = shown ? this.progress() : undefined;
    const meter = createMeter(() => performance.now());
    const onRow = (rows: number): void => {
      if (rows % PROGRESS_ROWS !== 0) return;
      const share = Math.min(1, rows / source.size);
      progress?.update(
        `${what}: ${countOf(rows, 'series', 'series')}${meter({ done: rows, share })}`,
      );
    };
    try {
      const options = { encoding, onRow };
      if (out !== undefined) return await exportToFile(source, out, options);
      return await exportToStream(source, stdout, options);
    } finally {
      progress?.clear();
    }
  }
}

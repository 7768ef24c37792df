import { Command, Option } from 'clipanion';
import { openSource } from '../collection/open-source.ts';
import { readSeriesFor } from '../collection/series-file.ts';
import type { Shapes } from '../collection/shapes.ts';
import type { Found, Source, Subject } from '../collection/source.ts';
import { readSubject } from '../command-line/arguments.ts';
import { UsageError } from '../command-line/failure.ts';
import { formatJson } from '../command-line/json.ts';
import {
  createPaint,
  createProgress,
  type Destination,
  type Paint,
  type Progress,
  wantsColour,
} from '../output/index.ts';
import { SHAPES_MAX } from './found.ts';

/** Where a terminal does not tell. */
const COLUMNS_DEFAULT = 80;

/** A command that ends with one document: prose for people, or JSON under `--json`. */
export abstract class DocumentCommand extends Command {
  readonly json: boolean = Option.Boolean('--json', false, {
    description: 'print one JSON document on standard output, and nothing else there',
  });

  /** Prints `document` under `--json`, else the text that `render` makes, which is printable. */
  protected print(document: unknown, render: (paint: Paint) => string): void {
    const { stdout } = this.context;
    stdout.write(this.json ? formatJson(document) : render(this.paint()));
  }

  /** Colours for standard output. */
  protected paint(): Paint {
    return createPaint(this.coloured());
  }

  /** Whether standard output takes colours. */
  protected coloured(): boolean {
    return wantsColour(this.context.stdout as Destination, this.context.env);
  }

  /** Whether standard output is a terminal. */
  protected onTerminal(): boolean {
    return (this.context.stdout as Destination).isTTY === true;
  }

  /** Columns of the terminal that standard output is, undefined where it is none. */
  protected width(): number | undefined {
    const { columns } = this.context.stdout as { readonly columns?: number };
    return this.onTerminal() ? (columns ?? COLUMNS_DEFAULT) : undefined;
  }

  /** Progress on standard error. */
  protected progress(): Progress {
    return createProgress(this.context.stderr, () => performance.now());
  }
}

/** A command about the collection that `--url` or `--data` names. */
export abstract class SourceCommand extends DocumentCommand {
  readonly url: string | undefined = Option.String('--url', {
    description:
      'server to ask; default VANTAGE_URL, else vantage://127.0.0.1:20207; VANTAGE_TOKEN has its token',
  });

  readonly data: string | undefined = Option.String('--data', {
    description: 'data directory to open in this process instead of asking a server',
  });

  /** Opens the collection, has `work` done on it, and closes it however that ends. */
  protected async withSource<T>(
    access: 'read' | 'write',
    work: (source: Source) => Promise<T>,
  ): Promise<T> {
    const { url, data } = this;
    const { VANTAGE_URL: environmentUrl, VANTAGE_TOKEN: environmentToken } = this.context.env;
    const source = await openSource({ url, data, environmentUrl, environmentToken }, access);
    try {
      return await work(source);
    } finally {
      await source.close();
    }
  }
}

/** A command that searches with a stored series or with one in a file. */
export abstract class SubjectCommand extends SourceCommand {
  readonly id: string | undefined = Option.String({ name: 'ID', required: false });

  readonly file: string | undefined = Option.String('--file', {
    description: 'search with the one series in this file: .ts, .tsv, .csv, .ndjson or .npy',
  });

  readonly resample: boolean = Option.Boolean('--resample', false, {
    description: "bring the file's series to the collection's length by linear interpolation",
  });

  /** What to draw of an answer: on a terminal, and wherever pictures are asked for. */
  protected async shapes(
    source: Source,
    subject: Subject,
    { neighbours, wanted }: { readonly neighbours: Found['neighbours']; readonly wanted: boolean },
  ): Promise<Shapes | undefined> {
    if (this.json || neighbours.length === 0) return undefined;
    if (!wanted && (!this.onTerminal() || neighbours.length > SHAPES_MAX)) return undefined;
    const { getShapes } = await import('../collection/shapes.ts');
    const ids = neighbours.slice(0, SHAPES_MAX).map(({ id }) => id);
    return getShapes(source, subject, ids);
  }

  /**
   * The choice between ID and `--file`, and how to read what was chosen.
   * @throws UsageError
   */
  protected subject(): {
    readonly tag: 'id' | 'file';
    readonly read: (source: Source) => Promise<Subject>;
  } {
    const choice = readSubject(this.id, this.file);
    if ('file' in choice) {
      const { resample } = this;
      const read = async (source: Source): Promise<Subject> => ({
        series: await readSeriesFor(source, choice.file, { resample }),
      });
      return { tag: 'file', read };
    }
    if (this.resample) throw new UsageError('--resample goes with --file');
    return { tag: 'id', read: async () => choice };
  }
}

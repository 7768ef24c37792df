import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Option, type Usage } from 'clipanion';
import type { CreateOptions, Database } from '../../server/index.ts';
import { DEMO_COUNT_MAX, DEMO_LENGTH, storeDemo } from '../collection/demo-rows.ts';
import { readWholeNumber } from '../command-line/arguments.ts';
import { createCleanup } from '../command-line/cleanup.ts';
import { asUsage, collectionOptions } from '../command-line/collection-options.ts';
import { UsageError } from '../command-line/failure.ts';
import { countOf, formatCount, printable } from '../output/index.ts';
import { DocumentCommand } from './base.ts';
import { usageOf } from './usage.ts';

export class CreateCommand extends DocumentCommand {
  static override readonly paths: string[][] = [['create']];

  static override readonly usage: Usage = usageOf('create', {
    details: `
      A collection holds series of one length. Engine, measure and length are decided here, once.

      \`kernel\` compares all shifts of two series, the better ones the more the greater gamma is;
      \`best-shift\` only the best; \`euclid\` the series as they stand.

      With \`--demo\` it is filled with generated series named ts-0, ts-1, …, of ${DEMO_LENGTH}
      points each: bumps with noise, the same ones for the same seed. If that fails or is
      interrupted, nothing is left behind.
    `,
    examples: [
      ['An empty collection for series of 150 points', '$0 create ./gunpoint --length 150'],
      [
        'A thousand generated series on the other engine',
        '$0 create ./demo --demo 1000 --engine unbalanced',
      ],
    ],
  });

  readonly directory: string = Option.String({ name: 'DIR', required: true });

  readonly engine: string | undefined = Option.String('--engine', {
    description: 'red-black (the default), unbalanced, or the path of a module with an engine',
  });

  readonly length: string | undefined = Option.String('--length', {
    description: 'points of every series, 2 to 65536',
  });

  readonly demo: string | undefined = Option.String('--demo', {
    description: `number of generated series, of ${DEMO_LENGTH} points, to fill it with`,
  });

  readonly measure: string | undefined = Option.String('--measure', {
    description: 'kernel (the default), best-shift, or euclid, which knows no shifts',
  });

  readonly gamma: string | undefined = Option.String('--gamma', {
    description: 'sharpness of the kernel, over 0 to 700; default 10',
  });

  readonly vantagePoints: string | undefined = Option.String('--vantage-points', {
    description: 'vantage points to choose once there are enough series, 0 to 32; default 20',
  });

  readonly seed: string | undefined = Option.String('--seed', {
    description: 'seed of everything drawn at random; default 1',
  });

  override async execute(): Promise<void> {
    const count = readWholeNumber('--demo', this.demo, { least: 1, most: DEMO_COUNT_MAX });
    if ((this.length === undefined) === (count === undefined)) {
      throw new UsageError(
        'give --length N for an empty collection, or --demo N for one that is filled',
      );
    }
    const options = collectionOptions(this, DEMO_LENGTH);
    const database = await this.create(options, count);
    this.report(database.settings.engine, { length: options.length, series: count ?? 0 });
  }

  /** Creates and fills the directory, and closes it; what a failure or a signal leaves is removed. */
  private async create(
    options: CreateOptions & { readonly seed: number },
    count: number | undefined,
  ): Promise<Database> {
    const { createDatabase } = await import('../../server/index.ts');
    const path = this.directory;
    const existed = existsSync(path);
    const cleanup = createCleanup();
    const database = await asUsage(() => createDatabase(path, options));
    // From now on what is there is ours.
    cleanup.add(() => {
      if (existed) emptyDirectory(path);
      else rmSync(path, { recursive: true, force: true });
    });
    try {
      const { seed } = options;
      if (count !== undefined) await storeDemo(database, { count, seed }, this.progress());
      await database.close();
      cleanup.dismiss();
      return database;
    } catch (error) {
      // Before the lock is given up, and somebody else begins to use what is there.
      cleanup.run();
      await database.close();
      throw error;
    }
  }

  private report(
    engine: string,
    { length, series }: { readonly length: number; readonly series: number },
  ): void {
    this.print({ path: this.directory, engine, length, series }, () => {
      const holds = `${countOf(series, 'series', 'series')} of ${formatCount(length)} points`;
      return `${printable(this.directory)}: ${holds}, engine ${printable(engine)}\n`;
    });
  }
}

/** Removes what is in a directory that was empty a moment ago. */
function emptyDirectory(path: string): void {
  for (const name of readdirSync(path)) rmSync(join(path, name), { recursive: true, force: true });
}

import { Option, type Usage } from 'clipanion';
import type { MeasureSettings, TuneReport } from '../../server/index.ts';
import { readTuneSample, type TuneSample } from '../collection/tune-series.ts';
import { readNumber, readWholeNumber } from '../command-line/arguments.ts';
import { UsageError } from '../command-line/failure.ts';
import { DocumentCommand } from './base.ts';
import { describeMeasure, renderTuned } from './tuned.ts';
import { usageOf } from './usage.ts';

const GAMMAS_DEFAULT = '0.5,1,5,10,50,200';
const VANTAGE_DEFAULT = '5,10,20,32';
const VANTAGE_MAX = 32;
const QUERIES_DEFAULT = 200;
const SAMPLE_DEFAULT = 4000;
const SAMPLE_MAX = 100_000;
const SEED_MAX = 2 ** 32 - 1;

export class TuneCommand extends DocumentCommand {
  static override readonly paths: string[][] = [['tune']];

  static override readonly usage: Usage = usageOf('tune', {
    details: `
      Searches a sample with series of its own, each left out of its own search, once for every
      gamma. It prints the intrinsic dimension of the distances, and the share of the collection
      whose distance a search for the one nearest cannot do without: by the rings of the vantage
      points, by the spectrum, by the projection on the vantage points (Hilbert), and by all of
      them. Those are what the bounds can save at best; a search computes somewhat more.

      Where series have classes, it prints the share whose nearest neighbour is of another class.
      Choose gamma by that first, and by what can be saved second. Series in \`.ts\`, \`.tsv\` and
      \`.csv\` files bring their classes. A data directory keeps none: give the files that were
      imported as \`--label\`.

      It writes nothing. The same seed draws the same series, queries and vantage points.
    `,
    examples: [
      [
        'Before a collection is made: series with their classes',
        '$0 tune bench/data/GunPoint_TRAIN.tsv bench/data/GunPoint_TEST.tsv',
      ],
      [
        'A data directory, classes from the files that were imported',
        '$0 tune ./gunpoint --label GunPoint_TRAIN.tsv --label GunPoint_TEST.tsv',
      ],
      ['Two values of gamma, on more queries', '$0 tune ./demo --gamma 1,10 --queries 1000 --json'],
    ],
  });

  readonly places: string[] = Option.Rest({ name: 'DIR|FILE', required: 1 });

  readonly gamma: string = Option.String('--gamma', GAMMAS_DEFAULT, {
    description: `values of gamma to try; default ${GAMMAS_DEFAULT}`,
  });

  readonly vantagePoints: string = Option.String('--vantage-points', VANTAGE_DEFAULT, {
    description: `numbers of vantage points to try, up to ${VANTAGE_MAX}; default ${VANTAGE_DEFAULT}`,
  });

  readonly label: string[] = Option.Array('--label', [], {
    description: 'file with the classes of the series in a data directory, by id; may be repeated',
  });

  readonly queries: string | undefined = Option.String('--queries', {
    description: `series to search with; default ${QUERIES_DEFAULT}`,
  });

  readonly sample: string | undefined = Option.String('--sample', {
    description: `most series to search in; default ${SAMPLE_DEFAULT}`,
  });

  readonly seed: string | undefined = Option.String('--seed', {
    description: 'seed of everything drawn at random; default 1',
  });

  override async execute(): Promise<void> {
    const gammas = readList('--gamma', this.gamma);
    const vantageCounts = readList('--vantage-points', this.vantagePoints);
    for (const count of vantageCounts) {
      readWholeNumber('--vantage-points', String(count), { least: 1, most: VANTAGE_MAX });
    }
    const most =
      readWholeNumber('--sample', this.sample, { least: 3, most: SAMPLE_MAX }) ?? SAMPLE_DEFAULT;
    const queries =
      readWholeNumber('--queries', this.queries, { least: 1, most: SAMPLE_MAX }) ?? QUERIES_DEFAULT;
    const seed = readWholeNumber('--seed', this.seed, { least: 0, most: SEED_MAX }) ?? 1;
    const { places, label: labelFiles } = this;
    const sample = await readTuneSample({ places, labelFiles, most, seed });
    const measures: readonly MeasureSettings[] = [
      ...gammas.map((gamma): MeasureSettings => ({ name: 'kernel', gamma })),
      { name: 'best-shift' },
      { name: 'euclid' },
    ];
    const report = await this.tune(sample, { measures, vantageCounts, queries, seed });
    this.print({ stored: sample.count, ...report }, (paint) =>
      renderTuned(sample.count, report, paint),
    );
  }

  private async tune(
    { series }: TuneSample,
    options: {
      readonly measures: readonly MeasureSettings[];
      readonly vantageCounts: readonly number[];
      readonly queries: number;
      readonly seed: number;
    },
  ): Promise<TuneReport> {
    const { tune } = await import('../../server/index.ts');
    const progress = this.progress();
    const total = Math.min(options.queries, series.length);
    try {
      return tune({
        ...options,
        series,
        onProgress: (measure, done) => {
          const name = describeMeasure(measure);
          if (done === 0) progress.stage(name);
          else progress.update(`${name}: ${done} of ${total} queries`);
        },
      });
    } catch (error) {
      if (error instanceof RangeError) throw new UsageError(error.message);
      throw error;
    } finally {
      progress.clear();
    }
  }
}

/**
 * The numbers in `text`, ascending and each once.
 * @throws UsageError when one is no number.
 */
function readList(name: string, text: string): readonly number[] {
  const numbers = text.split(',').map((part) => readNumber(name, part.trim()));
  return [...new Set(numbers)].toSorted((a, b) => a - b);
}

import { Option, type Usage } from 'clipanion';
import type { Size } from '../../bench/index.ts';
import { readChoice, readWholeNumber } from '../command-line/arguments.ts';
import { createCleanup } from '../command-line/cleanup.ts';
import { EXIT, type ExitCode } from '../command-line/exit-codes.ts';
import { UsageError } from '../command-line/failure.ts';
import { printable } from '../output/index.ts';
import { DocumentCommand } from './base.ts';
import { compareBuilds } from './compare-builds.ts';
import { type ComparisonOptions, compare } from './comparison.ts';
import { usageOf } from './usage.ts';

const SEEDS = { least: 0, most: 2 ** 32 - 1 } as const;
const LAUNCHES = { least: 10, most: 50 } as const;
/** In percent. */
const EFFECT = { least: 1, most: 1_000 } as const;
const EFFECT_DEFAULT = 5;

export class BenchCommand extends DocumentCommand {
  static override readonly paths: string[][] = [['bench']];

  static override readonly usage: Usage = usageOf('bench', {
    details: `
      \`engines\` compares the engines on the workloads of db_bench, in memory and in files:
      fillseq, fillrandom, fillreverse, fillzigzag, fillsync, overwrite, readrandom, readmissing,
      readseq, readreverse, seekrandom, rangecount, deleterandom and readwhilewriting, of which
      those that are "copied" read into bytes of the caller's own; and on YCSB A to F, entries
      chosen by zipfian, latest and uniform chance. Beside time it counts the height of trees as
      they grow, the nodes that a lookup passes, rotations, bytes written for a byte stored, the
      file before and after a compaction, resident memory, and time for garbage collections.
      With \`--peers\`, or by name in \`--engine\`, lmdb, classic-level, better-sqlite3,
      sorted-btree, sorted-btree-latin1 and js-sdsl do the same work, each in its own fastest way;
      one that is not installed is skipped, with the command that installs it.

      \`kernel\` compares one distance between series of several lengths with the same written with
      fft.js, and with FFTW where there are a C compiler and libfftw3-dev.

      \`search\` measures exact nearest-neighbour searches by every strategy, over generated and real
      collections, under several γ and numbers of vantage points and with filters, beside brute
      force in plain JavaScript and in numpy and a tree of the package vptree: how long they take,
      for which share of the collection they compute a distance, and how that grows.

      \`server\` measures requests per second and latency from few clients to many, with distances
      computed inline and in the pool.

      Every answer is checked, and what was compared did the same work, or the run fails with exit
      code 7.

      The whole takes more than an hour, \`--quick\` two or three minutes, \`--full\`, which searches a
      million series, most of a day and 6 GiB of memory; \`--smoke\` only shows that it works, and its
      times mean nothing. \`--json\` prints the report, raw samples and all; with a file behind it,
      as in \`--json out.json\`, it is written there and the table is printed; \`vantage report\` makes a
      page of it.

      \`compare BASE HEAD\` tells whether the head is slower than the base: each a folder with a
      built checkout, or a revision of the checkout in the working folder. It launches the
      benchmarks of \`--suite\` in processes of both, in turns, and tests the medians of the
      launches, all cells together at 5 %; the exit code is 7 where the head is worse. What \`--keep\`
      wrote can be compared again: give its folders \`base\` and \`head\`.
    `,
    examples: [
      ['A first look at everything', '$0 bench all --quick'],
      ['The engines against one of your own', '$0 bench engines --engine red-black,./my-engine.js'],
      ['The engines against stores of others', '$0 bench engines --quick --peers'],
      ['Searches, in a minute', '$0 bench search --quick'],
      [
        'Whether the last commit lost speed',
        '$0 bench compare HEAD~1 HEAD --suite engines --quick',
      ],
      [
        'Numbers to keep, and a page to show',
        '$0 bench all --quick --json out.json --html out.html',
      ],
    ],
  });

  readonly suite: string = Option.String({
    name: 'engines|kernel|search|server|all|compare',
    required: true,
  });

  readonly base: string | undefined = Option.String({ name: 'BASE', required: false });

  readonly head: string | undefined = Option.String({ name: 'HEAD', required: false });

  readonly quick: boolean = Option.Boolean('--quick', false, {
    description: 'fewer and smaller runs, in two or three minutes',
  });

  readonly full: boolean = Option.Boolean('--full', false, {
    description: 'larger collections and more of everything, for most of a day',
  });

  readonly smoke: boolean = Option.Boolean('--smoke', false, {
    description: 'the least that goes through everything, for continuous integration',
  });

  readonly engine: string | undefined = Option.String('--engine', {
    description:
      'engines and peers to compare, by name or module path, with commas; the baseline first',
  });

  readonly peers: boolean = Option.Boolean('--peers', false, {
    description: 'also compare with the stores of others that are installed',
  });

  readonly seed: string | undefined = Option.String('--seed', {
    description: 'seed of all random choices; default 1',
  });

  readonly html: string | undefined = Option.String('--html', {
    description: 'write the report to this file as well, as a page',
  });

  readonly baseline: string | undefined = Option.String('--baseline', {
    description:
      'competitor that the others are divided by, where it takes part; default the first',
  });

  readonly compared: string | undefined = Option.String('--suite', {
    description: 'what launches of a comparison run; default engines',
  });

  readonly launches: string | undefined = Option.String('--launches', {
    description: `launches of each side of a comparison; default and least ${LAUNCHES.least}`,
  });

  readonly effect: string | undefined = Option.String('--effect', {
    description: 'percent by which a cell has to differ in a comparison; default 5',
  });

  readonly keep: string | undefined = Option.String('--keep', {
    description: 'folder to keep the reports of the launches of a comparison in',
  });

  readonly acrossMachines: boolean = Option.Boolean('--across-machines', false, {
    description: 'compare launches of different machines, sizes or seeds all the same',
  });

  override async execute(): Promise<ExitCode> {
    // So that a signal lets the benchmarks put their own things away, as they do on exit.
    const cleanup = createCleanup();
    try {
      if (this.suite === 'compare') return await this.compareSides();
      await this.runSuites();
      return EXIT.ok;
    } finally {
      cleanup.run();
    }
  }

  private async compareSides(): Promise<ExitCode> {
    const { base, head, compared = 'engines' } = this;
    if (base === undefined || head === undefined) {
      throw new UsageError('bench compare needs BASE and HEAD: two checkouts, or two revisions');
    }
    if (this.html !== undefined) throw new UsageError('bench compare writes no page');
    if (this.baseline !== undefined) {
      throw new UsageError('--baseline goes with a suite; bench compare divides by BASE');
    }
    const { SUITES } = await import('../../bench/index.ts');
    readChoice('--suite', compared, [...SUITES, 'all'] as const);
    const size = this.size();
    const { engine, seed } = this;
    readWholeNumber('--seed', seed, SEEDS);
    const words = [
      compared,
      ...(size === 'default' ? [] : [`--${size}`]),
      ...(this.peers ? ['--peers'] : []),
      ...(engine === undefined ? [] : ['--engine', engine]),
      ...(seed === undefined ? [] : ['--seed', seed]),
    ];
    const { document, text, exitCode } = await compareBuilds(base, head, {
      repository: process.cwd(),
      words,
      launches: readWholeNumber('--launches', this.launches, LAUNCHES) ?? LAUNCHES.least,
      effectLeast: (readWholeNumber('--effect', this.effect, EFFECT) ?? EFFECT_DEFAULT) / 100,
      keep: this.keep,
      acrossMachines: this.acrossMachines,
      progress: this.progress(),
    });
    this.print(document, () => text);
    return exitCode;
  }

  private async runSuites(): Promise<void> {
    const file = this.documentFile();
    if (this.head !== undefined || (this.base !== undefined && file === undefined)) {
      throw new UsageError(`bench ${this.suite} takes no more arguments`);
    }
    const { compared, launches, effect, keep } = this;
    if ([compared, launches, effect, keep].some((text) => text !== undefined)) {
      throw new UsageError('--suite, --launches, --effect and --keep go with bench compare');
    }
    const { SUITES } = await import('../../bench/index.ts');
    const suite = readChoice('the suite', this.suite, [...SUITES, 'all'] as const);
    const options: ComparisonOptions = {
      suites: suite === undefined || suite === 'all' ? SUITES : [suite],
      size: this.size(),
      engines: await this.engines(),
      seed: readWholeNumber('--seed', this.seed, SEEDS),
      html: this.html,
      json: file,
      baseline: this.baseline,
      progress: this.progress(),
      coloured: this.coloured(),
    };
    const { document, text } = await compare(options);
    const files = [file, this.html].filter((written) => written !== undefined);
    const where = files.map((written) => `report: ${printable(written)}\n`).join('');
    const shown = where === '' ? text : `${text}\n${where}`;
    if (file === undefined) this.print(document, () => shown);
    else this.context.stdout.write(shown);
  }

  /** The file that stands behind `--json`, if one does. */
  private documentFile(): string | undefined {
    return this.json && this.base?.endsWith('.json') ? this.base : undefined;
  }

  private size(): Size {
    const chosen = (['smoke', 'quick', 'full'] as const).filter((size) => this[size]);
    if (chosen.length > 1) {
      throw new UsageError(`--${chosen.join(' and --')} exclude each other`);
    }
    return chosen[0] ?? 'default';
  }

  private async engines(): Promise<readonly string[] | undefined> {
    const named = this.engine?.split(',');
    const names = this.peers ? await withPeers(named) : named;
    if (names === undefined) return undefined;
    const double = names.find((name, index) => names.indexOf(name) !== index);
    if (double !== undefined) throw new UsageError(`--engine names ${double} twice`);
    return names;
  }
}

/** The engines that are named, or that ship, and the peers that are not among them. */
async function withPeers(named: readonly string[] | undefined): Promise<readonly string[]> {
  const { registeredEngines } = await import('../../engines/index.ts');
  const { PEERS } = await import('../../bench/index.ts');
  const engines = named ?? registeredEngines().map(({ manifest }) => manifest.name);
  return [...engines, ...PEERS.map(({ name }) => name).filter((name) => !engines.includes(name))];
}

import { Option, type Usage } from 'clipanion';
import type { Size } from '../../bench/index.ts';
import { readChoice, readWholeNumber } from '../command-line/arguments.ts';
import { createCleanup } from '../command-line/cleanup.ts';
import { UsageError } from '../command-line/failure.ts';
import { printable } from '../output/index.ts';
import { DocumentCommand } from './base.ts';
import { type ComparisonOptions, compare } from './comparison.ts';
import { usageOf } from './usage.ts';

const SEED_MAX = 2 ** 32 - 1;

export class BenchCommand extends DocumentCommand {
  static override readonly paths: string[][] = [['bench']];

  static override readonly usage: Usage = usageOf('bench', {
    details: `
      \`engines\` compares the engines on the same work: inserts, lookups, scans, durable puts, and
      what they write, read and take up. With \`--peers\`, or by name in \`--engine\`, so do lmdb,
      classic-level, better-sqlite3, sorted-btree, sorted-btree-latin1 and js-sdsl, each in its own
      fastest way; one that is not installed is skipped, with the command that installs it.
      \`kernel\` compares one distance between series of several lengths with the same written with
      fft.js, and with FFTW where there are a C compiler and libfftw3-dev.
      \`search\` measures exact nearest-neighbour searches by every strategy, over generated and real
      collections and under several γ, beside brute force in plain JavaScript and in numpy and a
      tree of the package vptree: how long they take, and for which share of the collection they
      compute a distance.
      \`server\` measures requests per second and latency, with distances computed inline and in the
      pool. Every answer is checked, and what was compared did the same work, or the run fails with
      exit code 7.

      The whole takes more than an hour, \`--quick\` two or three minutes, \`--full\`, which searches a
      million series, most of a day and 6 GiB of memory; \`--smoke\` only shows that it works, and its
      times mean nothing.
    `,
    examples: [
      ['A first look at everything', '$0 bench all --quick'],
      ['The engines against one of your own', '$0 bench engines --engine red-black,./my-engine.js'],
      ['The engines against stores of others', '$0 bench engines --quick --peers'],
      ['Searches, in a minute', '$0 bench search --quick'],
      ['Numbers to keep, and a page to show', '$0 bench all --json --html report.html'],
    ],
  });

  readonly suite: string = Option.String({
    name: 'engines|kernel|search|server|all',
    required: true,
  });

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

  override async execute(): Promise<void> {
    const { SUITES } = await import('../../bench/index.ts');
    const suite = readChoice('the suite', this.suite, [...SUITES, 'all'] as const);
    const options: ComparisonOptions = {
      suites: suite === undefined || suite === 'all' ? SUITES : [suite],
      size: this.size(),
      engines: await this.engines(),
      seed: readWholeNumber('--seed', this.seed, { least: 0, most: SEED_MAX }),
      html: this.html,
      progress: this.progress(),
      coloured: this.coloured(),
    };
    // So that a signal lets the benchmarks put their own things away, as they do on exit.
    const cleanup = createCleanup();
    try {
      const { document, text } = await compare(options);
      const where = this.html === undefined ? '' : `\nreport: ${printable(this.html)}\n`;
      this.print(document, () => text + where);
    } finally {
      cleanup.run();
    }
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

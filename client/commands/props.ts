import { Option, type Usage } from 'clipanion';
import type { Engine } from '../../engines/index.ts';
import type { LawResult, Summary } from '../../props/index.ts';
import { readWholeNumber } from '../command-line/arguments.ts';
import { EXIT, type ExitCode } from '../command-line/exit-codes.ts';
import { CommandError } from '../command-line/failure.ts';
import { type Paint, printable, printableLines } from '../output/index.ts';
import { DocumentCommand } from './base.ts';
import { usageOf } from './usage.ts';

const RUNS_DEFAULT = 100;
const RUNS_MAX = 1_000_000;
const SEED_MAX = 2 ** 31 - 1;

export class PropsCommand extends DocumentCommand {
  static override readonly paths: string[][] = [['props']];

  static override readonly usage: Usage = usageOf('props', {
    details: `
      Without an engine, the ones that ship are held to every law; otherwise the one of a name, or
      the one that a module exports as \`engine\` or by default. A law that the engine's manifest
      excludes is skipped and listed. A broken law is told with the smallest case found and its seed,
      and the exit code is 7.

      It needs the package fast-check, which is not installed with this one unless asked for.
    `,
    examples: [
      ['The engines that ship', '$0 props'],
      ['An engine of your own', '$0 props ./my-engine.js --runs 1000'],
      [
        'One law again, with the seed that was printed',
        '$0 props ./my-engine.js --law range --seed 7',
      ],
    ],
  });

  readonly engine: string | undefined = Option.String({ name: 'ENGINE', required: false });

  readonly runs: string | undefined = Option.String('--runs', {
    description: `random cases a law; default ${RUNS_DEFAULT}`,
  });

  readonly seed: string | undefined = Option.String('--seed', {
    description: 'seed of all random choices; default: a new one, which is printed',
  });

  readonly law: string | undefined = Option.String('--law', {
    description: 'only the laws whose name contains this',
  });

  override async execute(): Promise<ExitCode> {
    const runs = readWholeNumber('--runs', this.runs, { least: 1, most: RUNS_MAX });
    const seed = readWholeNumber('--seed', this.seed, { least: 0, most: SEED_MAX });
    const { loadEngine, registeredEngines } = await import('../../engines/index.ts');
    const engines =
      this.engine === undefined ? registeredEngines() : [await loadEngine(this.engine)];
    const options = {
      runs: runs ?? RUNS_DEFAULT,
      seed: seed ?? Math.floor(Math.random() * SEED_MAX),
    };
    const summaries: Summary[] = [];
    for (const engine of engines) summaries.push(await this.hold(engine, options));
    const tried = summaries.reduce((sum, { results }) => sum + results.length, 0);
    if (tried === 0) {
      throw new CommandError('NO_SUCH_LAW', `no law has ${this.law} in its name`, {
        exitCode: EXIT.failed,
      });
    }
    this.print({ engines: summaries.map(documentOf) }, (paint) =>
      summaries.map((summary) => render(summary, paint)).join('\n'),
    );
    return summaries.every(({ failed }) => failed === 0) ? EXIT.ok : EXIT.checkFailed;
  }

  private async hold(
    engine: Engine,
    options: { readonly runs: number; readonly seed: number },
  ): Promise<Summary> {
    const { runLaws } = await loadProps();
    const progress = this.progress();
    const { name } = engine.manifest;
    progress.stage(`${name}: ${options.runs} cases a law, seed ${options.seed}`);
    const summary = await runLaws(engine, {
      ...options,
      filter: this.law,
      onResult: ({ law, state }) => progress.update(`${name}: ${state}: ${law.name}`),
    });
    progress.clear();
    return summary;
  }
}

async function loadProps(): Promise<typeof import('../../props/index.ts')> {
  try {
    return await import('../../props/index.ts');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    const message = 'the laws need the package fast-check; install it with: npm install fast-check';
    throw new CommandError('NO_FAST_CHECK', message, { exitCode: EXIT.failed, cause });
  }
}

function documentOf({ results, ...summary }: Summary): unknown {
  return {
    ...summary,
    laws: results.map((result) => ({
      law: result.law.name,
      state: result.state,
      ...(result.state === 'failed'
        ? { message: result.message, counterexample: result.counterexample }
        : {}),
      ...(result.state === 'skipped' ? { missing: result.missing } : {}),
    })),
  };
}

function render(summary: Summary, paint: Paint): string {
  const { engine, passed, failed, skipped, runs, seed, results } = summary;
  const verdict = failed === 0 ? paint('good', 'keeps the laws') : paint('bad', 'breaks the laws');
  const head = `${printable(engine)} ${verdict}: ${passed} passed, ${failed} failed, ${skipped} skipped`;
  const again = `(${runs} cases a law, seed ${seed})`;
  return `${head} ${again}\n${results.map((result) => lineOf(result, paint)).join('')}`;
}

function lineOf(result: LawResult, paint: Paint): string {
  const name = printable(result.law.name);
  switch (result.state) {
    case 'passed':
      return '';
    case 'skipped':
      return `  skipped  ${name} (no ${result.missing.join(', ')})\n`;
    case 'failed':
      return `  ${paint('bad', 'failed')}   ${name}\n    ${printableLines(result.message).replaceAll('\n', '\n    ')}\n`;
    default:
      throw new TypeError(`unknown state ${JSON.stringify(result satisfies never)}`);
  }
}

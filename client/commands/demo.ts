import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Option, type Usage } from 'clipanion';
import { type Cleanup, createCleanup } from '../command-line/cleanup.ts';
import { EXIT, type ExitCode } from '../command-line/exit-codes.ts';
import { stopSignals } from '../command-line/stop-signals.ts';
import type { Answered, Sample } from '../demo/index.ts';
import { countOf, formatDistance, type Paint, printable } from '../output/index.ts';
import { DocumentCommand } from './base.ts';
import type { Comparison } from './comparison.ts';
import { usageOf } from './usage.ts';

/** What one engine answered about one sample. */
interface Chapter {
  readonly engine: string;
  readonly sample: string;
  readonly answers: readonly Answered[];
}

export class DemoCommand extends DocumentCommand {
  static override readonly paths: string[][] = [['demo']];

  static override readonly usage: Usage = usageOf('demo', {
    details: `
      For each engine it builds a collection of generated series and one of the GunPoint gestures
      that come with the package, serves it on a free port, asks as a client, by id and with a
      series that is not stored, and checks every answer against a scan of everything.

      Then it measures engines and server, prints the comparison, and writes it as an HTML page.
      Everything else it made is removed, also after Ctrl-C. It takes under two minutes; the exit
      code is 7 when an answer is not what the scan found.

      On a terminal it then serves the page that "vantage serve --web" has, with the gestures, and
      prints its address; Ctrl-C ends that.
    `,
    examples: [
      ['The whole of it', '$0 demo'],
      ['With the report where you want it', '$0 demo --html report.html'],
    ],
  });

  readonly html: string | undefined = Option.String('--html', {
    description: 'where to write the report; default a new file in the temporary folder',
  });

  override async execute(): Promise<ExitCode> {
    const code = await this.demonstrate();
    if (this.onTerminal() && !this.json) await this.showPage();
    return code;
  }

  private async demonstrate(): Promise<ExitCode> {
    const cleanup = createCleanup();
    try {
      const chapters = await this.tell(cleanup);
      this.say((paint) => conclusion(chapters, paint));
      const html = this.html ?? join(tmpdir(), `vantage-report-${process.pid}.html`);
      const { document, text } = await this.compare(html);
      const agreed = chapters.every(({ answers }) => answers.every(({ confirmed }) => confirmed));
      this.print({ agreed, chapters, html, comparison: document }, () => {
        return `${text}\nreport: ${printable(html)}\n`;
      });
      return agreed ? EXIT.ok : EXIT.checkFailed;
    } finally {
      cleanup.run();
    }
  }

  /** Serves the page until somebody has seen enough. */
  private async showPage(): Promise<void> {
    const { readSamples, servePage } = await import('../demo/index.ts');
    const signals = stopSignals();
    const page = await servePage((await readSamples()).at(-1)!);
    try {
      this.say((paint) => `\na page to look at it: ${paint('bold', page.url)}; Ctrl-C ends\n`);
      await signals.stopped;
    } finally {
      await page.close();
      signals.release();
    }
  }

  private async compare(html: string): Promise<Comparison> {
    const { compare } = await import('./comparison.ts');
    this.say(() => '\nmeasuring engines and server, which takes about a minute\n\n');
    return compare({
      suites: ['engines', 'server'],
      size: 'quick',
      html,
      progress: this.progress(),
      coloured: this.coloured(),
    });
  }

  /** Builds, serves and asks, and tells of it as it goes. */
  private async tell(cleanup: Cleanup): Promise<readonly Chapter[]> {
    const { registeredEngines } = await import('../../engines/index.ts');
    const { readSamples } = await import('../demo/index.ts');
    const folder = mkdtempSync(join(tmpdir(), 'vantage-demo-'));
    cleanup.add(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
    const samples = await readSamples();
    const chapters: Chapter[] = [];
    for (const { manifest } of registeredEngines()) {
      this.say((paint) => `\n${paint('bold', `engine ${manifest.name}`)}\n`);
      for (const [number, sample] of samples.entries()) {
        const path = join(folder, `${manifest.name}-${number}`);
        const answers = await this.chapter(path, manifest.name, sample, cleanup);
        chapters.push({ engine: manifest.name, sample: sample.name, answers });
      }
    }
    return chapters;
  }

  private async chapter(
    path: string,
    engine: string,
    sample: Sample,
    cleanup: Cleanup,
  ): Promise<readonly Answered[]> {
    const { askAbout, buildCollection, startServer } = await import('../demo/index.ts');
    await buildCollection(path, engine, sample);
    const server = await startServer(path);
    cleanup.add(server.kill);
    this.say(() => {
      const what = `${countOf(sample.stored.length, 'series', 'series')} of ${sample.length} points`;
      return `\n  ${sample.name}: ${what}, served at ${server.url} (${printable(server.compute)})\n`;
    });
    const answers = await askAbout(server.url, sample);
    await server.stop();
    for (const answer of answers) this.say((paint) => tellAnswer(answer, paint));
    return answers;
  }

  /** Prints a part of the story; under `--json` there is only its end. */
  private say(render: (paint: Paint) => string): void {
    if (!this.json) this.context.stdout.write(render(this.paint()));
  }
}

function tellAnswer({ question, neighbours, confirmed, effort }: Answered, paint: Paint): string {
  const list = neighbours.map(({ id, distance }) => `${printable(id)} ${formatDistance(distance)}`);
  const verdict = confirmed
    ? paint('good', 'the same as a scan of everything')
    : paint('bad', 'NOT what a scan of everything finds');
  const lines = [
    `${printable(question)}: ${list.join(', ')}`,
    `  ${verdict}, ${printable(effort)}`,
  ];
  return lines.map((line) => `    ${line}\n`).join('');
}

function conclusion(chapters: readonly Chapter[], paint: Paint): string {
  const answers = chapters.flatMap((chapter) => chapter.answers);
  const right = answers.filter(({ confirmed }) => confirmed).length;
  const all = right === answers.length;
  const text = `${right} of ${answers.length} answers are the same as a brute-force scan's`;
  return `\n${paint(all ? 'good' : 'bad', text)}\n`;
}

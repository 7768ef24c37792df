import { Option, type Usage } from 'clipanion';
import { DEFAULT_PORT } from '../../server/protocol/index.ts';
import { readWholeNumber } from '../command-line/arguments.ts';
import { EXIT, type ExitCode } from '../command-line/exit-codes.ts';
import type { Check } from '../doctor/index.ts';
import { countOf, type Paint, printable } from '../output/index.ts';
import { DocumentCommand } from './base.ts';
import { usageOf } from './usage.ts';

const NAME_COLUMNS = 11;

export class DoctorCommand extends DocumentCommand {
  static override readonly paths: string[][] = [['doctor']];

  static override readonly usage: Usage = usageOf('doctor', {
    details: `
      Looks at Node, the machine, the threads that compute, and the port that "vantage serve" would
      take. With DIR it goes on to the data directory: permissions, the disk and its room, who has it
      open for writing, and everything that "vantage verify" checks, which takes the longest. With
      \`--metadata URL\` it asks the PostgreSQL server that "select" would be answered from whether it
      keeps what it is told.

      Each line is \`ok\`, \`warn\` (it works, and there is something to know) or \`fail\`, with what to
      do. It changes nothing, but
      for a page that it writes beside the collection and removes. The exit code is 7 when something fails.
    `,
    examples: [
      ['This machine', '$0 doctor'],
      ['A data directory as well', '$0 doctor ./gunpoint'],
      ['A PostgreSQL server for metadata', '$0 doctor --metadata postgres://user@host/name'],
      ['For a monitor', '$0 doctor ./gunpoint --json'],
    ],
  });

  readonly directory: string | undefined = Option.String({ name: 'DIR', required: false });

  readonly port: string | undefined = Option.String('--port', {
    description: `port that a server would take; default ${DEFAULT_PORT}`,
  });

  readonly metadata: string | undefined = Option.String('--metadata', {
    description: 'PostgreSQL server that "select" would be answered from, postgres://…',
  });

  override async execute(): Promise<ExitCode> {
    const port = readWholeNumber('--port', this.port, { least: 1, most: 65_535 }) ?? DEFAULT_PORT;
    const { examinations } = await import('../doctor/index.ts');
    const { directory, metadata } = this;
    const checks: Check[] = [];
    const progress = this.progress();
    for (const examine of examinations({ directory, port, metadata })) {
      progress.update('looking …');
      const found = await examine();
      progress.clear();
      checks.push(...found);
      const paint = this.paint();
      if (!this.json)
        this.context.stdout.write(found.map((check) => render(check, paint)).join(''));
    }
    const failed = checks.filter(({ status }) => status === 'fail').length;
    this.print({ healthy: failed === 0, checks }, (paint) => {
      if (failed === 0) return `\n${paint('good', 'nothing is wrong')}\n`;
      return `\n${paint('bad', `${countOf(failed, 'check')} failed`)}\n`;
    });
    return failed === 0 ? EXIT.ok : EXIT.checkFailed;
  }
}

function render({ name, status, finding, remedy }: Check, paint: Paint): string {
  const style = { ok: 'good', warn: 'bold', fail: 'bad' } as const;
  const head = `${paint(style[status], status.padEnd(4))}  ${name.padEnd(NAME_COLUMNS)}`;
  const advice =
    remedy === undefined ? '' : `\n${' '.repeat(NAME_COLUMNS + 8)}${printable(remedy)}`;
  return `${head}  ${printable(finding)}${advice}\n`;
}

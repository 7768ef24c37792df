import { Option, type Usage } from 'clipanion';
import { copyCollection } from '../collection/copy-collection.ts';
import { verifyPlace } from '../collection/verification.ts';
import { EXIT } from '../command-line/exit-codes.ts';
import { CommandError } from '../command-line/failure.ts';
import { formatCount, type Progress, printable } from '../output/index.ts';
import { DocumentCommand } from './base.ts';
import { usageOf } from './usage.ts';

export class RestoreCommand extends DocumentCommand {
  static override readonly paths: string[][] = [['restore']];

  static override readonly usage: Usage = usageOf('restore', {
    details: `
      The counterpart of "vantage backup". BACKUP is a data directory or an engine file that it
      wrote, and is only read. It is copied, the copy is checked as by "vantage verify", and only
      then it gets its name. OUT must not exist; where anything is wrong, nothing of it is left.

      The exit code is 6 when the backup is damaged. "vantage salvage" saves what can still be read
      of it.
    `,
    examples: [['A data directory', '$0 restore ./gunpoint-monday ./gunpoint']],
  });

  readonly backup: string = Option.String({ name: 'BACKUP', required: true });

  readonly out: string = Option.String({ name: 'OUT', required: true });

  override async execute(): Promise<void> {
    const { backup, out } = this;
    const progress = this.progress();
    try {
      progress.update(`${backup}: copying`);
      const { commit } = await copyCollection(backup, out, (copy) => check(backup, copy, progress));
      progress.clear();
      this.print({ restored: out, commit }, () => {
        return `${printable(out)}: holds commit ${formatCount(commit)} of ${printable(backup)}, checked\n`;
      });
    } finally {
      progress.clear();
    }
  }
}

/** @throws CommandError `CORRUPT` when there is a fault in the copy of `backup`. */
async function check(backup: string, copy: string, progress: Progress): Promise<void> {
  progress.update(`${backup}: checking the copy`);
  const { faults } = await verifyPlace(copy);
  const [first] = faults;
  if (first === undefined) return;
  const others = faults.length === 1 ? '' : ` (and ${formatCount(faults.length - 1)} more)`;
  const advice = `nothing was restored; "vantage verify ${backup}" lists all`;
  throw new CommandError('CORRUPT', `${backup} is damaged: ${first.message}${others}; ${advice}`, {
    exitCode: EXIT.corrupt,
  });
}

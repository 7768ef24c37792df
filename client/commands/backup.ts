import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { Option, type Usage } from 'clipanion';
import { engineFileAt, withEngineFile } from '../collection/engine-file.ts';
import { EXIT } from '../command-line/exit-codes.ts';
import { CommandError } from '../command-line/failure.ts';
import { formatCount, printable } from '../output/index.ts';
import { DocumentCommand } from './base.ts';
import { usageOf } from './usage.ts';

export class BackupCommand extends DocumentCommand {
  static override readonly paths: string[][] = [['backup']];

  static override readonly usage: Usage = usageOf('backup', {
    details: `
      Copies what is alive at the newest acknowledged commit, beside a server that has the directory
      open if need be. Every page that is read is verified. OUT must not exist; it is there only
      once it is whole and on disk.
    `,
    examples: [
      ['A data directory', '$0 backup ./gunpoint ./gunpoint-monday'],
      ['An engine file of any kind', '$0 backup ./trees.vantage ./trees-monday.vantage --json'],
    ],
  });

  readonly place: string = Option.String({ name: 'DIR|FILE', required: true });

  readonly out: string = Option.String({ name: 'OUT', required: true });

  override async execute(): Promise<void> {
    const path = await engineFileAt(this.place);
    const { out } = this;
    if (existsSync(out)) {
      const message = `${out} exists; a backup never overwrites`;
      throw new CommandError('EXISTS', message, { exitCode: EXIT.failed });
    }
    const commit = await (path === this.place ? backupFile(path, out) : backupDirectory(path, out));
    this.print({ backup: out, commit }, () => {
      return `${printable(out)}: holds commit ${formatCount(commit)} of ${printable(this.place)}\n`;
    });
  }
}

/** Writes the engine file at `path` to `out`; resolves to the number of its newest commit. */
function backupFile(path: string, out: string): Promise<number> {
  return withEngineFile(path, { readOnly: true }, async (file) => {
    const { commit } = file.stats();
    await file.backup(out);
    return commit;
  });
}

/** As `backupFile`, to a file of the same name in the new directory `out`. */
async function backupDirectory(path: string, out: string): Promise<number> {
  const staging = `${out}.${randomUUID()}`;
  await mkdir(staging, { mode: 0o700 });
  try {
    const commit = await backupFile(path, join(staging, basename(path)));
    await rename(staging, out);
    const parent = await open(dirname(resolve(out)), 'r');
    try {
      await parent.sync();
    } finally {
      await parent.close();
    }
    return commit;
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    throw error;
  }
}

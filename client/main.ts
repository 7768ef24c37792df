#!/usr/bin/env node
import { runCommandLine } from './command-line/command-line.ts';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader that has seen enough, `head` for one, ends the command without a complaint.
  if (error.code === 'EPIPE') process.exit();
  process.stderr.write(`error: standard output: ${error.message}\n`);
  process.exit(1);
});
// The log and the progress go on unread: a server serves, whoever has stopped reading its log.
process.stderr.on('error', () => undefined);

const { stdin, stdout, stderr, env } = process;
process.exitCode = await runCommandLine(process.argv.slice(2), { stdin, stdout, stderr, env });

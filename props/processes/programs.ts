import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

let built: Promise<string> | undefined;

/**
 * The path of the child program `name` of this folder, as JavaScript. All are compiled once a
 * process, into a folder that goes with it: a child that compiled itself would spend longer on that
 * than on its work, and its system calls could not be counted. Needs a checkout.
 */
export async function programPath(name: string): Promise<string> {
  built ??= build();
  return join(await built, 'props', 'processes', `${name}.js`);
}

async function build(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'vantage-programs-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const compiler = join(ROOT, 'node_modules', '.bin', 'tsc');
  const project = join(ROOT, 'props', 'processes');
  await promisify(execFile)(compiler, ['-p', project, '--outDir', folder]);
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  return folder;
}

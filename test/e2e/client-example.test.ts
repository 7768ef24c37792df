import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { scratchDirectory } from '../engines/scratch.ts';
import { serveProcess, vantage } from './processes.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const scratch = scratchDirectory('client-example');

/** The example in the docstring of the client library. */
function example(): string {
  const source = readFileSync(join(root, 'client/index.ts'), 'utf8');
  const lines = source.slice(0, source.indexOf('*/')).split('\n');
  const code = lines.filter((line) => line === ' *' || line.startsWith(' *     '));
  return code.map((line) => line.slice(7)).join('\n');
}

it('the example of the client library runs as the package, and prints what it says', async () => {
  const path = join(scratch, 'four');
  expect((await vantage('create', path, '--length', '4')).code).toBe(0);
  const server = await serveProcess(path, '--inline');
  onTestFinished(async () => void (await server.stop('SIGKILL')));
  const code = example().replace('vantage://127.0.0.1:20207', server.url);
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { cwd: root });
  let printed = '';
  let faults = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (faults += chunk.toString()));
  await new Promise((resolve) => child.once('close', resolve));

  const promised = [...code.matchAll(/console\.log.*\/\/ ([\w ]+)/g)].map((match) => match[1]);
  expect(promised).toHaveLength(6);
  expect(faults).toBe('');
  expect(printed.trimEnd().split('\n')).toEqual(promised);
});

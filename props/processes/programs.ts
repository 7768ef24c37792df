import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const CACHE: string = join(ROOT, 'node_modules', '.cache', 'vantage-programs');
/** What the programs are made of. */
const SOURCES = ['engines', 'server', 'props/processes'];
/** What they read beside, which the compiler leaves. */
const KERNEL = 'server/similarity/simd/kernel.wasm';

let built: Promise<string> | undefined;

/**
 * The path of the child program `name` of this folder, as JavaScript. A child that compiled itself
 * would spend longer on that than on its work, and its system calls could not be counted; so all are
 * compiled once for each state of the sources, and kept. Needs a checkout.
 */
export async function programPath(name: string): Promise<string> {
  built ??= build();
  return join(await built, 'props', 'processes', `${name}.js`);
}

async function build(): Promise<string> {
  const folder = join(CACHE, hashOfSources());
  if (existsSync(folder)) return folder;
  const own = `${folder}.${process.pid}`;
  mkdirSync(own, { recursive: true });
  const compiler = join(ROOT, 'node_modules', '.bin', 'tsc');
  const project = join(ROOT, 'props', 'processes');
  await promisify(execFile)(compiler, ['-p', project, '--outDir', own]);
  copyFileSync(join(ROOT, KERNEL), join(own, KERNEL));
  writeFileSync(join(own, 'package.json'), '{"type":"module"}');
  try {
    renameSync(own, folder);
  } catch (error) {
    // Another process was first, with the same.
    if (!existsSync(folder)) throw error;
    rmSync(own, { recursive: true });
  }
  return folder;
}

function hashOfSources(): string {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    const names = readdirSync(join(ROOT, source), { recursive: true, encoding: 'utf8' });
    for (const name of names.toSorted()) {
      if (!/\.(ts|json|wasm)$/.test(name)) continue;
      hash.update(`${source}/${name}\n`).update(readFileSync(join(ROOT, source, name)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

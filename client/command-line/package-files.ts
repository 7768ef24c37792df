import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this package, whether it runs from `dist` or from its sources. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new TypeError('the package has lost its package.json');
    folder = parent;
  }
  return folder;
}

interface PackageDescription {
  readonly version: string;
  /** `>=20.19`. */
  readonly engines: { readonly node: string };
}

/** The version in package.json. */
export function packageVersion(): string {
  return description().version;
}

/** The least version of Node in package.json, `20.19`. */
export function nodeVersionNeeded(): string {
  return description().engines.node.replace('>=', '');
}

function description(): PackageDescription {
  const text = readFileSync(join(packageRoot(), 'package.json'), 'utf8');
  return JSON.parse(text) as PackageDescription;
}

/** The command itself, as Node runs it here: program and first arguments for a child process. */
export function ownCommand(): { readonly program: string; readonly parameters: readonly string[] } {
  const name = import.meta.url.endsWith('.ts') ? '../main.ts' : '../main.js';
  const entry = fileURLToPath(new URL(name, import.meta.url));
  return { program: process.execPath, parameters: [...process.execArgv, entry] };
}

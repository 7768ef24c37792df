import { fileURLToPath } from 'node:url';

/** How Node is told to run a program of this package, and the folder that makes it work. */
export interface OwnProgram {
  /** What comes before the program's own arguments. */
  readonly words: readonly string[];
  /** The working folder: "tsx" is looked up from there. */
  readonly root: string;
}

/** The program at `path`, from the root and without an extension: built, or from source as this is. */
export function ownProgram(path: string): OwnProgram {
  const built = import.meta.url.endsWith('.js');
  const main = fileURLToPath(new URL(`../../${path}.${built ? 'js' : 'ts'}`, import.meta.url));
  const root = fileURLToPath(new URL('../..', import.meta.url));
  return { words: built ? [main] : ['--import', 'tsx', main], root };
}

import { appendFileSync, chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** Lines that are kept. */
const LINES_MAX = 1000;

/** Where lines are kept: VANTAGE_HISTORY, else below the home directory. */
export function historyPath(env: Readonly<Record<string, string | undefined>>): string {
  const { VANTAGE_HISTORY: path, XDG_STATE_HOME: state, HOME: home } = env;
  return path ?? join(state ?? join(home ?? homedir(), '.local', 'state'), 'vantage', 'history');
}

/**
 * The lines that were typed, in a file that only its owner reads. It is a convenience: a file that
 * cannot be read or written is none, and the lines are those of this process.
 */
export class History {
  readonly #path: string;
  /** The newest first, as readline has them. */
  readonly lines: readonly string[];

  constructor(path: string) {
    this.#path = path;
    this.lines = this.#read();
  }

  /** Adds a line, which is kept even if the process ends at once. */
  add(line: string): void {
    quietly(() => appendFileSync(this.#path, `${line}\n`, { mode: 0o600 }));
  }

  #read(): readonly string[] {
    let lines: readonly string[] = [];
    quietly(() => {
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
      lines = readFileSync(this.#path, 'utf8')
        .split('\n')
        .filter((line) => line !== '');
      chmodSync(this.#path, 0o600);
    });
    const kept = lines.slice(-LINES_MAX);
    if (kept.length < lines.length) {
      quietly(() => writeFileSync(this.#path, `${kept.join('\n')}\n`, { mode: 0o600 }));
    }
    return kept.toReversed();
  }
}

function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // Nothing depends on it.
  }
}

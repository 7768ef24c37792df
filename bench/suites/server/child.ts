import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { BenchError } from '../../errors.ts';
import { ownProgram } from '../own-program.ts';

/** Time a process has to become ready; starting from source takes a second of it. */
const READY_MS = 30_000;

/** Time a process has to end by itself before it is killed. */
const END_MS = 5_000;

/** How much of what a process wrote to its standard error is kept. */
const LAST_WORDS_CHARS = 2_000;

/** A process of this package that is ready. */
export interface Child {
  /** Its first line. */
  readonly ready: Ready;
  /** Has it end, and resolves when it has. */
  readonly stop: () => Promise<void>;
  /** Ends it at once, and resolves when it has ended. */
  readonly kill: () => Promise<void>;
}

/** What a program prints when it is ready, as JSON: where it listens, and more. */
export interface Ready {
  readonly url: string;
  readonly [more: string]: unknown;
}

/** A program of this package: the path of its source from the root, and its arguments. */
export interface Program {
  /** What errors call it. */
  readonly name: string;
  /** Without an extension. */
  readonly path: string;
  readonly arguments: readonly string[];
}

/**
 * Runs a program in a process of its own, and resolves when it has said that it is ready.
 * @throws BenchError `SERVER_FAILED`, with what it wrote to its standard error.
 */
export async function startChild(program: Program): Promise<Child> {
  const { words, root } = ownProgram(program.path);
  const child = spawn(process.execPath, [...words, ...program.arguments], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const killNow = (): void => void child.kill('SIGKILL');
  process.once('exit', killNow);
  let lastWords = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-LAST_WORDS_CHARS);
  });
  /** Resolves when the process has ended, or never began, and all of its output is read. */
  const closed = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', (error) => {
      lastWords += error.message;
      resolve();
    });
  });
  const stop = async (): Promise<void> => {
    const timer = setTimeout(() => child.kill('SIGKILL'), END_MS);
    child.kill('SIGTERM');
    await closed;
    clearTimeout(timer);
    process.off('exit', killNow);
  };
  const ready = readyIn(await firstLine(child));
  const kill = async (): Promise<void> => {
    killNow();
    await stop();
  };
  if (ready !== undefined) return { ready, stop, kill };
  await stop();
  throw new BenchError(
    'SERVER_FAILED',
    `${[program.name, ...program.arguments].join(' ')} did not become ready; ` +
      `it wrote: ${lastWords.trim() || 'nothing'}`,
  );
}

/** The first line of the standard output; empty when that ends, or time is up, before one. */
async function firstLine(child: ChildProcess): Promise<string> {
  const lines = createInterface({ input: child.stdout! });
  const timer = setTimeout(() => lines.close(), READY_MS);
  try {
    return await new Promise((resolve) => {
      lines.once('line', resolve);
      lines.once('close', () => resolve(''));
      child.once('error', () => lines.close());
    });
  } finally {
    clearTimeout(timer);
    lines.close();
    // Whatever comes later is of no interest, but must not fill the pipe.
    child.stdout?.resume();
  }
}

/** What a line says of where the program listens, or undefined when it says nothing of that. */
function readyIn(line: string): Ready | undefined {
  try {
    const { url, ...more } = JSON.parse(line) as { readonly url?: unknown };
    return typeof url === 'string' ? { url, ...more } : undefined;
  } catch {
    return undefined;
  }
}

import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { BenchError } from '../../errors.ts';

/** Time a server has to become ready; starting from source takes a second of it. */
const READY_MS = 30_000;

/** Time a server has to drain before it is killed. */
const DRAIN_MS = 5_000;

/** What a server says by itself is no part of why it failed. */
const QUIET: readonly string[] = ['--log-level', 'warn'];

/** How much of what a server wrote to its standard error is kept. */
const LAST_WORDS_CHARS = 2_000;

/** A server in a process of its own, so that load and server do not share an event loop. */
export interface ServerProcess {
  readonly url: string;
  /** Stops the server and resolves when its process has ended. */
  stop(): Promise<void>;
  /** Kills the server with -9 and resolves when its process has ended. */
  kill(): Promise<void>;
}

/**
 * Runs `vantage serve DIRECTORY` on a free port, with more `options` behind it, and resolves when it
 * is ready. Read-only, the default, takes no lock, so many servers may share one directory.
 * @throws BenchError `SERVER_FAILED`, with what the server wrote to its standard error.
 */
export async function startServer(
  directory: string,
  options: readonly string[],
  { readOnly = true }: { readonly readOnly?: boolean } = {},
): Promise<ServerProcess> {
  const { program, root } = commandLine();
  const access = readOnly ? ['--read-only'] : [];
  const serve = ['serve', directory, ...access, '--port', '0', '--json', ...QUIET, ...options];
  const child = spawn(process.execPath, [...program, ...serve], {
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
    const timer = setTimeout(() => child.kill('SIGKILL'), DRAIN_MS);
    child.kill('SIGTERM');
    await closed;
    clearTimeout(timer);
    process.off('exit', killNow);
  };
  const url = urlIn(await firstLine(child));
  const kill = async (): Promise<void> => {
    killNow();
    await stop();
  };
  if (url !== undefined) return { url, stop, kill };
  await stop();
  throw new BenchError(
    'SERVER_FAILED',
    `vantage ${serve.join(' ')} did not become ready; ` +
      `it wrote: ${lastWords.trim() || 'nothing'}`,
  );
}

/** How Node is told to run the command, and the folder that makes it work: built or from source. */
function commandLine(): { readonly program: readonly string[]; readonly root: string } {
  const built = import.meta.url.endsWith('.js');
  const main = fileURLToPath(
    new URL(`../../../client/main.${built ? 'js' : 'ts'}`, import.meta.url),
  );
  // "tsx" is looked up from the working folder.
  const root = fileURLToPath(new URL('../../..', import.meta.url));
  return { program: built ? [main] : ['--import', 'tsx', main], root };
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

/** The URL in a readiness line, or undefined when it is none. */
function urlIn(line: string): string | undefined {
  try {
    const { url } = JSON.parse(line) as { readonly url?: unknown };
    return typeof url === 'string' ? url : undefined;
  } catch {
    return undefined;
  }
}

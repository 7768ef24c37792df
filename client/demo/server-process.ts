import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { EXIT } from '../command-line/exit-codes.ts';
import { CommandError } from '../command-line/failure.ts';
import { ownCommand } from '../command-line/package-files.ts';

const READY_MS_MAX = 30_000;
const STOP_MS_MAX = 15_000;

type Child = ChildProcessByStdio<null, Readable, null>;

/** `vantage serve` in a process of its own. */
export interface ServerProcess {
  readonly url: string;
  /** Where it computes distances. */
  readonly compute: string;
  /** Has it drain; throws when it does not end with exit code 0. */
  stop(): Promise<void>;
  /** Ends it at once. Ending it twice is allowed. */
  kill(): void;
}

/**
 * Serves a data directory on a free port; resolves when it is ready. What the server complains of
 * goes to this process's standard error.
 * @throws CommandError `SERVER_FAILED`.
 */
export async function startServer(directory: string): Promise<ServerProcess> {
  const { program, parameters } = ownCommand();
  const serve = ['serve', directory, '--port', '0', '--json', '--log-level', 'warn'];
  const child = spawn(program, [...parameters, ...serve], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  try {
    const { url, compute } = await readiness(child);
    return { url, compute, kill, stop: () => stop(child) };
  } catch (error) {
    kill();
    throw failed(
      `the server did not start: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

async function readiness(
  child: Child,
): Promise<{ readonly url: string; readonly compute: string }> {
  const lines = createInterface({ input: child.stdout });
  const signal = AbortSignal.timeout(READY_MS_MAX);
  try {
    const [line] = (await Promise.race([
      once(lines, 'line', { signal }),
      once(child, 'exit', { signal }).then(([code, by]) => {
        throw failed(`it ended with ${String(code ?? by)} before it was ready`);
      }),
    ])) as [string];
    return JSON.parse(line) as { url: string; compute: string };
  } finally {
    lines.close();
    child.stdout.resume();
  }
}

async function stop(child: Child): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = once(child, 'exit');
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS_MAX);
    child.kill('SIGTERM');
    await ended;
    clearTimeout(timer);
  }
  if (child.exitCode === 0) return;
  const end = String(child.exitCode ?? child.signalCode);
  throw failed(`the server ended with ${end} instead of draining`);
}

function failed(message: string): CommandError {
  return new CommandError('SERVER_FAILED', message, { exitCode: EXIT.failed });
}

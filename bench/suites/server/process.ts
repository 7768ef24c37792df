import { type Child, startChild } from './child.ts';

/** What a server says by itself is no part of why it failed. */
const QUIET: readonly string[] = ['--log-level', 'warn'];

/** A server in a process of its own. */
export interface ServerProcess extends Pick<Child, 'stop' | 'kill'> {
  /** What a client connects to. */
  readonly url: string;
  /** Where it serves HTTP, when an option asked for that. */
  readonly webUrl: string | undefined;
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
  const access = readOnly ? ['--read-only'] : [];
  const serve = ['serve', directory, ...access, '--port', '0', '--json', ...QUIET, ...options];
  const { ready, stop, kill } = await startChild({
    name: 'vantage',
    path: 'client/main',
    arguments: serve,
  });
  const { url, web } = ready;
  return { url, webUrl: typeof web === 'string' ? web : undefined, stop, kill };
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The built command, as a user runs it. */
export const VANTAGE: string = fileURLToPath(new URL('../../dist/client/main.js', import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command to its end. */
export async function vantage(...argv: readonly string[]): Promise<Finished> {
  const child = spawn(process.execPath, [VANTAGE, ...argv], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

export interface Served {
  readonly url: string;
  readonly port: number;
  readonly child: ChildProcess;
  /** Sends a signal and resolves with the exit code, null when the signal ended it. */
  stop(signal: NodeJS.Signals): Promise<number | null>;
}

/** Starts `vantage serve` on a free port and resolves when it is ready. */
export async function serveProcess(...argv: readonly string[]): Promise<Served> {
  const serve = ['serve', ...argv, '--port', '0', '--json', '--log-level', 'warn'];
  const child = spawn(process.execPath, [VANTAGE, ...serve], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(child, 'close') as Promise<[number | null]>;
  let line = '';
  for await (const chunk of child.stdout) {
    line += String(chunk);
    if (line.includes('\n')) break;
  }
  if (!line.includes('\n')) throw new Error(`vantage serve ended with ${(await exit)[0]}`);
  const { url, port } = JSON.parse(line) as { url: string; port: number };
  return {
    url,
    port,
    child,
    async stop(signal) {
      child.kill(signal);
      return (await exit)[0];
    },
  };
}

import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const INSTALLED = '/usr/lib/postgresql';
const STARTS_MAX = 100;
const START_AGAIN_MS = 100;

/** A PostgreSQL server of nobody else's, on a Unix socket in a directory of its own. */
export interface Cluster {
  readonly url: string;
  /** Ends the server at once, as a crash would, and starts it again. */
  crash(): Promise<void>;
  /** Kills the first process of the server with -9, which leaves the others, and starts it again. */
  kill(): Promise<void>;
  /** Stops every process of the server where it is, as a machine that hangs would, until `thaw`. */
  freeze(): void;
  thaw(): void;
  /** Sets what a configuration file would, and restarts. */
  configure(settings: Readonly<Record<string, string>>): Promise<void>;
  stop(): Promise<void>;
}

/** Where the programs of a server are, or why there is none to be had. */
export function findPostgres(): { readonly bin: string } | { readonly reason: string } {
  const versions = existsSync(INSTALLED) ? readdirSync(INSTALLED).map(Number) : [];
  const newest = versions.filter(Number.isFinite).toSorted((a, b) => b - a)[0];
  if (newest === undefined) return { reason: `no server in ${INSTALLED}` };
  const bin = join(INSTALLED, String(newest), 'bin');
  if (!existsSync(join(bin, 'initdb'))) return { reason: `no initdb in ${bin}` };
  return { bin };
}

/** A server refuses to run as root; then it runs as the user of the Debian package. */
function asOwner(command: string, parameters: readonly string[]): [string, string[]] {
  if (process.getuid?.() !== 0) return [command, [...parameters]];
  return ['runuser', ['-u', 'postgres', '--', command, ...parameters]];
}

async function runAsOwner(command: string, parameters: readonly string[]): Promise<void> {
  const [program, all] = asOwner(command, parameters);
  await run(program, all, { cwd: tmpdir() });
}

function childrenOf(pid: number): readonly number[] {
  const pids = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
  return pids.filter((one) => one !== '').map(Number);
}

/** Makes a cluster and starts its server. */
export async function startCluster(bin: string): Promise<Cluster> {
  const base = mkdtempSync(join(tmpdir(), 'vantage-pg-'));
  chmodSync(base, 0o777);
  const data = join(base, 'data');
  const kind = ['-U', 'vantage', '-A', 'trust', '-E', 'UTF8', '--no-locale', '-N'];
  await runAsOwner(join(bin, 'initdb'), ['-D', data, ...kind]);
  let settings: Readonly<Record<string, string>> = {};
  let server: ReturnType<typeof spawn> | undefined;
  const start = async (): Promise<void> => {
    const given = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const place = ['-D', data, '-k', base, '-c', 'listen_addresses=', '-c', 'shared_buffers=16MB'];
    const [program, all] = asOwner(join(bin, 'postgres'), [...place, ...given]);
    const child = spawn(program, all, { cwd: tmpdir(), stdio: ['ignore', 'ignore', 'pipe'] });
    server = child;
    await new Promise<void>((resolve, reject) => {
      let told = '';
      const listen = (chunk: Buffer): void => {
        told += chunk.toString();
        if (!told.includes('ready to accept connections')) return;
        child.stderr.off('data', listen).resume();
        resolve();
      };
      child.stderr.on('data', listen);
      child.on('exit', () => reject(new Error(told)));
    });
  };
  const end = async (mode: 'fast' | 'immediate'): Promise<void> => {
    const child = server;
    if (child === undefined) return;
    const ended = child.exitCode === null ? once(child, 'exit') : Promise.resolve();
    await runAsOwner(join(bin, 'pg_ctl'), ['-D', data, '-m', mode, 'stop', '-w']);
    await ended;
    server = undefined;
  };
  const firstProcess = (): number => {
    const [pid] = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
    return Number(pid);
  };
  const signalAll = (signal: 'SIGSTOP' | 'SIGCONT'): void => {
    const first = firstProcess();
    for (const pid of [first, ...childrenOf(first)]) process.kill(pid, signal);
  };
  const kill = async (): Promise<void> => {
    const ended = server === undefined ? Promise.resolve() : once(server, 'exit');
    process.kill(firstProcess(), 'SIGKILL');
    await ended;
    // Until the last of the others has noticed, a new one refuses to start.
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await start();
      } catch (error) {
        if (attempt === STARTS_MAX) throw error;
        await sleep(START_AGAIN_MS);
      }
    }
  };
  await start();
  return {
    url: `postgres://vantage@localhost/postgres?host=${base}`,
    crash: async () => {
      await end('immediate');
      await start();
    },
    kill,
    freeze: () => signalAll('SIGSTOP'),
    thaw: () => {
      signalAll('SIGCONT');
      // The program that runs it as another user stops with it.
      server?.kill('SIGCONT');
    },
    configure: async (next) => {
      await end('fast');
      settings = next;
      await start();
    },
    stop: async () => {
      await end('fast');
      rmSync(base, { recursive: true, force: true });
    },
  };
}

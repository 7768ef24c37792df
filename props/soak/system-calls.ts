import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Engine, EngineError, encodeUint32, registeredEngines } from '../../engines/index.ts';
import type { SoakPart, SoakResult } from './part.ts';

const COMMITS = 12;
/** Calls of each kind that are failed or lied about in turn at a share of 1. */
const CALLS = 40;

/** This very program, compiled or not. */
const EXTENSION: string = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
const PROCESS: string = fileURLToPath(
  new URL(`../faults/commit-process${EXTENSION}`, import.meta.url),
);

interface Run {
  readonly lines: readonly string[];
  /** What strace wrote. */
  readonly trace: string;
}

/** F2 and F6 in a real process on a real disk: syncs that fail, writes that lie. */
export const systemCallsPart: SoakPart = {
  name: 'system-calls',
  async run({ share, onProgress }): Promise<SoakResult> {
    const counts = { 'failed syncs': 0, 'lying writes': 0 };
    const skipped = whyNot();
    if (skipped !== undefined) return { counts, violations: [], controls: [], skipped };
    const folder = mkdtempSync(join(tmpdir(), 'vantage-system-calls-'));
    const violations: string[] = [];
    const stride = Math.max(1, Math.round(1 / share));
    try {
      for (const engine of registeredEngines()) {
        for (let call = 1; call <= CALLS; call += stride) {
          const path = join(folder, `${engine.manifest.name}-${call}`);
          const sync = await run(engine, `${path}-sync`, `fdatasync:error=EIO:when=${call}`);
          if (sync.trace.includes('INJECTED')) counts['failed syncs'] += 1;
          violations.push(...(await judgeSync(engine, `${path}-sync`, sync)).map(at(call)));
          const lie = await run(engine, `${path}-write`, `pwrite64:retval=4096:when=${call}`);
          if (lie.trace.includes('INJECTED')) counts['lying writes'] += 1;
          violations.push(...(await judgeLie(engine, `${path}-write`, lie)).map(at(call)));
          onProgress(`${engine.manifest.name}: call ${call}: ${violations.length} violations`);
        }
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    const caught = counts['failed syncs'] > 0 && counts['lying writes'] > 0;
    return { counts, violations, controls: [{ name: 'calls were tampered with', caught }] };
  },
};

function at(call: number): (why: string) => string {
  return (why) => `call ${call}: ${why}`;
}

function whyNot(): string | undefined {
  try {
    execFileSync('strace', ['-o', '/dev/null', 'true'], { stdio: 'pipe' });
    return undefined;
  } catch (error) {
    return `strace does not run here: ${(error as Error).message.split('\n')[0]}`;
  }
}

async function run(engine: Engine, path: string, inject: string): Promise<Run> {
  const output = `${path}.trace`;
  // One thread makes all calls, so that strace counts them together.
  const env = { ...process.env, UV_THREADPOOL_SIZE: '1' };
  const loader = EXTENSION === '.ts' ? ['--import', 'tsx'] : [];
  const child = [process.execPath, ...loader, PROCESS, engine.manifest.name, path, `${COMMITS}`];
  const traced = ['-f', '-o', output, '-e', 'trace=fdatasync,pwrite64', '-e', `inject=${inject}`];
  const { stdout } = await promisify(execFile)('strace', [...traced, ...child], { env }).catch(
    (error: { readonly stdout?: string }) => ({ stdout: error.stdout ?? '' }),
  );
  return { lines: stdout.split('\n').filter(Boolean), trace: readFileSync(output, 'utf8') };
}

/** After the first failed sync nothing is acknowledged, and the file is not synced again. */
async function judgeSync(engine: Engine, path: string, { lines, trace }: Run): Promise<string[]> {
  const violations: string[] = [];
  const failed = lines.indexOf('UNKNOWN_OUTCOME');
  const later =
    failed < 0 ? [] : lines.slice(failed + 1).filter((line) => !line.startsWith('readable'));
  if (later.some((line) => line !== 'READ_ONLY')) violations.push(`then it says ${later.join()}`);
  const calls = trace.split('\n');
  const injected = calls.findIndex((line) => line.includes('INJECTED'));
  const after = calls.slice(injected + 1).filter((line) => /fdatasync\(/.test(line));
  if (failed >= 0 && after.length > 0) violations.push('the file was synced again');
  const found = await keysIn(engine, path);
  if (typeof found === 'string') return acknowledgedIn(lines) === 0 ? violations : [found];
  if (found < acknowledgedIn(lines)) violations.push(`${found} commits are left`);
  return violations;
}

/** What was acknowledged is there, or opening, reading or verifying says that it is not. */
async function judgeLie(engine: Engine, path: string, { lines }: Run): Promise<string[]> {
  const found = await keysIn(engine, path);
  if (typeof found === 'string' || found >= acknowledgedIn(lines)) return [];
  return [`${found} commits are left of ${acknowledgedIn(lines)}, and nothing says so`];
}

function acknowledgedIn(lines: readonly string[]): number {
  return lines.filter((line) => line.startsWith('ack ')).length;
}

/** Commits whose values are as they were written, or why the file is damaged. */
async function keysIn(engine: Engine, path: string): Promise<number | string> {
  try {
    const file = await engine.open(path, { create: false });
    try {
      const { faults } = await file.verify();
      if (faults[0] !== undefined) return faults[0].message;
      const tree = file.snapshot().tree('t');
      let commit = 0;
      while (tree.get(encodeUint32(commit + 1))?.every((byte) => byte === commit + 1)) commit += 1;
      return commit;
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof EngineError) return error.code;
    throw error;
  }
}

/*
 * Snapshots held by worker threads and by other processes, scanned again and again while a process
 * commits, and compacts where it can.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { registeredEngines } from '../../engines/index.ts';
import { lastNumber, startChild } from '../processes/child.ts';
import type { CommitLoopOptions } from '../processes/commit-loop.ts';
import { programPath } from '../processes/programs.ts';
import type { ScanLoopOptions } from '../processes/scan-loop.ts';
import type { SoakOptions, SoakPart } from './part.ts';

const COMMITS = 10_000;
const VALUE_BYTES_MAX = 60_000;

/** One source of scans. */
interface Reader {
  readonly name: string;
  readonly lines: readonly string[];
  stop(): Promise<unknown>;
}

export interface IsolationOptions {
  readonly engine: string;
  readonly seed: number;
  readonly commits: number;
  readonly threads: number;
  readonly processes: number;
  readonly fault?: ScanLoopOptions['fault'];
}

export interface IsolationFound {
  readonly commits: number;
  readonly compactions: number;
  readonly snapshots: number;
  readonly scans: number;
  /** Commits that were made while a snapshot was held, over all snapshots. */
  readonly commitsBeside: number;
  readonly violations: readonly string[];
}

/** Scans snapshots in threads and processes until another process has made its commits. */
export async function scanBeside(options: IsolationOptions): Promise<IsolationFound> {
  const { engine, seed, commits, threads, processes, fault } = options;
  const folder = mkdtempSync(join(tmpdir(), 'vantage-isolation-'));
  const path = join(folder, 'file');
  const shared = { engine, path, seed, valueBytesMax: VALUE_BYTES_MAX };
  const writing: CommitLoopOptions = { ...shared, last: commits };
  const scanning: ScanLoopOptions = {
    ...shared,
    scans: 4,
    commitsBetween: 3,
    ...(fault === undefined ? {} : { fault }),
  };
  const [commitLoop, scanLoop] = await Promise.all(['commit-loop', 'scan-loop'].map(programPath));
  const writer = startChild([process.execPath, commitLoop!, JSON.stringify(writing)]);
  const readers: Reader[] = [];
  try {
    await writer.line('acknowledged');
    for (let place = 0; place < threads; place += 1) {
      readers.push(thread(`thread ${place}`, scanLoop!, scanning));
    }
    for (let place = 0; place < processes; place += 1) {
      const child = startChild([process.execPath, scanLoop!, JSON.stringify(scanning)]);
      readers.push({ name: `process ${place}`, lines: child.lines, stop: child.stop });
    }
    const { code } = await writer.ended;
    const wrong = writer.lines.filter((line) => /^(wrong|failed)/.test(line));
    if (code !== 0) wrong.push(`the writer ended with ${code}`);
    await Promise.all(readers.map((reader) => reader.stop()));
    wrong.push(...readers.flatMap(wrongIn));
    const done = readers.map(({ lines }) => countsIn(lines));
    return {
      commits: lastNumber(writer.lines, 'acknowledged'),
      compactions: writer.lines.filter((line) => line.startsWith('compacted')).length,
      snapshots: done.reduce((sum, { snapshots }) => sum + snapshots, 0),
      scans: done.reduce((sum, { scans }) => sum + scans, 0),
      commitsBeside: done.reduce((sum, { passed }) => sum + passed, 0),
      violations: wrong.map((what) => `${engine}, seed ${seed}: ${what}`),
    };
  } finally {
    await writer.stop();
    await Promise.all(readers.map((reader) => reader.stop()));
    rmSync(folder, { recursive: true, force: true });
  }
}

function thread(name: string, program: string, workerData: ScanLoopOptions): Reader {
  const lines: string[] = [];
  const worker = new Worker(program, { workerData });
  worker.on('message', (line: string) => lines.push(line));
  worker.on('error', (error) => lines.push(`wrong ${String(error)}`));
  return { name, lines, stop: () => worker.terminate() };
}

function wrongIn({ name, lines }: Reader): readonly string[] {
  const wrong = lines.filter((line) => line.startsWith('wrong'));
  return wrong.map((line) => `${name}: ${line}`);
}

interface ScanCounts {
  readonly snapshots: number;
  readonly scans: number;
  readonly passed: number;
}

function countsIn(lines: readonly string[]): ScanCounts {
  const told = lines.findLast((line) => line.startsWith('scanned')) ?? 'scanned 0 0 0';
  const [snapshots = 0, scans = 0, passed = 0] = told.split(' ').slice(1).map(Number);
  return { snapshots, scans, passed };
}

/** 10,000 commits an engine beside two threads and two processes that scan. */
export const isolationPart: SoakPart = {
  name: 'isolation',
  async run({ seed, share, onProgress }: SoakOptions) {
    const counts = { commits: 0, compactions: 0, snapshots: 0, scans: 0, commitsBeside: 0 };
    const violations: string[] = [];
    for (const { manifest } of registeredEngines()) {
      const commits = Math.max(100, Math.round(COMMITS * share));
      const engine = manifest.name;
      const found = await scanBeside({ engine, seed, commits, threads: 2, processes: 2 });
      onProgress(`${engine}: ${found.scans} scans beside ${found.commits} commits`);
      for (const count of [
        'commits',
        'compactions',
        'snapshots',
        'scans',
        'commitsBeside',
      ] as const) {
        counts[count] += found[count];
      }
      violations.push(...found.violations);
    }
    const engine = registeredEngines()[0]!.manifest.name;
    const few = { engine, seed, commits: 300, threads: 1, processes: 0 };
    const control = await scanBeside({ ...few, fault: 'moves-on' });
    return {
      counts,
      violations,
      controls: [
        { name: 'a snapshot that moves with the commits', caught: control.violations.length > 0 },
      ],
    };
  },
};

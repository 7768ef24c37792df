import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Child, type Ending, startChild } from './child.ts';
import type { CommitLoopOptions } from './commit-loop.ts';
import { programPath } from './programs.ts';
import { TRACED_ENV, type TraceOptions, traced } from './tracing.ts';

/** What a traced run is told; the rest is given. */
export type TracedRun = Omit<CommitLoopOptions, 'path' | 'valueBytesMax'>;

/** A folder of its own with one engine file, on which traced programs commit one after the other. */
export interface TracedFile {
  readonly path: string;
  /** Where a trace may be written. */
  readonly tracePath: string;
  /** Runs the commit loop to its end, traced unless `trace` is undefined. */
  run(
    options: TracedRun,
    trace: TraceOptions | undefined,
  ): Promise<{ readonly lines: Child['lines'] } & Ending>;
  remove(): void;
}

/** Values of traced runs: one write a commit, sometimes of many pages. */
export const TRACED_VALUE_BYTES_MAX = 60_000;

async function tracedFile(): Promise<TracedFile> {
  const program = await programPath('commit-loop');
  const folder = mkdtempSync(join(tmpdir(), 'vantage-traced-'));
  const path = join(folder, 'file');
  return {
    path,
    tracePath: join(folder, 'trace'),
    async run(options, trace) {
      const given: CommitLoopOptions = {
        ...options,
        path,
        valueBytesMax: TRACED_VALUE_BYTES_MAX,
      };
      const command = [process.execPath, program, JSON.stringify(given)];
      if (trace?.file !== undefined && !existsSync(trace.file)) {
        throw new Error(`${trace.file} has to exist before it is traced`);
      }
      const child = startChild(trace === undefined ? command : traced(command, trace), {
        env: TRACED_ENV,
      });
      const ending = await child.ended;
      return { lines: child.lines, ...ending };
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Runs `work` with a `tracedFile` and removes it. */
export async function withTracedFile<T>(work: (file: TracedFile) => Promise<T>): Promise<T> {
  const file = await tracedFile();
  try {
    return await work(file);
  } finally {
    file.remove();
  }
}

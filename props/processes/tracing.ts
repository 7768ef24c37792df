import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Why processes cannot be traced here, or undefined where they can. */
export function tracingMissing(): string | undefined {
  if (process.platform !== 'linux') return `no strace on ${process.platform}`;
  const { error, status, stderr } = spawnSync('strace', ['-f', '-o', '/dev/null', 'true'], {
    encoding: 'utf8',
  });
  if (error !== undefined) return 'no strace (Debian package strace)';
  return status === 0 ? undefined : `strace may not trace: ${stderr.trim().split('\n')[0]}`;
}

export interface TraceOptions {
  /** System calls to watch. */
  readonly calls: readonly string[];
  /** What to do to one of them, in the words of strace: `fdatasync:error=EIO:when=3`. */
  readonly inject?: string;
  /** Watches only the calls about this file, which has to exist. */
  readonly file?: string;
  /** Where the calls are written, one a line, descriptors with their paths. Default: nowhere. */
  readonly output?: string;
}

/**
 * The environment of a traced program: strace counts a call by the thread that makes it, so all
 * asynchronous ones have to come from one.
 */
export const TRACED_ENV: Readonly<Record<string, string>> = { UV_THREADPOOL_SIZE: '1' };

/** `command` under strace. */
export function traced(command: readonly string[], options: TraceOptions): readonly string[] {
  const { calls, inject, file, output = '/dev/null' } = options;
  return [
    'strace',
    '-f',
    '-y',
    '-s40',
    `-o${output}`,
    '-esignal=none',
    `-etrace=${calls.join(',')}`,
    ...(inject === undefined ? [] : [`-einject=${inject}`]),
    ...(file === undefined ? [] : ['-P', file]),
    ...command,
  ];
}

/** One system call as it was written down. */
export interface TracedCall {
  readonly name: string;
  /** Path of the descriptor that it was about, or what strace calls it. */
  readonly target: string;
  /** The arguments, as strace prints them. */
  readonly text: string;
  /** What it answered, undefined while it had not. */
  readonly result: number | undefined;
  readonly injected: boolean;
}

const CALL = /^\d+\s+(\w+)\((?:\d+<([^>]*)>)?(.*)$/;
const RESUMED = /^\d+\s+<\.\.\. (\w+) resumed>(.*)$/;
const RESULT = /\)\s*=\s*(-?\d+)/;

/** The calls in the file `path`, in order; one that was interrupted by another stands there twice. */
export function tracedCalls(path: string): readonly TracedCall[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .flatMap((line) => {
      const match = CALL.exec(line);
      const resumed = RESUMED.exec(line);
      if (match === null && resumed === null) return [];
      const [, name = '', target = '', text = ''] = match ?? [];
      const result = RESULT.exec(line)?.[1];
      return {
        name: resumed?.[1] ?? name,
        target,
        text: resumed?.[2] ?? text,
        result: result === undefined ? undefined : Number(result),
        injected: line.includes('(INJECTED)'),
      };
    });
}

import { type ChildProcessWithoutNullStreams, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { KernelData } from './data.ts';

const SOURCE: string = fileURLToPath(new URL('fftw.c', import.meta.url));

/** As fast as the compiler makes it; the vector library is that of the C library on x86-64. */
const COMPILER_OPTIONS: readonly string[] = ['-O3', '-march=native', '-ffast-math'];
const LIBRARIES: readonly (readonly string[])[] = [
  ['-lfftw3', '-lmvec', '-lm'],
  ['-lfftw3', '-lm'],
];

/**
 * Compiles the program that computes distances with FFTW, in `folder`. Resolves to its path, or to
 * why there is none: it takes a C compiler, and FFTW with its headers.
 */
export async function compileFftw(
  folder: string,
): Promise<{ readonly program: string } | { readonly reason: string }> {
  const program = join(folder, 'fftw');
  for (const libraries of LIBRARIES) {
    try {
      await promisify(execFile)('cc', [...COMPILER_OPTIONS, SOURCE, '-o', program, ...libraries]);
      return { program };
    } catch {
      // The next set of libraries, or none.
    }
  }
  return { reason: 'it takes a C compiler, cc, and FFTW with its headers: libfftw3-dev in Debian' };
}

/** A process that computes the distances of one set of data whenever it is told to. */
export interface FftwProcess {
  /** Computes all distances; resolves to the nanoseconds that took, as timed inside. */
  run(): Promise<number>;
  /** Computes and resolves to them. */
  distances(): Promise<readonly number[]>;
  stop(): Promise<void>;
}

/** Starts `program` on the data, which go to a file in `folder`. */
export async function startFftw(
  program: string,
  folder: string,
  data: KernelData,
): Promise<FftwProcess> {
  const { length, gamma, count, query, prepared, selves, querySelf } = data;
  const path = join(folder, `fftw-${length}`);
  const spectra = prepared.slice();
  const doubles = [Float64Array.of(length, gamma, count, querySelf), query, selves, spectra];
  await writeFile(path, Buffer.concat(doubles.map((part) => new Uint8Array(part.buffer))));
  const child: ChildProcessWithoutNullStreams = spawn(program, [path]);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ask = async (question: string): Promise<readonly number[]> => {
    child.stdin.write(`${question}\n`);
    const { value, done } = await lines.next();
    if (done === true) throw new Error('the process that computes with FFTW ended');
    return value.split(' ').map(Number);
  };
  return {
    run: async () => (await ask('t'))[0]!,
    distances: async () => (await ask('d')).slice(1),
    stop: async () => {
      const ended = once(child, 'exit');
      child.stdin.end();
      await ended;
    },
  };
}

import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { NUMPY_SOURCE } from './numpy-source.ts';
import type { PeerIndex, SearchPeer } from './peer.ts';

/**
 * Every distance by transforms of numpy in blocks, in a process of its own that keeps the spectra
 * and times each query itself.
 */
export const NUMPY_PEER: SearchPeer = {
  name: 'numpy',
  install: 'apt-get install python3-numpy',
  prunes: false,
  seriesMax: 200_000,
  note: 'brute force by batched transforms, timed inside of its process, on one thread',
  async open({ ids, values, length, gamma, folder }) {
    const file = join(folder, 'series.f64');
    await writeFile(file, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    const parameters = [file, ids.length, length, gamma].map(String);
    const child = spawn('python3', ['-u', '-c', NUMPY_SOURCE, ...parameters]);
    return started(child, ids);
  },
};

/** One line of the child. */
interface Line {
  readonly ms: number;
  readonly rows: readonly number[];
  readonly distances: readonly number[];
}

/** Resolves when the child says that it is ready; rejects with its last words when it is not. */
async function started(
  child: ChildProcessWithoutNullStreams,
  ids: readonly string[],
): Promise<PeerIndex> {
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  // A child that ends early closes its output; what was not written then is nobody's loss.
  child.stdin.on('error', () => {});
  let failure: Error | undefined;
  child.on('error', (error) => {
    failure = error;
  });
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const next = async (): Promise<string> => {
    const { done, value } = await lines.next();
    if (done !== true) return value;
    await closed;
    throw failure ?? new Error(complaint.trim().split('\n').at(-1) ?? 'it ended without a word');
  };
  await next();
  return {
    async nearest(values, k) {
      child.stdin.write(`${JSON.stringify({ values: Array.from(values), k })}\n`);
      const { ms, rows, distances } = JSON.parse(await next()) as Line;
      const neighbours = rows.map((row, rank) => ({ id: ids[row]!, distance: distances[rank]! }));
      return { neighbours, ms };
    },
    async close() {
      child.stdin.end();
      if (child.exitCode === null) await once(child, 'exit');
    },
  };
}

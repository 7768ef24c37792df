import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { CollectionWriter, createLayout } from '../../../server/similarity/index.ts';
import type { ReaderReport, ReaderTask } from './support/collection-reader.ts';

/** Loads the reader from its source; `--import tsx` does not reach a worker of Node 20. */
const START = `import('tsx/esm/api').then(({ register }) => {
  register();
  return import(${JSON.stringify(new URL('./support/collection-reader.ts', import.meta.url).href)});
});`;

const LAST = 60_000;
const LIFETIME = 40;
const PREPARED = 12;

it('shows another thread exactly what every commit published, whole, while writing goes on', async () => {
  const writer = new CollectionWriter(
    createLayout({ preparedLength: PREPARED, slotsMax: 2, segmentBytesMax: 2 ** 21 }),
  );
  // An ordinal far out, never born, makes all segments exist before the handles are taken.
  writer.append(LAST + 100, new Float64Array(PREPARED), []);
  const cells = new SharedArrayBuffer(8);
  const shared = new Int32Array(cells);
  const task: ReaderTask = { handles: writer.handles(), cells, lifetime: LIFETIME };
  const reader = new Worker(START, { eval: true, workerData: task });
  try {
    await once(reader, 'message');
    const prepared = new Float64Array(PREPARED);
    for (let commit = 1; commit <= LAST; commit += 1) {
      const ordinal = commit - 1;
      writer.append(ordinal, prepared.fill(commit), [0, commit]);
      writer.stampBorn(ordinal, commit);
      if (ordinal >= LIFETIME) writer.stampDied(ordinal - LIFETIME, commit);
      const looks = Atomics.load(shared, 1);
      Atomics.store(shared, 0, commit);
      // Keeps the two side by side even where they have one core between them.
      if (commit % 500 === 0) Atomics.wait(shared, 1, looks, 1000);
    }
    const reported = once(reader, 'message');
    Atomics.store(shared, 0, -LAST);
    const [report] = (await reported) as [ReaderReport];
    expect(report.faults).toEqual([]);
    expect(report.commits).toBeGreaterThan(LAST / 500);
    expect(report.seen).toBeGreaterThan((LAST / 500) * (LIFETIME / 2));
  } finally {
    await reader.terminate();
  }
});

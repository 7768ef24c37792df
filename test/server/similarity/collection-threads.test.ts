import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { prepare } from '../../../props/similarity/stored.ts';
import { createRandom } from '../../../server/series/index.ts';
import {
  Collection,
  CollectionWriter,
  createLayout,
  createMeasure,
  type MeasureSettings,
} from '../../../server/similarity/index.ts';
import type { BlockTask } from './support/block-worker.ts';
import type { ReaderReport, ReaderTask } from './support/collection-reader.ts';
import { FAMILIES } from './support/families.ts';

/** Loads a module of `support` from its source; `--import tsx` does not reach a worker of Node 20. */
const startOf = (name: string): string => `import('tsx/esm/api').then(({ register }) => {
  register();
  return import(${JSON.stringify(new URL(`./support/${name}`, import.meta.url).href)});
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
  const reader = new Worker(startOf('collection-reader.ts'), { eval: true, workerData: task });
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

it('lets threads measure in one memory at the same time', async () => {
  const settings: MeasureSettings = { name: 'kernel', gamma: 10 };
  const length = 60;
  const measure = createMeasure(settings, length);
  const layout = createLayout({ preparedLength: measure.preparedLength, slotsMax: 0 });
  const writer = new CollectionWriter(layout);
  const series = FAMILIES.walks(createRandom(11), 300, length);
  const prepared = series.map((values) => prepare(measure, values));
  for (const [ordinal, one] of prepared.entries()) {
    writer.append(ordinal, one, []);
    writer.stampBorn(ordinal, 1);
  }
  const handles = writer.handles();
  const before = handles.segments[0]!.buffer.byteLength;
  const start = new SharedArrayBuffer(4);
  const task: BlockTask = { handles, settings, length, start, rounds: 100 };
  const workers = [1, 2, 3].map(
    () => new Worker(startOf('block-worker.ts'), { eval: true, workerData: task }),
  );
  try {
    await Promise.all(workers.map((worker) => once(worker, 'message')));
    const answers = workers.map((worker) => once(worker, 'message'));
    Atomics.store(new Int32Array(start), 0, 1);
    Atomics.notify(new Int32Array(start), 0);
    const found = (await Promise.all(answers)).map(([distances]) => distances as Float64Array);
    const alone = prepared
      .slice(0, 100)
      .flatMap((query) => prepared.map((one) => measure.distance(query, 0, one, 0)));
    for (const distances of found) expect([...distances]).toEqual(alone);
    // A page for each thread, and the series are what they were.
    expect(handles.segments[0]!.buffer.byteLength).toBe(before + 3 * 65_536);
    expect(writer.collection.prepared(299)).toEqual(prepared[299]);
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
});

it('takes over the segments of earlier handles of one collection, and of no other', () => {
  const layout = createLayout({ preparedLength: PREPARED, slotsMax: 1 });
  const [one, other] = [new CollectionWriter(layout), new CollectionWriter(layout)];
  for (const writer of [one, other]) writer.append(0, new Float64Array(PREPARED), []);
  const received = structuredClone(one.handles());
  const earlier = new Collection(one.handles());
  expect(received.segments[0]).not.toBe(one.handles().segments[0]);
  expect(new Collection(received, earlier).segments[0]).toBe(earlier.segments[0]);
  expect(new Collection(other.handles(), earlier).segments[0]).not.toBe(earlier.segments[0]);
});

it('keeps the segments that an earlier state lacks, for the next that has them', () => {
  const writer = new CollectionWriter(
    createLayout({ preparedLength: PREPARED, slotsMax: 0, segmentBytesMax: 2 ** 21 }),
  );
  writer.append(0, new Float64Array(PREPARED), []);
  const old = writer.handles();
  writer.append(60_000, new Float64Array(PREPARED), []);
  const first = new Collection(structuredClone(writer.handles()));
  expect(first.segments.length).toBeGreaterThan(old.segments.length);

  const back = new Collection(structuredClone(old), first);
  expect(back.segments).toEqual(first.segments.slice(0, old.segments.length));
  const again = new Collection(structuredClone(writer.handles()), back);
  for (const [index, segment] of first.segments.entries()) {
    expect(again.segments[index]).toBe(segment);
  }
});

import { parentPort, workerData } from 'node:worker_threads';
import {
  Collection,
  type CollectionHandles,
  createMeasure,
  type MeasureSettings,
  sweep,
} from '../../../../server/similarity/index.ts';

/** What a measuring thread is started with. */
export interface BlockTask {
  readonly handles: CollectionHandles;
  readonly settings: MeasureSettings;
  readonly length: number;
  /** An Int32 that is 1 once all threads may begin. */
  readonly start: SharedArrayBuffer;
  readonly rounds: number;
}

const { handles, settings, length, start, rounds } = workerData as BlockTask;
const measure = createMeasure(settings, length);
const collection = new Collection(handles);
parentPort?.postMessage('ready', []);
Atomics.wait(new Int32Array(start), 0, 0);
const count = collection.open(1);
const found = new Float64Array(rounds * count);
for (let round = 0; round < rounds; round += 1) {
  const query = collection.prepared(round % count);
  sweep(measure, collection, query, { start: 0, end: count, commit: 1 }, found, round * count);
}
parentPort?.postMessage(found, []);

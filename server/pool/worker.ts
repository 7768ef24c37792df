import { workerData } from 'node:worker_threads';
import {
  type EngineFile,
  loadEngine,
  type Snapshot,
  type SnapshotToken,
} from '../../engines/index.ts';
import { projectBlock, shellReader, surveyBlock } from '../database/index.ts';
import { Collection, createMeasure, type Measure, search } from '../similarity/index.ts';
import type { Call, PoolData, Settled, TaskError } from './task-pool.ts';
import { STALE, type Task, type TaskResult, type WorkerSettings } from './tasks.ts';

/*
 * One thread of the pool. It keeps the collection of the last version it was shown, and its own
 * read-only handle on the engine file, whose page cache no other thread sees.
 */

const { data, stops } = workerData as PoolData<WorkerSettings>;
const { enginePath, settings } = data;
const measure: Measure = createMeasure(settings.measure, settings.length);
let known: { readonly version: number; readonly collection: Collection } | undefined;
let file: Promise<EngineFile> | undefined;
let snapshot: Snapshot | undefined;

/** Settles when the tasks that came so far have. */
let last: Promise<unknown> = Promise.resolve();

/** Runs one task after the other; never rejects, so that a rejection means that the thread died. */
export default function run(call: Call<Task>): Promise<Settled<TaskResult>> {
  const settled = last.then(() => settle(call));
  last = settled;
  return settled;
}

async function settle({ task, stop }: Call<Task>): Promise<Settled<TaskResult>> {
  try {
    if (Atomics.load(stops, stop) !== 0) throw new Error('nobody waits for it any more');
    return { tag: 'done', value: await perform(task, () => Atomics.load(stops, stop) !== 0) };
  } catch (error) {
    return { tag: 'failed', error: asTaskError(error) };
  }
}

async function perform(task: Task, stopped: () => boolean): Promise<TaskResult> {
  if (task.handles !== undefined) {
    const collection = new Collection(task.handles, known?.collection);
    known = { version: task.version, collection };
  }
  if (known?.version !== task.version) return STALE;
  const { collection } = known;
  switch (task.tag) {
    case 'search': {
      const { commit, live, request, token } = task;
      const opened = token === undefined ? undefined : await snapshotAt(token);
      const trees = opened === undefined ? undefined : shellReader(opened);
      const { vantage } = collection;
      return search({ measure, collection, commit, live, vantage, trees }, request, { stopped });
    }
    case 'project':
      return projectBlock(measure, collection.vantage, task.values);
    case 'survey':
      return surveyBlock(measure, collection, task.commit, task.survey);
    default:
      return unreachable(task);
  }
}

async function snapshotAt(token: SnapshotToken): Promise<Snapshot> {
  if (snapshot?.commit === token.commit) return snapshot;
  file ??= openFile().catch((error: unknown) => {
    file = undefined; // The next task tries again.
    throw error;
  });
  const opened = (await file).snapshot(token);
  snapshot?.release();
  snapshot = opened;
  return opened;
}

async function openFile(): Promise<EngineFile> {
  const engine = await loadEngine(settings.engine);
  return engine.open(enginePath, { readOnly: true });
}

function asTaskError(error: unknown): TaskError {
  const { name, code, message } = error as Error & { readonly code?: string };
  return { name, code, message };
}

function unreachable(task: never): never {
  throw new TypeError(`unknown task ${JSON.stringify(task)}`);
}

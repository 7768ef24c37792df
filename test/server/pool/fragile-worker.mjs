// A worker that does as it is told: answers, fails, or dies.
import { threadId, workerData } from 'node:worker_threads';

/** How often each task has been begun, in this thread. */
const begun = new Map();

/** Settles when the tasks that came so far have. */
let last = Promise.resolve();

export default function run(call) {
  last = last.then(() => obey(call));
  return last;
}

async function obey({ task, stop }) {
  begun.set(task.name, (begun.get(task.name) ?? 0) + 1);
  if (task.does === 'die') {
    if (task.seen !== undefined) Atomics.add(new Int32Array(task.seen), 0, 1);
    process.exit(7);
  }
  if (task.does === 'eat')
    for (const eaten = []; ; eaten.push(Array.from({ length: 1000 }, () => eaten.length)));
  if (task.does === 'die-once') {
    const seen = new Int32Array(task.seen);
    if (Atomics.add(seen, 0, 1) === 0) process.exit(7);
  }
  if (task.does === 'fail') {
    return { tag: 'failed', error: { name: 'EngineError', code: 'CORRUPT', message: 'page 7' } };
  }
  if (task.does === 'wait-for-stop') {
    for (; Atomics.load(workerData.stops, stop) === 0; await new Promise(setImmediate));
    Atomics.store(new Int32Array(task.seen), 0, 1);
  }
  await new Promise((resolve) => setTimeout(resolve, task.milliseconds ?? 0));
  return { tag: 'done', value: { name: task.name, thread: threadId } };
}

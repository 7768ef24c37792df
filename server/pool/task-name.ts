import { createHash } from 'node:crypto';
import type { Task } from './tasks.ts';

/**
 * A text that two tasks have in common when they are the same work, whatever the commit: the same
 * query in the same way, or the same series. Cost: O(bytes of the task), so not for every task.
 */
export function taskName(task: Task): string {
  const { commit: _commit, live: _live, version: _version, token: _token, ...rest } = task;
  const { handles: _handles, ...work } = rest;
  const hash = createHash('sha256');
  const text = JSON.stringify(work, (_key, value: unknown) => {
    if (!ArrayBuffer.isView(value)) return value;
    if (value.buffer instanceof SharedArrayBuffer) return undefined; // Changes with the commit.
    hash.update(value as Float64Array);
    return value.byteLength;
  });
  return hash.update(text).digest('base64');
}

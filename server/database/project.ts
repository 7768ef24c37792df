import type { Compute, Projection, View } from './compute.ts';

/** Series of a task, at least: a hop to a thread costs as much as some distances. */
const TASK_SERIES_MIN = 32;

/** Prepares `count` series and measures them, in a task a thread when there are enough. */
export async function projectAll(
  compute: Compute,
  view: View,
  values: Float64Array,
  count: number,
): Promise<Projection> {
  const size = Math.max(TASK_SERIES_MIN, Math.ceil(count / compute.threads));
  if (count <= size) return compute.project(view, values);
  const length = values.length / count;
  const tasks: Promise<Projection>[] = [];
  for (let start = 0; start < count; start += size) {
    tasks.push(compute.project(view, values.slice(start * length, (start + size) * length)));
  }
  const parts = await Promise.all(tasks);
  return {
    prepared: joined(parts.map(({ prepared }) => prepared)),
    distances: joined(parts.map(({ distances }) => distances)),
  };
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

import { afterEach, describe, expect, it } from 'vitest';
import { TaskPool } from '../../../server/pool/task-pool.ts';

interface Task {
  readonly name: string;
  readonly does?: 'die' | 'die-once' | 'eat' | 'fail' | 'wait-for-stop';
  readonly seen?: SharedArrayBuffer | undefined;
  readonly milliseconds?: number;
}
interface Result {
  readonly name: string;
  readonly thread: number;
}

const worker = new URL('fragile-worker.mjs', import.meta.url);
const isShort = ({ does }: Task): boolean => does !== 'wait-for-stop';
const nameOf = ({ name }: Task): string => name;
const pools: TaskPool<Task, Result>[] = [];
function open(threads: number): TaskPool<Task, Result> {
  const pool = new TaskPool<Task, Result>({
    worker,
    threads,
    data: undefined,
    isShort,
    nameOf,
    heapMibMax: 64,
  });
  pools.push(pool);
  return pool;
}
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

describe('a task pool', () => {
  it('fails only the task whose thread dies, and only after a second try', async () => {
    const pool = open(2);
    const tasks = Array.from({ length: 60 }, (_, index): Task => {
      return index % 20 === 7 ? { name: `${index}`, does: 'die' } : { name: `${index}` };
    });

    const settled = await Promise.allSettled(tasks.map((task) => pool.run(task)));

    for (const [index, outcome] of settled.entries()) {
      if (index % 20 === 7) {
        expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'WORKER_LOST' } });
      } else {
        expect(outcome).toMatchObject({ status: 'fulfilled', value: { name: `${index}` } });
      }
    }
    expect(await pool.run({ name: 'after' })).toMatchObject({ name: 'after' });
  });

  it('runs a task once more when its thread died of something else', async () => {
    const seen = new SharedArrayBuffer(4);

    expect(await open(1).run({ name: 'again', does: 'die-once', seen })).toMatchObject({
      name: 'again',
    });
    expect(new Int32Array(seen)[0]).toBe(2);
  });

  it('fails only the task that runs out of memory, and replaces its thread', async () => {
    const pool = open(2);
    const tasks = Array.from({ length: 24 }, (_, index): Task => {
      return index === 7 ? { name: 'greedy', does: 'eat' } : { name: `${index}`, milliseconds: 5 };
    });

    const settled = await Promise.allSettled(tasks.map((task) => pool.run(task)));

    const rejected = settled.filter(({ status }) => status === 'rejected');
    expect(rejected).toMatchObject([{ reason: { code: 'WORKER_LOST' } }]);
    expect(String((rejected[0] as PromiseRejectedResult).reason)).toContain('memory');
    const after = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        pool.run({ name: `after ${index}`, milliseconds: 5 }),
      ),
    );
    expect(new Set(after.map(({ thread }) => thread)).size).toBe(2);
  });

  it('never runs a task again that two threads died of, whoever asks', async () => {
    const pool = open(2);
    const seen = new SharedArrayBuffer(4);
    const poison: Task = { name: 'poison', does: 'die', seen };
    await expect(pool.run(poison)).rejects.toMatchObject({ code: 'WORKER_LOST' });
    const threads = new Set<number>();

    const asked = Array.from({ length: 100 }, async () => {
      await expect(pool.run(poison)).rejects.toMatchObject({ code: 'FATAL_TASK' });
      threads.add((await pool.run({ name: 'sound' })).thread);
    });
    await Promise.all(asked);

    expect(new Int32Array(seen)[0]).toBe(2);
    expect(threads.size).toBeLessThanOrEqual(2);
  });

  it('passes on the error of a task with its code, and the thread lives', async () => {
    const pool = open(1);
    const { thread } = await pool.run({ name: 'first' });

    await expect(pool.run({ name: 'bad', does: 'fail' })).rejects.toMatchObject({
      name: 'EngineError',
      code: 'CORRUPT',
      message: 'page 7',
    });
    expect((await pool.run({ name: 'second' })).thread).toBe(thread);
  });

  it('serves tasks in the order they came, however many come later', async () => {
    const pool = open(1);
    const finished: string[] = [];
    const one = async (name: string): Promise<void> => {
      await pool.run({ name, milliseconds: 1 });
      finished.push(name);
    };

    await Promise.all(Array.from({ length: 40 }, (_, index) => one(`${index}`)));

    expect(finished).toEqual(Array.from({ length: 40 }, (_, index) => `${index}`));
  });

  it('tells a thread that nobody waits for its answer, and gives the place to the next', async () => {
    const pool = open(1);
    const client = new AbortController();
    const seen = new SharedArrayBuffer(4);
    const first = pool.run(
      { name: 'endless', does: 'wait-for-stop', seen },
      { signal: client.signal },
    );
    const second = pool.run({ name: 'next' });
    expect(pool.load).toMatchObject({ threads: 1, running: 1, waiting: 1 });

    client.abort();

    await expect(first).rejects.toMatchObject({ name: 'AbortError' });
    expect(await second).toMatchObject({ name: 'next' });
    expect(new Int32Array(seen)[0]).toBe(1);
    expect(pool.load.waitedMs.max).toBeGreaterThan(0);
  });

  it('gives up what takes longer than it may, whether it runs or waits', async () => {
    const pool = open(1);
    const seen = new SharedArrayBuffer(4);
    const running = pool.run(
      { name: 'endless', does: 'wait-for-stop', seen },
      { until: performance.now() + 300 },
    );
    const waiting = pool.run({ name: 'late' }, { until: performance.now() + 100 });

    await expect(waiting).rejects.toMatchObject({ code: 'TIMEOUT' });
    expect(pool.load.running).toBe(1);
    await expect(running).rejects.toMatchObject({ code: 'TIMEOUT' });
  });

  it('finishes what it was given before it closes', async () => {
    const pool = new TaskPool<Task, Result>({
      worker,
      threads: 1,
      data: undefined,
      isShort,
      nameOf,
    });
    const running = Array.from({ length: 5 }, (_, index) =>
      pool.run({ name: `${index}`, milliseconds: 5 }),
    );

    await pool.close();

    expect((await Promise.allSettled(running)).map(({ status }) => status)).toEqual(
      Array.from({ length: 5 }, () => 'fulfilled'),
    );
  });
});

import type {
  Compute,
  ComputeFactory,
  ComputeSource,
  PoolLoad,
  Projection,
  View,
} from '../database/index.ts';
import { inlineCompute } from '../database/index.ts';
import type { Measure, SearchRequest, SearchResult } from '../similarity/index.ts';
import type { Turn } from '../turn.ts';
import { TaskPool } from './task-pool.ts';
import { type CollectionVersion, STALE, type Task, type TaskResult } from './tasks.ts';

/** The part of a task that is not about the collection. */
type Work = Task extends infer Kind
  ? Kind extends Task
    ? Omit<Kind, keyof CollectionVersion>
    : never
  : never;

/** Computes in `threads` threads that share the collection with this one. */
export function poolCompute(threads: number): ComputeFactory {
  return (source, measure) => new PoolCompute(threads, source, measure);
}

class PoolCompute implements Compute {
  readonly description: string;
  readonly threads: number;
  readonly #pool: TaskPool<Task, TaskResult>;
  readonly #inline: Compute;
  readonly #treesInMemory: boolean;

  constructor(threads: number, source: ComputeSource, measure: Measure) {
    this.description = `pool of ${threads}`;
    this.threads = threads;
    this.#treesInMemory = source.enginePath === undefined;
    this.#inline = inlineCompute(source, measure);
    this.#pool = new TaskPool({
      worker: new URL(
        import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js',
        import.meta.url,
      ),
      threads,
      data: source,
    });
  }

  get load(): PoolLoad {
    return this.#pool.load;
  }

  async search(view: View, request: SearchRequest, turn?: Turn): Promise<SearchResult> {
    // Trees in this thread's memory cannot be walked by another.
    if (this.#treesInMemory && (request.strategy === 'shell' || request.strategy === 'ball')) {
      return this.#inline.search(view, request, turn);
    }
    try {
      return (await this.#run(view, { tag: 'search', request }, turn)) as SearchResult;
    } catch (error) {
      if ((error as { readonly code?: unknown }).code !== 'STALE') throw error;
      // The thread has gone over to a compacted file, while this query still reads the one before.
      return this.#inline.search(view, request, turn);
    }
  }

  async project(view: View, values: Float64Array): Promise<Projection> {
    return (await this.#run(view, { tag: 'project', values })) as Projection;
  }

  async survey(view: View, survey: Parameters<Compute['survey']>[1]): Promise<Float64Array> {
    return (await this.#run(view, { tag: 'survey', survey })) as Float64Array;
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  /** Sends the task, and once more with the handles when the thread that got it lacks them. */
  async #run(view: View, work: Work, turn?: Turn): Promise<Exclude<TaskResult, typeof STALE>> {
    const { commit, live, version, handles, snapshot } = view;
    const { token } = snapshot;
    const task: Task = { ...work, commit, live, version, token, handles: undefined };
    const result = await this.#pool.run(task, turn);
    if (result !== STALE) return result;
    const again = await this.#pool.run({ ...task, handles }, turn);
    if (again === STALE) throw new TypeError('a thread found the handles it was sent out of date');
    return again;
  }
}

import type {
  Compute,
  ComputeFactory,
  ComputeSource,
  PoolLoad,
  Projection,
  View,
} from '../database/index.ts';
import { inlineCompute } from '../database/index.ts';
import {
  type Measure,
  type SearchRequest,
  type SearchResult,
  searchUsMost,
} from '../similarity/index.ts';
import type { Turn } from '../turns/turn.ts';
import { TurnAllowance } from '../turns/turn-allowance.ts';
import { unreachable } from '../unreachable.ts';
import { taskName } from './task-name.ts';
import { TaskPool } from './task-pool.ts';
import { type CollectionVersion, STALE, type Task, type TaskResult } from './tasks.ts';

/**
 * A search that takes at most this long is computed on the event loop. Sending one to a thread takes
 * some 100 µs of the event loop; on two quiet cores, eight at a time, a pool of two answers as many
 * searches of 120 µs as the event loop itself, fewer shorter ones, and a third more of 200 µs.
 */
const CROSSOVER_US = 120;

/** Time of the event loop that such searches may take in one turn; more go to the threads. */
const TURN_US = 1_000;

/** A search that takes at most this long may wait behind another one in a thread. */
const SHORT_US = 5_000;

export interface PoolComputeOptions {
  /** Searches that take up to as many microseconds stay on this thread. Default 120. */
  readonly crossoverUs?: number | undefined;
}

/** The part of a task that is not about the collection. */
type Work = Task extends infer Kind
  ? Kind extends Task
    ? Omit<Kind, keyof CollectionVersion>
    : never
  : never;

/** Computes in `threads` threads that share the collection with this one. */
export function poolCompute(threads: number, options: PoolComputeOptions = {}): ComputeFactory {
  return (source, measure) => new PoolCompute(threads, { source, measure, ...options });
}

class PoolCompute implements Compute {
  readonly description: string;
  readonly threads: number;
  readonly #pool: TaskPool<Task, TaskResult>;
  readonly #inline: Compute;
  readonly #treesInMemory: boolean;
  readonly #measure: Measure;
  readonly #crossoverUs: number;
  readonly #allowance: TurnAllowance = new TurnAllowance(TURN_US);

  constructor(
    threads: number,
    {
      source,
      measure,
      crossoverUs = CROSSOVER_US,
    }: PoolComputeOptions & { readonly source: ComputeSource; readonly measure: Measure },
  ) {
    this.description = `pool of ${threads}`;
    this.threads = threads;
    this.#measure = measure;
    this.#crossoverUs = crossoverUs;
    this.#treesInMemory = source.enginePath === undefined;
    this.#inline = inlineCompute(source, measure);
    this.#pool = new TaskPool({
      worker: new URL(
        import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js',
        import.meta.url,
      ),
      threads,
      data: source,
      isShort: (task) => this.#isSoonOver(task),
      nameOf: taskName,
    });
  }

  get load(): PoolLoad {
    return this.#pool.load;
  }

  async search(view: View, request: SearchRequest, turn?: Turn): Promise<SearchResult> {
    // Trees in this thread's memory cannot be walked by another.
    if (
      (this.#treesInMemory && walksTree(request)) ||
      this.#isShort(seriesVisited(request, view.live))
    ) {
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

  #isSoonOver(task: Task): boolean {
    switch (task.tag) {
      case 'search': {
        const { request, live } = task;
        return searchUsMost(seriesVisited(request, live), this.#measure) <= SHORT_US;
      }
      case 'project':
        return true;
      case 'survey':
        return false;
      default:
        return unreachable(task);
    }
  }

  /** Whether a search of as many series is over sooner than sent, and this turn has the time. */
  #isShort(visited: number): boolean {
    const us = searchUsMost(visited, this.#measure);
    return us <= this.#crossoverUs && this.#allowance.take(us);
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

/** Whether the strategy reads a shell of a tree, whatever matches. */
function walksTree({ strategy }: SearchRequest): boolean {
  return strategy === 'shell' || strategy === 'ball';
}

/** Of `live` series, how many a search may have to look at. */
function seriesVisited(request: SearchRequest, live: number): number {
  return walksTree(request) ? live : (request.matches?.count ?? live);
}

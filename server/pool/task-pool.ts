import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import { Piscina } from 'piscina';
import type { PoolLoad } from '../database/index.ts';
import { DatabaseError } from '../errors.ts';
import { Gate, type Passage } from '../turns/gate.ts';
import type { Turn } from '../turns/turn.ts';

/** A thread does not inherit the loader that its parent reads TypeScript with. */
const FROM_SOURCE = new URL('run-from-source.mjs', import.meta.url).href;

/** Heap of a thread, far more than a task takes; the collection is outside of it. */
const HEAP_MIB_MAX = 1024;

/** Tasks that a thread has, the one that it runs among them, so that it need not wait for the next. */
const TASKS_A_THREAD = 2;

/** Tasks that threads died of and that are remembered; of more the oldest are forgotten. */
const FATAL_MAX = 256;

/** What a worker's function resolves to: an answer, or an error that is its own and not a death. */
export type Settled<T> =
  | { readonly tag: 'done'; readonly value: T }
  | { readonly tag: 'failed'; readonly error: TaskError };

/** An error in a form that every thread can read. */
export interface TaskError {
  readonly name: string;
  readonly code: string | undefined;
  readonly message: string;
}

/** What a worker's function is called with. */
export interface Call<Task> {
  readonly task: Task;
  /** Place in the `stops` of `PoolData` that is not 0 once nobody waits for the answer. */
  readonly stop: number;
}

/** What a worker finds in its `workerData`. */
export interface PoolData<Data> {
  readonly data: Data;
  readonly stops: Int32Array;
}

export interface TaskPoolOptions<Task> {
  /** Module whose default export takes a `Call` and resolves to a `Settled`. */
  readonly worker: URL;
  readonly threads: number;
  /** What the worker gets, in its `PoolData`. */
  readonly data: unknown;
  /** Whether a task is over soon, so that another may wait behind it though a thread is free. */
  readonly isShort: (task: Task) => boolean;
  /** A text that tasks have in common when they compute the same. */
  readonly nameOf: (task: Task) => string;
  /** Tasks that may wait. Default 1,024. */
  readonly waitingMax?: number;
  /** Heap of a thread, in MiB. Default 1,024. */
  readonly heapMibMax?: number;
}

/**
 * Threads that take tasks. The gate in front of piscina keeps no more tasks in flight than threads
 * have places, because piscina itself lets a task starve behind later ones for as long as the load
 * lasts. While all tasks in flight are short, a thread has a second one to go on with; a long one
 * waits for a thread.
 *
 * A task whose thread dies, for want of memory for one, is run once more; tasks are pure. It may have
 * been the other one's fault, so second tries are made one at a time, in a thread apart. What two
 * threads died of is not run again.
 */
export class TaskPool<Task, Result> {
  readonly #piscina: Piscina<Call<Task>, Settled<Result>>;
  /** For second tries, from the first of them on. */
  #apart: Piscina<Call<Task>, Settled<Result>> | undefined;
  readonly #startApart: () => Piscina<Call<Task>, Settled<Result>>;
  readonly #gate: Gate<Task, Result>;
  readonly #threads: number;
  readonly #nameOf: (task: Task) => string;
  /** Names of the tasks that two threads died of. */
  readonly #fatal: Set<string> = new Set();
  readonly #isShort: (task: Task) => boolean;
  /** Tasks in flight that are not short. */
  #longInside = 0;
  /** Settles when the last of the second tries has. */
  #secondTries: Promise<unknown> = Promise.resolve();
  readonly #stops: Int32Array;
  /** Places in `#stops` that no task in flight has. */
  readonly #stopsFree: number[];
  readonly #waits: RecordableHistogram = createHistogram();
  #closing: Promise<void> | undefined;

  constructor(options: TaskPoolOptions<Task>) {
    const { worker, threads, data, isShort, nameOf } = options;
    const { waitingMax = 1024, heapMibMax = HEAP_MIB_MAX } = options;
    this.#threads = threads;
    this.#isShort = isShort;
    this.#nameOf = nameOf;
    const places = TASKS_A_THREAD * threads;
    this.#stops = new Int32Array(new SharedArrayBuffer(4 * places));
    this.#stopsFree = Array.from({ length: places }, (_, place) => place);
    this.#gate = new Gate({
      width: (task) => this.#placesFor(task),
      waitingMax,
      perform: (task, passage) => this.#perform(task, passage),
      onBegun: (ms) => this.#waits.record(Math.max(1, Math.round(1000 * ms))),
    });
    const workerData: PoolData<unknown> = { data, stops: this.#stops };
    const common = {
      filename: worker.href,
      workerData,
      resourceLimits: { maxOldGenerationSizeMb: heapMibMax },
      ...(worker.pathname.endsWith('.ts') ? { execArgv: ['--import', FROM_SOURCE] } : {}),
    };
    this.#piscina = withoutErrors({
      ...common,
      minThreads: threads,
      maxThreads: threads,
      idleTimeout: Number.POSITIVE_INFINITY,
      concurrentTasksPerWorker: TASKS_A_THREAD,
    });
    this.#startApart = () => withoutErrors({ ...common, minThreads: 0, maxThreads: 1 });
  }

  get load(): PoolLoad {
    const waits = this.#waits;
    const waited = waits.count > 0;
    const { inside, waiting } = this.#gate;
    const running = Math.min(inside, this.#threads);
    return {
      threads: this.#threads,
      running,
      waiting: waiting + inside - running,
      waitedMs: {
        p50: waited ? waits.percentile(50) / 1000 : 0,
        p99: waited ? waits.percentile(99) / 1000 : 0,
        max: waited ? waits.max / 1000 : 0,
      },
    };
  }

  /**
   * @throws DatabaseError `WORKER_LOST` when two threads died of the task, `FATAL_TASK` when they had; `BUSY`,
   * `TIMEOUT`, `CLOSED`; the reason of the turn's signal.
   */
  run(task: Task, turn?: Turn): Promise<Result> {
    if (this.#closing !== undefined) {
      return Promise.reject(new DatabaseError('CLOSED', 'the database is closing'));
    }
    return this.#gate.pass(task, turn);
  }

  /** Waits for the tasks that were given, then ends the threads. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await this.#gate.idle();
    await Promise.all([this.#piscina.close(), this.#apart?.close()]);
  }

  /** One thread serves in order whatever it has; of several another might be free sooner. */
  #placesFor(task: Task): number {
    const allShort = this.#longInside === 0 && this.#isShort(task);
    return this.#threads === 1 || allShort ? TASKS_A_THREAD * this.#threads : this.#threads;
  }

  async #perform(task: Task, passage: Passage): Promise<Result> {
    this.#refuseFatal(task);
    // The gate lets in no more tasks than there are places.
    const stop = this.#stopsFree.pop()!;
    const long = this.#isShort(task) ? 0 : 1;
    this.#longInside += long;
    Atomics.store(this.#stops, stop, 0);
    passage.onGivenUp(() => Atomics.store(this.#stops, stop, 1));
    try {
      const settled = await this.#runTwice({ task, stop });
      if (settled.tag === 'done') return settled.value;
      throw asError(settled.error);
    } finally {
      this.#stopsFree.push(stop);
      this.#longInside -= long;
    }
  }

  async #runTwice(call: Call<Task>): Promise<Settled<Result>> {
    try {
      return await this.#piscina.run(call);
    } catch {
      const second = this.#secondTries.then(() => this.#runApart(call));
      this.#secondTries = second.catch(() => undefined);
      return second;
    }
  }

  async #runApart(call: Call<Task>): Promise<Settled<Result>> {
    this.#refuseFatal(call.task);
    this.#apart ??= this.#startApart();
    try {
      return await this.#apart.run(call);
    } catch (cause) {
      this.#remember(call.task);
      throw lost(cause);
    }
  }

  #refuseFatal(task: Task): void {
    if (this.#fatal.size === 0 || !this.#fatal.has(this.#nameOf(task))) return;
    throw new DatabaseError('FATAL_TASK', 'two threads died of this; it is not computed again');
  }

  #remember(task: Task): void {
    this.#fatal.add(this.#nameOf(task));
    if (this.#fatal.size <= FATAL_MAX) return;
    for (const oldest of this.#fatal) {
      this.#fatal.delete(oldest);
      return;
    }
  }
}

/** A thread that dies between tasks harms nobody; one that dies in a task rejects it. */
function withoutErrors<Task, Result>(
  options: ConstructorParameters<typeof Piscina>[0],
): Piscina<Task, Result> {
  const piscina = new Piscina<Task, Result>(options);
  piscina.on('error', () => undefined);
  return piscina;
}

function lost(cause: unknown): DatabaseError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new DatabaseError('WORKER_LOST', `the thread that computed this died (${why})`, { cause });
}

function asError({ name, code, message }: TaskError): Error {
  const error = new Error(message);
  error.name = name;
  return code === undefined ? error : Object.assign(error, { code });
}

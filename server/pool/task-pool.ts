import { Piscina } from 'piscina';
import { DatabaseError } from '../errors.ts';

/** How many threads one task may take down before it is refused. */
const DEATHS_MAX = 2;

/** A thread does not inherit the loader that its parent reads TypeScript with. */
const FROM_SOURCE = new URL('run-from-source.mjs', import.meta.url).href;

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

interface Waiting<Task, Result> {
  readonly task: Task;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: Error) => void;
  deaths: number;
}

export interface TaskPoolOptions {
  /** Module whose default export takes a task and resolves to a `Settled`. */
  readonly worker: URL;
  readonly threads: number;
  readonly workerData: unknown;
}

/**
 * Threads that take tasks first come, first served. The gate in front of piscina keeps no more
 * tasks in flight than there are threads, because piscina itself lets a task starve behind later
 * ones for as long as the load lasts. A task whose thread dies is run once more; tasks are pure.
 */
export class TaskPool<Task, Result> {
  readonly #piscina: Piscina<Task, Settled<Result>>;
  readonly #threads: number;
  readonly #waiting: Waiting<Task, Result>[] = [];
  #inFlight = 0;
  #closing: Promise<void> | undefined;
  #onIdle: (() => void) | undefined;

  constructor({ worker, threads, workerData }: TaskPoolOptions) {
    this.#threads = threads;
    this.#piscina = new Piscina({
      filename: worker.href,
      minThreads: threads,
      maxThreads: threads,
      idleTimeout: Number.POSITIVE_INFINITY,
      workerData,
      ...(worker.pathname.endsWith('.ts') ? { execArgv: ['--import', FROM_SOURCE] } : {}),
    });
    // A thread that dies between tasks harms nobody; one that dies in a task rejects it.
    this.#piscina.on('error', () => undefined);
  }

  /** @throws DatabaseError `WORKER_LOST` when two threads died of the task; `CLOSED`. */
  run(task: Task): Promise<Result> {
    if (this.#closing !== undefined) {
      return Promise.reject(new DatabaseError('CLOSED', 'the database is closing'));
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ task, resolve, reject, deaths: 0 });
      this.#admit();
    });
  }

  /** Waits for the tasks that were given, then ends the threads. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    if (this.#inFlight > 0) {
      await new Promise<void>((resolve) => {
        this.#onIdle = resolve;
      });
    }
    await this.#piscina.close();
  }

  #admit(): void {
    while (this.#inFlight < this.#threads) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#inFlight += 1;
      void this.#dispatch(next);
    }
  }

  async #dispatch(waiting: Waiting<Task, Result>): Promise<void> {
    try {
      const settled = await this.#piscina.run(waiting.task);
      if (settled.tag === 'done') waiting.resolve(settled.value);
      else waiting.reject(asError(settled.error));
    } catch (cause) {
      waiting.deaths += 1;
      if (waiting.deaths < DEATHS_MAX) this.#waiting.unshift(waiting);
      else waiting.reject(lost(cause));
    } finally {
      this.#inFlight -= 1;
      this.#admit();
      if (this.#inFlight === 0) this.#onIdle?.();
    }
  }
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

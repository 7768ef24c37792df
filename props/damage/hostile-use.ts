import { inspect } from 'node:util';
import { Script } from 'node:vm';
import { type Engine, EngineError, type EngineFile, type TreeReader } from '../../engines/index.ts';
import { NODES_PER_PAGE, PAGE_BYTES, type Storage } from '../../engines/storage/index.ts';
import { salvage } from '../../engines/tree/index.ts';
import { DAMAGED_PATH } from './corpus.ts';
import { memoryStorage } from './memory-storage.ts';

/** What using one hostile file came to. */
export interface HostileOutcome {
  /** Calls that answered, and calls that were refused with a code. */
  readonly answered: number;
  readonly refused: number;
  readonly violation: string | undefined;
}

/** Calls without a wait in them that take longer than this hang. */
const HANG_MS = 5000;
/** Trees of a file that are used. */
const TREES_MAX = 6;
const WRITTEN_MAX = 2;

/**
 * Does with `bytes` all that can be done with a file. Every answer must come in bounded time and
 * steps, every refusal must have a code, and the process must live.
 */
export async function useHostile(
  engineOver: (storage: Storage) => Engine,
  bytes: Uint8Array,
  keys: readonly Uint8Array[],
): Promise<HostileOutcome> {
  const use = new Use(engineOver, bytes, keys);
  for (const work of [use.read, use.write, use.salvage]) {
    if (use.violation === undefined) await work.call(use);
  }
  return use;
}

class Use implements HostileOutcome {
  answered = 0;
  refused = 0;
  violation: string | undefined;
  readonly #engineOver: (storage: Storage) => Engine;
  readonly #bytes: Uint8Array;
  readonly #keys: readonly Uint8Array[];
  /** More steps than the file has room for nodes are steps in a circle. */
  readonly #stepsMax: number;

  constructor(
    engineOver: (storage: Storage) => Engine,
    bytes: Uint8Array,
    keys: readonly Uint8Array[],
  ) {
    this.#engineOver = engineOver;
    this.#bytes = bytes;
    this.#keys = keys;
    this.#stepsMax = Math.ceil(bytes.length / PAGE_BYTES) * NODES_PER_PAGE;
  }

  async read(): Promise<void> {
    const engine = this.#engineOver(this.#storage());
    const open = await this.#later('open', () => engine.open(DAMAGED_PATH, { readOnly: true }));
    if (open === undefined) return;
    this.#now('read', () => this.#readAll(open));
    // After the walk of each tree, so that what cannot end has been met where it can be stopped.
    if (this.violation === undefined) await this.#later('verify', () => open.verify());
    await this.#later('backup', () => open.backup('backup'));
    await this.#later('close', () => open.close());
  }

  async write(): Promise<void> {
    const engine = this.#engineOver(this.#storage());
    const open = await this.#later('open', () => engine.open(DAMAGED_PATH));
    if (open === undefined) return;
    const names = this.#now('trees', () => open.trees()) ?? [];
    for (const name of ['new', ...names.slice(0, WRITTEN_MAX)]) {
      for (const work of this.#changes(open, name)) {
        const written = this.#now('write', work);
        if (written !== undefined) await this.#later('write', () => written);
      }
    }
    await this.#later('compact', () => open.compact());
    await this.#later('close', () => open.close());
  }

  async salvage(): Promise<void> {
    const storage = this.#storage();
    const engine = this.#engineOver(storage);
    await this.#later('salvage', () =>
      salvage({ storage, from: DAMAGED_PATH, to: 'saved', engineFor: () => engine }),
    );
  }

  #storage(): Storage {
    return memoryStorage(new Map([[DAMAGED_PATH, this.#bytes]])).storage;
  }

  #readAll(file: EngineFile): void {
    const snapshot = file.snapshot();
    for (const name of snapshot.trees().slice(0, TREES_MAX)) {
      const tree = snapshot.tree(name);
      for (const key of this.#keys) this.#call(name, () => [tree.get(key), tree.has(key)]);
      this.#call(name, () => tree.count());
      this.#call(name, () => tree.count({ gt: this.#keys[0], lte: this.#keys.at(-1) }));
      for (const rank of [0, 1, 7, 2 ** 31]) this.#call(name, () => tree.at(rank));
      this.#call(name, () => [tree.first(), tree.last()]);
      for (const reverse of [false, true]) this.#call(name, () => this.#walk(tree, reverse));
      for (const forward of [true, false]) this.#call(name, () => this.#step(tree, forward));
      this.#call(name, () => file.shape(name));
    }
    this.#call('stats', () => file.stats());
  }

  #walk(tree: TreeReader, reverse: boolean): void {
    const entries = tree.range({ reverse });
    for (let steps = 0; entries.next().done !== true; steps += 1) this.#bound(steps);
  }

  #step(tree: TreeReader, forward: boolean): void {
    const cursor = tree.cursor();
    let on = forward ? cursor.seek(this.#keys[0]!) : cursor.last();
    for (let steps = 0; on; steps += 1) {
      this.#bound(steps);
      cursor.key();
      cursor.value();
      on = forward ? cursor.next() : cursor.previous();
    }
  }

  #bound(steps: number): void {
    if (steps > this.#stepsMax) throw new Error(`a walk of more than ${this.#stepsMax} entries`);
  }

  *#changes(file: EngineFile, name: string): Generator<() => Promise<unknown>> {
    const [one, two] = [this.#keys[0]!, this.#keys.at(-1)!];
    yield () => file.write((tx) => tx.tree(name).put(one, two));
    yield () => file.write((tx) => tx.tree(name).delete(two));
    yield () => file.write((tx) => tx.tree(name).put(two, Buffer.alloc(9000, 1)));
    yield () =>
      file.write((tx) => {
        for (const key of this.#keys) tx.tree(name).delete(key);
      });
    yield () => file.drop(name);
    yield () => file.load(name, [{ key: one, value: two }]);
  }

  /** Runs what waits for nothing, and stops it when it does not end. */
  #now<T>(what: string, work: () => T): T | undefined {
    return this.#call(what, () => within(HANG_MS, work));
  }

  #call<T>(what: string, work: () => T): T | undefined {
    try {
      const answer = work();
      this.answered += 1;
      return answer;
    } catch (error) {
      this.#judge(what, error);
      return undefined;
    }
  }

  async #later<T>(what: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      const answer = await work();
      this.answered += 1;
      return answer;
    } catch (error) {
      this.#judge(what, error);
      return undefined;
    }
  }

  #judge(what: string, error: unknown): void {
    if (error instanceof EngineError) {
      this.refused += 1;
      return;
    }
    // What cannot be stopped goes up to where it was begun.
    if ((error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') {
      this.violation ??= `${what} does not end`;
      return;
    }
    this.violation ??= `${what}: ${inspect(error).split('\n').slice(0, 4).join(' ')}`;
  }
}

const script: Script = new Script('globalThis[Symbol.for("vantage.hostile.work")]()');

/** Runs `work`, and throws `ERR_SCRIPT_EXECUTION_TIMEOUT` out of it after `timeout` milliseconds. */
function within<T>(timeout: number, work: () => T): T {
  const place = globalThis as unknown as Record<symbol, unknown>;
  place[Symbol.for('vantage.hostile.work')] = work;
  return script.runInThisContext({ timeout }) as T;
}

import { type Client, connect } from '../../../client/index.ts';

/** What came of the calls of all workers. */
export interface Tally {
  answered: number;
  /** Calls that failed in a way that they may. */
  failed: number;
  /** Answers that are not right, and errors that may not be. */
  wrong: number;
  /** Writes that were acknowledged and are not there. */
  lost: number;
  /** The longest call. */
  msMost: number;
}

export function emptyTally(): Tally {
  return { answered: 0, failed: 0, wrong: 0, lost: 0, msMost: 0 };
}

/** Errors that a bad network may end a call with. */
const MAY_BE: ReadonlySet<string> = new Set(['TIMEOUT', 'CLOSED', 'UNREACHABLE', 'FRAME_TIMEOUT']);

const POINTS = 100;
const TIMES: readonly number[] = Array.from({ length: POINTS }, (_, time) => time);

/** A client that stores series of its own, and looks whether they are there as it stored them. */
export class Worker {
  readonly #client: Client;
  readonly #name: string;
  readonly #timeoutMs: number;
  /** Series that the server has acknowledged, by id. */
  readonly #acknowledged: Map<string, readonly number[]> = new Map();

  private constructor(client: Client, name: string, timeoutMs: number) {
    this.#client = client;
    this.#name = name;
    this.#timeoutMs = timeoutMs;
  }

  static async to(url: string, name: string, timeoutMs: number): Promise<Worker> {
    return new Worker(await connect(url), name, timeoutMs);
  }

  /** Stores, reads back and searches for `ms` milliseconds. */
  async work(ms: number, tally: Tally): Promise<void> {
    const timeoutMs = this.#timeoutMs;
    const until = performance.now() + ms;
    for (let count = 0; performance.now() < until; count += 1) {
      const id = `${this.#name}/${count}`;
      const values = TIMES.map((time) => Math.sin(time / (7 + count)) + Math.cos(id.length * time));
      const series = { times: TIMES, values };
      await this.#call(tally, async () => {
        const inserted = await this.#client.insert(id, series, { timeoutMs });
        this.#acknowledged.set(id, values);
        return inserted;
      });
      await this.#call(tally, async () => {
        const { neighbours } = await this.#client.nearest({ series }, { k: 2, timeoutMs });
        const isSorted = neighbours[0]!.distance <= (neighbours[1]?.distance ?? 0);
        return isSorted && (!this.#acknowledged.has(id) || neighbours[0]!.distance === 0);
      });
    }
  }

  /** Looks for all that was acknowledged. Requires that the network is good again. */
  async check(tally: Tally): Promise<void> {
    for (const [id, values] of this.#acknowledged) {
      const found = await this.#client.get(id).catch(() => undefined);
      if (found === undefined || values.some((value, at) => found.values[at] !== value)) {
        tally.lost += 1;
      }
    }
  }

  async close(): Promise<void> {
    await this.#client.close();
  }

  async #call(tally: Tally, work: () => Promise<boolean>): Promise<void> {
    const begun = performance.now();
    try {
      if (await work()) tally.answered += 1;
      else tally.wrong += 1;
    } catch (error) {
      const code = (error as { readonly code?: string }).code ?? '';
      if (MAY_BE.has(code)) tally.failed += 1;
      else tally.wrong += 1;
    }
    tally.msMost = Math.max(tally.msMost, performance.now() - begun);
  }
}

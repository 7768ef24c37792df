import { Gate } from '../turns/gate.ts';
import type { Turn } from '../turns/turn.ts';
import { convertingToJson, type Json } from './json.ts';
import { SERVER_PROGRAM_LIMITS } from './limits.ts';
import { Session } from './session.ts';
import { Slice, type SliceOptions } from './slice.ts';
import { Slices } from './slices.ts';
import type { QuerySource } from './source.ts';

/** Programs that run at one time. */
const RUNNING_MAX = 4;
/** Programs that may wait for their turn. */
const WAITING_MAX = 256;

interface Program {
  readonly text: string;
  readonly source: QuerySource;
  /** When it is to be done, by `performance.now()`. Undefined: never. */
  readonly until: number | undefined;
}

/**
 * Programs of many clients on one event loop: a few at a time, a slice of one of them a turn; of
 * those that wait, clients take turns. Nothing that one defines is known to another.
 */
export class Programs {
  readonly #slices: Slices = new Slices();
  readonly #now: (() => number) | undefined;
  readonly #gate: Gate<Program, Json> = new Gate({
    width: () => RUNNING_MAX,
    waitingMax: WAITING_MAX,
    perform: (program, passage) => {
      const ending = new AbortController();
      passage.onGivenUp(() => ending.abort());
      return this.#run(program, ending.signal);
    },
  });

  constructor({ now }: Pick<SliceOptions, 'now'> = {}) {
    this.#now = now;
  }

  /**
   * Resolves to the value of the last form of `text`.
   * @throws QueryError; DatabaseError `BUSY` when as many wait as may, `TIMEOUT`; the reason of the
   * turn's signal.
   */
  async run(text: string, source: QuerySource, turn: Turn): Promise<Json> {
    return this.#gate.pass({ text, source, until: turn.until }, turn);
  }

  async #run({ text, source, until }: Program, signal: AbortSignal): Promise<Json> {
    const turn = (): Promise<void> => this.#slices.next();
    await turn();
    const times = { turn, now: this.#now };
    const slice = new Slice(times);
    const session = new Session({ source, limits: SERVER_PROGRAM_LIMITS, ...times });
    return slice.finish(convertingToJson(await session.evaluate(text, { signal, until })));
  }
}

import { setMaxListeners } from 'node:events';
import type { RequestContext } from '../answer.ts';

/** One client as those see it who carry out its requests. */
export class Requester implements RequestContext {
  readonly #listenersMax: number;
  #controller: AbortController | undefined;
  #gone = false;

  /** @param listenersMax requests under way at a time, each of which may listen */
  constructor(listenersMax: number) {
    this.#listenersMax = listenersMax;
  }

  get source(): object {
    return this;
  }

  /** Made when it is first asked for: a client that is idle, or only pings, needs none. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      setMaxListeners(this.#listenersMax, this.#controller.signal);
      if (this.#gone) this.#controller.abort();
    }
    return this.#controller.signal;
  }

  /** Nobody can receive an answer any more. */
  leave(): void {
    this.#gone = true;
    this.#controller?.abort();
  }
}

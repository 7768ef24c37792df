import type { Status } from './protocol/index.ts';

/** A request that was answered. */
export interface AnsweredRequest {
  /** Its name in the log: `3-17` is the 17th request of the 3rd client. */
  readonly name: string;
  /** What it named as its operation, known or not; null when that could not be read. */
  readonly op: string | null;
  readonly status: Status;
  /** Milliseconds from when it was begun until its answer was there. */
  readonly ms: number;
}

/** What a server tells of itself while it runs. Nothing of it may throw. */
export interface ServerEvents {
  /**
   * An error of which the client learns less than its message.
   * @param request the name of the request that met it, where one did
   */
  readonly onFault?: ((error: unknown, request?: string) => void) | undefined;
  /**
   * A client was turned away, or a token of its.
   * @param client its address
   */
  readonly onRefused?: ((error: unknown, client: string) => void) | undefined;
  readonly onAnswered?: ((request: AnsweredRequest) => void) | undefined;
}

let clientsNamed = 0;

/** Names for the requests of one client, that no other request of this process has. */
export class RequestNames {
  readonly #client: number;
  #requestsNamed = 0;

  constructor() {
    clientsNamed += 1;
    this.#client = clientsNamed;
  }

  next(): string {
    this.#requestsNamed += 1;
    return `${this.#client}-${this.#requestsNamed}`;
  }
}

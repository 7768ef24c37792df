import type { Pipeline } from './pipeline.ts';

/**
 * One connection at a time, made when it is needed and made anew when it was lost. All that ask for
 * it while it is being made get the same one.
 */
export class Lane {
  readonly #dial: () => Promise<Pipeline>;
  #pipeline: Pipeline | undefined;
  #dialling: Promise<Pipeline> | undefined;

  constructor(dial: () => Promise<Pipeline>) {
    this.#dial = dial;
  }

  /** The connection, unless there is none that is open. */
  get open(): Pipeline | undefined {
    return this.#pipeline?.isOpen === true ? this.#pipeline : undefined;
  }

  /** Makes the connection; resolves to it. @throws as `dial`. */
  async connect(): Promise<Pipeline> {
    this.#dialling ??= this.#dial().finally(() => {
      this.#dialling = undefined;
    });
    this.#pipeline = await this.#dialling;
    return this.#pipeline;
  }

  /** Waits for the replies under way, and closes. Requires: nobody calls `connect` any more. */
  async close(): Promise<void> {
    await this.#dialling?.catch(() => undefined); // Whoever asked for it was told.
    await this.#pipeline?.close();
  }
}

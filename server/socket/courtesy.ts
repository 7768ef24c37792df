import type { Reading } from '../protocol/index.ts';
import type { RequestReader } from '../reading/index.ts';
import { LIGHT_BYTES, type TurnAllowance } from '../turns/turn-allowance.ts';

/** Frames after which a client lets others go first that wait, however many more it has sent. */
const FRAMES_AT_ONCE = 8;

/** Microseconds that a short frame takes, the answer to it included; a refusal takes the most. */
const LIGHT_US = 25;

/**
 * When one client lets others go first, though it has sent more: answers alone end no turn, and many
 * clients that send many frames at once would together fill one of half a second.
 */
export class Courtesy {
  readonly #allowance: TurnAllowance;
  readonly #onTurn: () => void;
  /** Frames read since there was none to read, or others had their turn. */
  #framesRead = 0;
  /** Leaves the line of those who wait for a turn with time; undefined when we are not in it. */
  #leaveLine: (() => void) | undefined;

  /**
   * @param allowance time for the frames of all clients
   * @param onTurn called when the client need not give way any more
   */
  constructor(allowance: TurnAllowance, onTurn: () => void) {
    this.#allowance = allowance;
    this.#onTurn = onTurn;
  }

  /** Whether nothing more is to be read for now; `onTurn` follows. */
  get givesWay(): boolean {
    return this.#leaveLine !== undefined;
  }

  /**
   * Gives way with the next frame if this client has had its share and others wait, or if this turn has
   * no time left.
   * @param bytes of that frame; 0 when it is not all there
   */
  before(bytes: number): void {
    if (bytes === 0) {
      this.#framesRead = 0;
      return;
    }
    const isGreedy = this.#framesRead >= FRAMES_AT_ONCE && this.#allowance.isAwaited;
    if (!isGreedy && !this.#allowance.isSpent) return;
    this.#framesRead = 0;
    this.#leaveLine = this.#allowance.whenRenewed(() => {
      this.#leaveLine = undefined;
      this.#onTurn();
    });
  }

  /** Has `reader` read the body of a frame, and counts it and the time that it takes. */
  read(reader: RequestReader, body: Uint8Array): Reading | Promise<Reading> {
    this.#framesRead += 1;
    if (body.length > LIGHT_BYTES) return this.#allowance.measure(() => reader.read(body));
    this.#allowance.spend(LIGHT_US);
    return reader.read(body);
  }

  /** Leaves the line. */
  end(): void {
    this.#leaveLine?.();
    this.#leaveLine = undefined;
  }
}

import type { Reading } from '../protocol/index.ts';
import type { RequestReader } from '../reading/index.ts';
import { LIGHT_BYTES, type TurnAllowance } from '../turns/turn-allowance.ts';

/** Frames after which a client gives way to others, however many it has sent. */
const FRAMES_A_TURN = 128;

/** When one client lets others go first, though it has sent more: answers alone end no turn. */
export class Courtesy {
  readonly #allowance: TurnAllowance;
  readonly #onTurn: () => void;
  /** Frames read since the last turn of the others. */
  #framesRead = 0;
  #givesWay = false;
  /** Leaves the line of those who wait for a turn with time; undefined when we are not in it. */
  #leaveLine: (() => void) | undefined;

  /**
   * @param allowance time for long frames, shared by all clients
   * @param onTurn called when the client need not give way any more
   */
  constructor(allowance: TurnAllowance, onTurn: () => void) {
    this.#allowance = allowance;
    this.#onTurn = onTurn;
  }

  /** Whether nothing more is to be read for now; `onTurn` follows. */
  get givesWay(): boolean {
    return this.#givesWay || this.#leaveLine !== undefined;
  }

  /** Gives way with the next frame, of `bytes`, if it is long and this turn has no time left. */
  before(bytes: number): void {
    if (bytes <= LIGHT_BYTES || !this.#allowance.isSpent) return;
    this.#leaveLine = this.#allowance.whenRenewed(() => {
      this.#leaveLine = undefined;
      this.#onTurn();
    });
  }

  /** Has `reader` read the body of a frame, and counts it and, of a long one, the time. */
  read(reader: RequestReader, body: Uint8Array): Reading | Promise<Reading> {
    this.#framesRead += 1;
    if (this.#framesRead === FRAMES_A_TURN) this.#giveWay();
    return body.length > LIGHT_BYTES ? this.#readLong(reader, body) : reader.read(body);
  }

  /** Leaves the line. */
  end(): void {
    this.#leaveLine?.();
    this.#leaveLine = undefined;
  }

  #readLong(reader: RequestReader, body: Uint8Array): Reading | Promise<Reading> {
    return this.#allowance.measure(() => reader.read(body));
  }

  #giveWay(): void {
    this.#framesRead = 0;
    this.#givesWay = true;
    setImmediate(() => {
      this.#givesWay = false;
      this.#onTurn();
    });
  }
}

import { type Answered, answer, answerError, type Handler } from '../answer.ts';
import { RequestNames, type ServerEvents } from '../events.ts';
import {
  type FailedRequest,
  ProtocolError,
  type Request,
  replyBytesBound,
} from '../protocol/index.ts';
import type { RequestCost } from '../request-cost.ts';
import type { ByteRoom } from '../turns/byte-room.ts';
import { isLong, type TurnAllowance } from '../turns/turn-allowance.ts';
import type { ReplyQueue, Slot } from './reply-queue.ts';
import type { Requester } from './requester.ts';

export interface RequestLineOptions {
  readonly handler: Handler;
  readonly events: ServerEvents;
  readonly requester: Requester;
  /** Of replies. */
  readonly room: ByteRoom;
  /** Shared by the connections of one listener. */
  readonly allowance: TurnAllowance;
  readonly cost: RequestCost;
  readonly replies: ReplyQueue;
  /** Called when a reply is there, with the slot that it is in. */
  readonly onAnswered: (slot: Slot) => void;
  /** Called when a request may have begun that waited, or was answered that did not begin at once. */
  readonly onMoved: () => void;
}

/** A request that is read and has not begun. */
interface Waiting {
  readonly request: Request;
  readonly slot: Slot;
  /** Bytes that its reply may have. */
  readonly bytes: number;
  /** Whether it takes time of the turn to speak of. */
  readonly isLong: boolean;
  hasRoom: boolean;
}

/**
 * Has the requests of one client carried out in their order, each when its reply has room and, if it
 * is long, the turn of the event loop has time; and puts the replies into their slots.
 *
 * The room holds the bound of each reply under way, and the size of each that is made and not yet
 * written.
 */
export class RequestLine {
  readonly #options: RequestLineOptions;
  readonly #names: RequestNames = new RequestNames();
  #waiting: Waiting | undefined;
  #leaveLine: (() => void) | undefined;
  #running = 0;

  constructor(options: RequestLineOptions) {
    this.#options = options;
  }

  /** Whether a request waits, behind which none may be added. */
  get waits(): boolean {
    return this.#waiting !== undefined;
  }

  /** Requests under way. */
  get running(): number {
    return this.#running;
  }

  /** Begins `request` as soon as may be. Requires that none waits. */
  add(request: Request, slot: Slot): void {
    const bytes = replyBytesBound(request);
    const long = isLong({ bytes, numbers: this.#options.cost(request) });
    this.#waiting = { request, slot, bytes, isLong: long, hasRoom: false };
    this.advance();
  }

  /** Begins the request that waits, if it need not wait any longer. */
  advance(): void {
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    const { room, allowance } = this.#options;
    waiting.hasRoom ||= room.claim(waiting.bytes);
    if (!waiting.hasRoom) return;
    if (waiting.isLong && allowance.isSpent) {
      this.#leaveLine ??= allowance.whenRenewed(() => {
        this.#leaveLine = undefined;
        this.#options.onMoved();
      });
      return;
    }
    this.#waiting = undefined;
    this.#carryOut(waiting);
  }

  /** Answers a request that was not carried out; gives the bytes of the reply. */
  fail(request: FailedRequest, slot: Slot, error: unknown): number {
    return this.#fail(request, slot, error, 0);
  }

  /** Answers the request that waits SHUTTING_DOWN. */
  drain(): void {
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    this.#forget();
    const { request, slot, bytes, hasRoom } = waiting;
    this.#fail(request, slot, shuttingDown(), hasRoom ? bytes : 0);
  }

  /** Begins nothing more; nobody can be answered. */
  close(): void {
    this.#forget();
    this.#options.room.close();
    this.#options.requester.leave();
  }

  #forget(): void {
    this.#waiting = undefined;
    this.#leaveLine?.();
    this.#leaveLine = undefined;
  }

  #carryOut({ request, slot, bytes, isLong: long }: Waiting): void {
    const answered = long ? this.#answerInTurn(request) : this.#answer(request);
    if (answered instanceof Promise) void this.#await(answered, slot, bytes);
    else this.#reply(answered, slot, bytes);
  }

  #answerInTurn(request: Request): Answered | Promise<Answered> {
    return this.#options.allowance.measure(() => this.#answer(request));
  }

  #answer(request: Request): Answered | Promise<Answered> {
    const { handler, events, requester } = this.#options;
    return answer(request, requester, { handler, events, name: this.#names.next() });
  }

  async #await(answered: Promise<Answered>, slot: Slot, bytesClaimed: number): Promise<void> {
    this.#running += 1;
    const reply = await answered;
    this.#running -= 1;
    this.#reply(reply, slot, bytesClaimed);
    this.#options.onMoved();
  }

  #fail(request: FailedRequest, slot: Slot, error: unknown, bytesClaimed: number): number {
    const { events } = this.#options;
    const answered = answerError(request, error, { events, name: this.#names.next() });
    this.#reply(answered, slot, bytesClaimed);
    return answered.frame.length;
  }

  #reply({ frame }: Answered, slot: Slot, bytesClaimed: number): void {
    const { room, replies, onAnswered } = this.#options;
    room.add(frame.length - bytesClaimed);
    onAnswered(slot);
    replies.fill(slot, frame);
  }
}

/** What a server that is stopping answers. */
export function shuttingDown(): ProtocolError {
  return new ProtocolError('SHUTTING_DOWN', 'the server is stopping and begins nothing new');
}

import type { Socket } from 'node:net';
import type { Access, Strangers } from '../access/index.ts';
import { type Answered, answer, answerError, type Handler } from '../answer.ts';
import { RequestNames, type ServerEvents } from '../events.ts';
import {
  type FailedRequest,
  ProtocolError,
  type Reading,
  type Request,
  replyBytesBound,
} from '../protocol/index.ts';
import type { RequestReader } from '../reading/index.ts';
import type { ByteBudget } from '../turns/byte-budget.ts';
import { ByteRoom } from '../turns/byte-room.ts';
import { Admission, addressOfClient } from './admission.ts';
import type { ConnectionLimits } from './connection-limits.ts';
import { FrameReader } from './frame-reader.ts';
import { ReplyQueue, type Slot } from './reply-queue.ts';
import { Requester } from './requester.ts';

/** Requests after which a client gives way to others, however many it has sent. */
const REQUESTS_A_TURN = 128;

export interface ConnectionOptions {
  readonly handler: Handler;
  readonly limits: ConnectionLimits;
  readonly access: Access;
  /** Shared by the connections of one listener. */
  readonly strangers: Strangers;
  /** Shared by the connections of one listener. */
  readonly reader: RequestReader;
  /** Of requests that are not answered yet; shared by the connections of one listener. */
  readonly input: ByteBudget;
  /** Of replies; shared by the connections of one listener. */
  readonly output: ByteBudget;
  readonly events: ServerEvents;
}

/**
 * One client: reads requests from the socket, has them carried out, and replies in their order.
 *
 * 1. Each frame gets one slot of the reply queue when it is read, and exactly one reply.
 * 2. `#requestRoom` holds the bytes of each request that is not answered; `#room` the bound of each
 *    reply under way, and the size of each that is made and not yet written.
 * 3. The socket is not read while a request or a frame waits for room, a thread reads a frame, all
 *    `requestsMax` slots are taken, or others have their turn.
 * 4. After an error that loses the next frame nothing is read; what arrives is thrown away, for
 *    a socket closed over unread bytes would take the reply with it.
 */
export class Connection {
  /** Resolves when the socket is closed and every handler has settled. */
  readonly closed: Promise<void>;
  readonly #socket: Socket;
  readonly #options: ConnectionOptions;
  readonly #address: string;
  readonly #names: RequestNames = new RequestNames();
  readonly #admission: Admission;
  readonly #frames: FrameReader;
  readonly #requestRoom: ByteRoom;
  readonly #room: ByteRoom;
  readonly #replies: ReplyQueue;
  readonly #requester: Requester;
  #state: 'reading' | 'draining' | 'ending' | 'closed' = 'reading';
  #inputEnded = false;
  /** A request that is read and has no room yet, with its slot. */
  #waiting: { readonly request: Request; readonly slot: Slot } | undefined;
  /** Whether a thread reads a frame. */
  #readsLarge = false;
  /** Frames read since the last turn of the others. */
  #framesRead = 0;
  #givesWay = false;
  /** Frames that a thread reads, and requests under way. */
  #running = 0;
  #resolveClosed: () => void = () => undefined;

  /** Takes over `socket`, which allows half-open connections. */
  constructor(socket: Socket, options: ConnectionOptions) {
    this.#socket = socket;
    this.#options = options;
    const { access, limits, strangers, input, output } = options;
    const { frameMsMax, requestsMax } = limits;
    const onLate = (error: ProtocolError): void => this.refuse(error);
    const address = addressOfClient(socket);
    this.#requester = new Requester(requestsMax);
    this.#address = address;
    this.#admission = new Admission({ access, limits, strangers, address, onLate });
    const onRoom = (): void => this.#pump();
    const room = new ByteRoom({ budget: input, bytesMax: limits.inputBytesMax, onRoom });
    this.#requestRoom = room;
    this.#frames = new FrameReader(this.#admission.frameBytesMax, { frameMsMax, onLate, room });
    this.#room = new ByteRoom({ budget: output, bytesMax: limits.outputBytesMax, onRoom });
    this.#replies = new ReplyQueue(socket, {
      limits,
      onSlow: (why) => this.#cutOff(why),
      onWritten: (bytes) => {
        this.#room.add(-bytes);
        this.#pump();
      },
    });
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
    socket.on('data', (chunk: Buffer) => {
      if (!this.#isReading()) return; // 4
      this.#frames.append(chunk);
      this.#pump();
    });
    socket.on('end', () => {
      this.#inputEnded = true;
      this.#pump();
    });
    socket.on('error', () => undefined); // 'close' follows, and is all that matters.
    socket.on('close', () => this.#release());
  }

  /** Answers with `error` behind the replies to earlier requests, reads no more, and closes. */
  refuse(error: unknown): void {
    if (!this.#isReading()) return;
    this.#options.events.onRefused?.(error, this.#address);
    this.#fail(this.#replies.open(), { op: null, requestId: undefined }, error);
    this.#end();
  }

  /** Lets the requests under way finish, answers later ones `SHUTTING_DOWN`, and closes. */
  drain(): void {
    if (this.#state !== 'reading') return;
    this.#state = 'draining';
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting !== undefined) this.#fail(waiting.slot, waiting.request, shuttingDown());
    this.#pump();
  }

  /** Closes at once, whatever is under way. */
  destroy(): void {
    this.#socket.destroy();
  }

  /** Closes at once over a client that takes its replies too slowly to be told so in one. */
  #cutOff(why: string): void {
    this.#options.events.onRefused?.(new ProtocolError('TIMEOUT', why), this.#address);
    this.destroy();
  }

  #isReading(): boolean {
    return this.#state === 'reading' || this.#state === 'draining';
  }

  #isFull(): boolean {
    const { requestsMax } = this.#options.limits;
    const waits = this.#waiting !== undefined || this.#readsLarge || this.#givesWay;
    return waits || this.#replies.length >= requestsMax;
  }

  /** Begins every request that there is room for, and sees to what follows from that. */
  #pump(): void {
    this.#startWaiting();
    if (!this.#isReading()) return;
    this.#readFrames();
    if (!this.#isReading()) return;
    const midFrame = this.#frames.isMidFrame;
    const { waitsForRoom } = this.#frames;
    const drained = this.#state === 'draining' && this.#replies.length === 0;
    if (this.#isFull() || (waitsForRoom && !drained)) {
      this.#socket.pause(); // 3
    } else if (this.#inputEnded && midFrame && !waitsForRoom) {
      this.refuse(new ProtocolError('FRAME_TRUNCATED', 'the stream ended inside a frame'));
    } else if (this.#inputEnded || drained) {
      this.#end();
    } else {
      this.#socket.resume();
      if (midFrame) this.#frames.startTimer();
    }
  }

  /** Reads frames until there is no whole one or no room. */
  #readFrames(): void {
    while (!this.#isFull()) {
      let body: Uint8Array | undefined;
      try {
        body = this.#frames.next();
      } catch (error) {
        this.refuse(error);
        break;
      }
      if (body === undefined) break;
      this.#read(body);
      this.#framesRead += 1;
      if (this.#framesRead === REQUESTS_A_TURN) this.#giveWay();
      const { spent } = this.#admission;
      if (spent !== undefined) this.refuse(spent);
      if (!this.#isReading()) break;
    }
  }

  /** Reads no further in this turn of the event loop: answers alone do not end one. */
  #giveWay(): void {
    this.#framesRead = 0;
    this.#givesWay = true;
    setImmediate(() => {
      this.#givesWay = false;
      this.#pump();
    });
  }

  #read(body: Uint8Array): void {
    const slot = this.#replies.open(body.length); // 1
    const reading = this.#options.reader.read(body);
    if (reading instanceof Promise) void this.#readLarge(reading, slot);
    else this.#take(reading, slot);
  }

  async #readLarge(reading: Promise<Reading>, slot: Slot): Promise<void> {
    this.#readsLarge = true;
    this.#running += 1;
    const read = await reading;
    this.#running -= 1;
    this.#readsLarge = false;
    if (this.#state === 'closed') {
      this.#settle();
      return;
    }
    this.#take(read, slot);
    this.#pump();
  }

  #take(reading: Reading, slot: Slot): void {
    if (reading.tag === 'failure') {
      this.#fail(slot, reading, reading.error);
    } else if (this.#state === 'draining') {
      this.#fail(slot, reading.request, shuttingDown());
    } else {
      this.#admit(reading.request, slot);
    }
  }

  #admit(request: Request, slot: Slot): void {
    try {
      this.#admission.pass(request);
    } catch (error) {
      if (request.op === 'auth') this.#options.events.onRefused?.(error, this.#address);
      this.#fail(slot, request, error);
      return;
    }
    this.#frames.frameBytesMax = this.#admission.frameBytesMax;
    this.#waiting = { request, slot };
    this.#startWaiting();
  }

  /** Begins the request that waits, if its reply has room; whoever makes room calls again. */
  #startWaiting(): void {
    if (this.#waiting === undefined) return;
    const { request, slot } = this.#waiting;
    const bytes = replyBytesBound(request);
    if (!this.#room.claim(bytes)) return; // 2
    this.#waiting = undefined;
    this.#carryOut(request, slot, bytes);
  }

  #carryOut(request: Request, slot: Slot, bytesClaimed: number): void {
    const { handler, events } = this.#options;
    const options = { handler, events, name: this.#names.next() };
    const answered = answer(request, this.#requester, options);
    if (answered instanceof Promise) void this.#await(answered, slot, bytesClaimed);
    else this.#reply(answered, slot, bytesClaimed);
  }

  async #await(answered: Promise<Answered>, slot: Slot, bytesClaimed: number): Promise<void> {
    this.#running += 1;
    const { frame } = await answered;
    this.#running -= 1;
    this.#reply({ frame }, slot, bytesClaimed);
    this.#pump();
    if (this.#state === 'closed') this.#settle();
  }

  #reply({ frame }: Pick<Answered, 'frame'>, slot: Slot, bytesClaimed: number): void {
    this.#room.add(frame.length - bytesClaimed);
    if (slot.bodyBytes !== undefined) this.#frames.answered(slot.bodyBytes);
    this.#replies.fill(slot, frame);
  }

  #fail(slot: Slot, request: FailedRequest, error: unknown): void {
    const { events } = this.#options;
    const answered = answerError(request, error, { events, name: this.#names.next() });
    this.#admission.answered(answered.frame.length);
    this.#reply(answered, slot, 0);
  }

  #end(): void {
    this.#state = 'ending';
    this.#frames.end();
    this.#admission.end();
    this.#replies.end();
    this.#socket.resume(); // 4
  }

  #release(): void {
    this.#frames.end();
    this.#admission.end();
    this.#waiting = undefined;
    this.#room.close();
    this.#state = 'closed';
    this.#requester.leave();
    this.#settle();
  }

  /** What handlers were given is held until the last of them has settled (2). */
  #settle(): void {
    if (this.#running > 0) return;
    this.#requestRoom.close();
    this.#resolveClosed();
  }
}

/** What a server that is stopping answers. */
export function shuttingDown(): ProtocolError {
  return new ProtocolError('SHUTTING_DOWN', 'the server is stopping and begins nothing new');
}

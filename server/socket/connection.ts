import type { Socket } from 'node:net';
import type { Access, Strangers } from '../access/index.ts';
import type { Handler } from '../answer.ts';
import type { ServerEvents } from '../events.ts';
import {
  type FailedRequest,
  ProtocolError,
  type Reading,
  type Request,
} from '../protocol/index.ts';
import type { RequestReader } from '../reading/index.ts';
import type { RequestCost } from '../request-cost.ts';
import type { ByteBudget } from '../turns/byte-budget.ts';
import { ByteRoom } from '../turns/byte-room.ts';
import type { TurnAllowance } from '../turns/turn-allowance.ts';
import { Admission, addressOfClient } from './admission.ts';
import type { ConnectionLimits } from './connection-limits.ts';
import { Courtesy } from './courtesy.ts';
import { FrameReader } from './frame-reader.ts';
import { ReplyQueue, type Slot } from './reply-queue.ts';
import { RequestLine, shuttingDown } from './request-line.ts';
import { Requester } from './requester.ts';

/** Microseconds that it takes to close a socket, most of them later in the turn. */
const CLOSE_US = 50;

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
  /** Of long requests and replies; shared by the connections of one listener. */
  readonly allowance: TurnAllowance;
  readonly cost: RequestCost;
  readonly events: ServerEvents;
}

/**
 * One client: reads requests from the socket, has them carried out, and replies in their order.
 *
 * 1. Each frame gets one slot of the reply queue when it is read, and exactly one reply.
 * 2. `#requestRoom` holds the bytes of each request that is not answered.
 * 3. The socket is not read while a request or a frame waits for room or time, a thread reads a
 *    frame, all `requestsMax` slots are taken, or others have their turn.
 * 4. After an error that loses the next frame nothing is read; what arrives is thrown away, for
 *    a socket closed over unread bytes would take the reply with it.
 * 5. Thousands of clients may leave in one turn of the event loop. Those that are owed nothing are
 *    closed as the turns have time.
 */
export class Connection {
  /** Resolves when the socket is closed and every handler has settled. */
  readonly closed: Promise<void>;
  readonly #socket: Socket;
  readonly #options: ConnectionOptions;
  readonly #address: string;
  readonly #admission: Admission;
  readonly #frames: FrameReader;
  readonly #courtesy: Courtesy;
  readonly #requestRoom: ByteRoom;
  readonly #replies: ReplyQueue;
  readonly #requests: RequestLine;
  #state: 'reading' | 'draining' | 'ending' | 'closed' = 'reading';
  #inputEnded = false;
  /** Whether a thread reads a frame. */
  #readsLarge = false;
  #resolveClosed: () => void = () => undefined;

  /** Takes over `socket`, which allows half-open connections. */
  constructor(socket: Socket, options: ConnectionOptions) {
    this.#socket = socket;
    this.#options = options;
    const { handler, events, allowance, cost, access, limits, strangers, input, output } = options;
    const { frameMsMax, requestsMax } = limits;
    const onLate = (error: ProtocolError): void => this.refuse(error);
    const address = addressOfClient(socket);
    this.#address = address;
    this.#admission = new Admission({ access, limits, strangers, address, onLate });
    const onRoom = (): void => this.#pump();
    this.#courtesy = new Courtesy(allowance, onRoom);
    const requestRoom = new ByteRoom({ budget: input, bytesMax: limits.inputBytesMax, onRoom });
    this.#requestRoom = requestRoom;
    const frameOptions = { frameMsMax, onLate, room: requestRoom };
    this.#frames = new FrameReader(this.#admission.frameBytesMax, frameOptions);
    const room = new ByteRoom({ budget: output, bytesMax: limits.outputBytesMax, onRoom });
    this.#replies = new ReplyQueue(socket, {
      limits,
      onSlow: (why) => this.#cutOff(why),
      onWritten: (bytes) => {
        room.add(-bytes);
        this.#pump();
      },
    });
    this.#requests = new RequestLine({
      handler,
      events,
      requester: new Requester(requestsMax),
      room,
      allowance,
      cost,
      replies: this.#replies,
      onAnswered: ({ bodyBytes }) => {
        if (bodyBytes !== undefined) this.#frames.answered(bodyBytes);
      },
      onMoved: () => this.#moved(),
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
    this.#requests.drain();
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
    const waits = this.#requests.waits || this.#readsLarge || this.#courtesy.givesWay;
    return waits || this.#replies.length >= requestsMax;
  }

  /** Begins every request that there is room for, and sees to what follows from that. */
  #pump(): void {
    this.#requests.advance();
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

  /** Reads frames until there is no whole one, no room or no time. */
  #readFrames(): void {
    while (!this.#isFull()) {
      let bytes: number;
      try {
        bytes = this.#frames.wholeBytes();
      } catch (error) {
        this.refuse(error);
        break;
      }
      this.#courtesy.before(bytes);
      if (bytes === 0 || this.#courtesy.givesWay) break;
      this.#read(this.#frames.next());
      const { spent } = this.#admission;
      if (spent !== undefined) this.refuse(spent);
      if (!this.#isReading()) break;
    }
  }

  #read(body: Uint8Array): void {
    const slot = this.#replies.open(body.length); // 1
    const reading = this.#courtesy.read(this.#options.reader, body);
    if (reading instanceof Promise) void this.#readLarge(reading, slot);
    else this.#take(reading, slot);
  }

  async #readLarge(reading: Promise<Reading>, slot: Slot): Promise<void> {
    this.#readsLarge = true;
    const read = await reading;
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
    this.#requests.add(request, slot);
  }

  #fail(slot: Slot, request: FailedRequest, error: unknown): void {
    this.#admission.answered(this.#requests.fail(request, slot, error));
  }

  /** A request was answered, or what waited may begin. */
  #moved(): void {
    if (this.#state === 'closed') this.#settle();
    else this.#pump();
  }

  #end(): void {
    this.#state = 'ending';
    this.#frames.end();
    this.#admission.end();
    if (this.#inputEnded && this.#replies.areWritten) {
      this.#leave();
      return;
    }
    this.#replies.end();
    this.#socket.resume(); // 4
  }

  /** Closes over a client that has said and been told everything, in a turn that has time for it. */
  #leave(): void {
    const { allowance } = this.#options;
    allowance.whenRenewed(() => {
      if (this.#state === 'closed') return; // By a reset meanwhile.
      allowance.spend(CLOSE_US); // 5
      this.#socket.destroy();
    });
  }

  #release(): void {
    this.#frames.end();
    this.#admission.end();
    this.#courtesy.end();
    this.#state = 'closed';
    this.#requests.close();
    this.#settle();
  }

  /** What handlers were given is held until the last of them has settled (2). */
  #settle(): void {
    if (this.#requests.running > 0 || this.#readsLarge) return;
    this.#requestRoom.close();
    this.#resolveClosed();
  }
}

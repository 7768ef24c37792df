import { connect, type Socket } from 'node:net';
import { BenchError } from '../../errors.ts';

/** Bytes of the length that begins a frame, which it counts. */
const HEADER_BYTES = 4;

/** The frame with `message` as its JSON body. */
export function frameOf(message: unknown): Buffer {
  const body = Buffer.from(JSON.stringify(message));
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32LE(HEADER_BYTES + body.length);
  return Buffer.concat([header, body]);
}

/** A frame, and the one that answers it. */
export interface Exchange {
  readonly request: Buffer;
  readonly reply: Buffer;
}

export interface RepeatOptions {
  /** Requests on their way at a time. */
  readonly depth: number;
  /** How long to go on sending, in milliseconds. */
  readonly ms: number;
  /** A monotonic clock in milliseconds. */
  readonly now: () => number;
}

export interface Repeated {
  /** Requests that were answered. */
  readonly count: number;
  /** From the first request sent to the last reply. */
  readonly durationMs: number;
}

/**
 * A connection that sends frames which were made before and holds each reply, byte by byte, against
 * the one that it must be. It costs its own process next to nothing, which a client that makes
 * objects of replies does not; so what is measured is the server.
 */
export class FrameConnection {
  readonly #socket: Socket;
  #receive: (chunk: Buffer) => void = () => undefined;
  #fail: (error: unknown) => void = () => undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () => this.#fail(failed('the server closed the connection')));
  }

  /** Connects to the port of a URL `vantage://host:port`; rejects with the error of the system. */
  static async to(url: string): Promise<FrameConnection> {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', reject);
    });
    return new FrameConnection(socket);
  }

  /** Sends `request` and resolves to the frame that answers it. */
  async ask(request: Buffer): Promise<Buffer> {
    let bytes = Buffer.alloc(0);
    return this.#during((resolve) => {
      this.#receive = (chunk) => {
        bytes = Buffer.concat([bytes, chunk]);
        if (bytes.length >= HEADER_BYTES && bytes.length >= bytes.readUInt32LE()) resolve(bytes);
      };
      this.#socket.write(request);
    });
  }

  /**
   * Sends one request over and over, `depth` of them at a time, and resolves when the time is over
   * and all are answered.
   * @throws BenchError `DISAGREEMENT` when a reply is another than that of the exchange.
   */
  async repeat({ request, reply }: Exchange, options: RepeatOptions): Promise<Repeated> {
    const { depth, ms, now } = options;
    const requests = Buffer.concat(Array.from({ length: depth }, () => request));
    const expected = new Expected(reply);
    const start = now();
    let sent = depth;
    return this.#during((resolve, reject) => {
      this.#receive = (chunk) => {
        if (!expected.take(chunk)) reject(failed('a reply is not the one that it must be'));
        const durationMs = now() - start;
        const more = durationMs < ms ? expected.count + depth - sent : 0;
        sent += more;
        if (more > 0) this.#socket.write(requests.subarray(0, more * request.length));
        else if (sent === expected.count) resolve({ count: sent, durationMs });
      };
      this.#socket.write(requests);
    });
  }

  close(): void {
    this.#fail = () => undefined;
    this.#socket.destroy();
  }

  async #during<T>(
    begin: (resolve: (value: T) => void, reject: (error: unknown) => void) => void,
  ): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#fail = reject;
      begin(resolve, reject);
    });
  }
}

/** One frame over and over, as it must arrive, in whatever pieces. */
class Expected {
  readonly #bytes: number;
  /** Longer than any piece that a socket hands out, from wherever in a frame it begins. */
  readonly #pattern: Buffer;
  /** Bytes that came of the frame at the front. */
  #offset = 0;
  #count = 0;

  constructor(frame: Buffer) {
    this.#bytes = frame.length;
    const copies = 2 + Math.ceil(65_536 / frame.length);
    this.#pattern = Buffer.concat(Array.from({ length: copies }, () => frame));
  }

  /** Whole frames that came. */
  get count(): number {
    return this.#count;
  }

  /** Whether `chunk` is what must come next. */
  take(chunk: Buffer): boolean {
    const end = this.#offset + chunk.length;
    const matches = this.#pattern.compare(chunk, 0, chunk.length, this.#offset, end) === 0;
    this.#count += Math.floor(end / this.#bytes);
    this.#offset = end % this.#bytes;
    return matches;
  }
}

function failed(message: string): BenchError {
  return new BenchError('DISAGREEMENT', message);
}

import { connect, type Socket } from 'node:net';
import { encodeFrame, FrameDecoder } from '../../server/protocol/index.ts';

/** A reply as JSON, its fields not judged. */
export type RawReply = Readonly<Record<string, unknown>>;

/** A socket that speaks frames and nothing more; it may be as rude as a test wants. */
export class RawClient {
  readonly socket: Socket;
  /** Resolves when the socket has closed, to whether that was by a reset. */
  readonly closed: Promise<boolean>;
  readonly #decoder: FrameDecoder = new FrameDecoder();
  readonly #replies: RawReply[] = [];
  readonly #waiting: ((reply: RawReply | undefined) => void)[] = [];
  #ended = false;

  constructor(socket: Socket) {
    this.socket = socket;
    this.closed = new Promise((resolve) => {
      let reset = false;
      socket.on('error', () => {
        reset = true;
      });
      socket.on('close', () => resolve(reset));
    });
    socket.on('data', (chunk: Buffer) => {
      this.#decoder.append(chunk);
      for (let body = this.#decoder.next(); body !== undefined; body = this.#decoder.next()) {
        const reply = JSON.parse(Buffer.from(body).toString()) as RawReply;
        const waiter = this.#waiting.shift();
        if (waiter === undefined) this.#replies.push(reply);
        else waiter(reply);
      }
    });
    const end = (): void => {
      this.#ended = true;
      for (const waiter of this.#waiting.splice(0)) waiter(undefined);
    };
    socket.on('end', end);
    socket.on('close', end);
  }

  send(...messages: readonly unknown[]): void {
    this.socket.write(Buffer.concat(messages.map((one) => encodeFrame(JSON.stringify(one)))));
  }

  /** The next reply, or undefined when the server has ended the stream. */
  async receive(): Promise<RawReply | undefined> {
    const reply = this.#replies.shift();
    if (reply !== undefined || this.#ended) return reply;
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
    });
  }

  /** The next `count` replies. */
  async receiveMany(count: number): Promise<readonly (RawReply | undefined)[]> {
    return Promise.all(Array.from({ length: count }, async () => this.receive()));
  }

  async ask(message: unknown): Promise<RawReply | undefined> {
    this.send(message);
    return this.receive();
  }
}

/** Connects to a server on this machine; half-open, so that it may end its side first. */
export async function connectRaw(port: number): Promise<RawClient> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  const client = new RawClient(socket);
  await new Promise((resolve) => {
    socket.once('connect', resolve);
    socket.once('close', resolve);
  });
  return client;
}

/** A little-endian length. */
export function header(length: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(length);
  return bytes;
}

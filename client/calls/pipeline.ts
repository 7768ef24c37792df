import type { Socket } from 'node:net';
import {
  encodeFrame,
  endsConnection,
  FrameDecoder,
  type Operation,
  type Reply,
  readErrorPayload,
  readReply,
  STATUS,
  WIRE_LIMITS,
  writeJson,
} from '../../server/protocol/index.ts';
import { ConnectionError, RemoteError } from '../errors.ts';

/** Time a server has to close its side after this one, in milliseconds. */
const LINGER_MS = 1_000;

interface Call {
  readonly op: Operation;
  readonly requestId: string;
  readonly deadline: NodeJS.Timeout;
  /** Settles the call with a reply of status 0; throws when it is not what was asked for. */
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: Error) => void;
}

export interface AskOptions<Answer> {
  /** How long to wait for the reply, in milliseconds. */
  readonly timeoutMs: number;
  /** Makes the answer of a reply of status 0; what it throws is a `BAD_REPLY`. */
  readonly read: (reply: Reply) => Answer;
  /** What the reply echoes. Default a number that no other call of the connection has. */
  readonly request?: string | undefined;
}

export interface PipelineOptions {
  /** Bytes of a reply; a longer one is not taken. */
  readonly replyBytesMax: number;
}

/**
 * Asks over one socket, any number of requests before the first reply, and matches replies by
 * order and by the echo of a text that each request carries.
 *
 * 1. `#calls` are the calls without a reply, in the order sent; a reply is for the first of them.
 * 2. Each call is settled exactly once, and none after the socket has closed.
 * 3. After an error that leaves the order in doubt the socket is destroyed.
 */
export class Pipeline {
  /** Resolves when the socket is closed. */
  readonly closed: Promise<void>;
  readonly #socket: Socket;
  readonly #decoder: FrameDecoder;
  readonly #calls: Call[] = [];
  #sent = 0;
  /** What ended the connection, once something has. */
  #cause: Error | undefined;
  #state: 'open' | 'closing' | 'closed' = 'open';
  #linger: NodeJS.Timeout | undefined;

  /** Takes over `socket`, which may be connecting still. */
  constructor(socket: Socket, options: PipelineOptions) {
    this.#socket = socket;
    this.#decoder = new FrameDecoder(options.replyBytesMax);
    this.closed = new Promise((resolve) => {
      socket.on('close', () => {
        this.#release();
        resolve();
      });
    });
    socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    socket.on('end', () => socket.destroy());
    socket.on('error', (error) => {
      this.#cause ??= error; // 'close' follows.
    });
  }

  /** Whether a request may be sent. */
  get isOpen(): boolean {
    return this.#state === 'open' && !this.#socket.destroyed;
  }

  /**
   * Sends a request and resolves to its answer.
   * @throws RemoteError when the server answers with an error, or did before it closed.
   * @throws ConnectionError `CLOSED`, `TIMEOUT`, `BAD_REPLY`.
   * @throws TypeError when a field cannot be written as JSON; RangeError when the frame is longer
   * than a server takes. Nothing is sent then.
   */
  async ask<Answer>(
    op: Operation,
    fields: Readonly<Record<string, unknown>>,
    options: AskOptions<Answer>,
  ): Promise<Answer> {
    const requestId = options.request ?? String(this.#sent);
    const frame = encodeFrame(writeJson({ ...fields, op, request: requestId }));
    const { frameBytesMax } = WIRE_LIMITS;
    if (frame.length > frameBytesMax) {
      throw new RangeError(`${op} has ${frame.length} bytes; a server takes ${frameBytesMax}`);
    }
    if (!this.isOpen) throw this.#notSent();
    this.#sent += 1;
    return new Promise((resolve, reject) => {
      const expire = (): void => this.#expire(call, options.timeoutMs);
      const call: Call = {
        op,
        requestId,
        deadline: setTimeout(expire, options.timeoutMs),
        resolve: (reply) => resolve(options.read(reply)),
        reject,
      };
      this.#calls.push(call);
      this.#socket.write(frame);
    });
  }

  /** Sends nothing more, waits for the replies under way, and closes. */
  async close(): Promise<void> {
    if (this.#state === 'open') {
      this.#state = 'closing';
      this.#socket.end();
      this.#lingerWhenIdle();
    }
    await this.closed;
  }

  #receive(chunk: Buffer): void {
    this.#decoder.append(chunk);
    try {
      for (;;) {
        const body = this.#decoder.next();
        if (body === undefined) break;
        this.#take(readReply(body));
      }
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      this.#break('BAD_REPLY', `the server sent what is not an answer: ${detail}`, {
        call: this.#calls[0],
        cause: error,
      });
    }
    this.#lingerWhenIdle();
  }

  #take(reply: Reply): void {
    const failed = reply.status !== STATUS.OK;
    const error = failed
      ? new RemoteError(reply.status, readErrorPayload(reply.payload))
      : undefined;
    if (error !== undefined && reply.op === null && endsConnection(error.code)) {
      this.#cause = error;
      this.#socket.destroy();
      return;
    }
    const call = this.#calls[0];
    if (call === undefined) throw new TypeError('a reply to nothing that was asked');
    const nameless = failed && reply.op === null; // The server could not read the request.
    const opMatches = nameless || reply.op === call.op;
    const idMatches = reply.requestId === call.requestId;
    if (!opMatches || !(idMatches || (nameless && reply.requestId === undefined))) {
      throw new TypeError(`a reply to another request than ${call.op} ${call.requestId}`);
    }
    if (error === undefined) call.resolve(reply);
    else call.reject(error);
    clearTimeout(call.deadline);
    this.#calls.shift(); // 2: only now, for what cannot be made an answer is reported to the call.
  }

  #expire(call: Call, timeoutMs: number): void {
    this.#break('TIMEOUT', `no reply within ${timeoutMs} ms`, { call, cause: undefined });
  }

  /** Ends the connection over `call`, the only one to be told the code (3). */
  #break(
    code: 'TIMEOUT' | 'BAD_REPLY',
    message: string,
    options: { readonly call: Call | undefined; readonly cause: unknown },
  ): void {
    const error = new ConnectionError(code, message, { cause: options.cause, outcome: 'unknown' });
    this.#cause ??= error;
    options.call?.reject(error);
    this.#socket.destroy();
  }

  /** Gives the server a moment to close its side when nothing more is expected of it. */
  #lingerWhenIdle(): void {
    if (this.#state !== 'closing' || this.#calls.length > 0) return;
    this.#linger ??= setTimeout(() => this.#socket.destroy(), LINGER_MS);
  }

  #release(): void {
    this.#state = 'closed';
    clearTimeout(this.#linger);
    const message = 'the connection closed before the reply';
    const options = { cause: this.#cause, outcome: 'unknown' } as const;
    for (const call of this.#calls.splice(0)) {
      clearTimeout(call.deadline);
      call.reject(this.#lastWords() ?? new ConnectionError('CLOSED', message, options));
    }
  }

  #notSent(): Error {
    const options = { cause: this.#cause, outcome: 'none' } as const;
    return this.#lastWords() ?? new ConnectionError('CLOSED', 'the connection is closed', options);
  }

  /** The error with which the server ended the connection, in which case it began nothing more. */
  #lastWords(): RemoteError | undefined {
    return this.#cause instanceof RemoteError ? this.#cause : undefined;
  }
}

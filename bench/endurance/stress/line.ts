import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { frameOf } from '../../suites/server/frames.ts';
import { FrameSplitter } from '../frame-splitter.ts';

export interface LineReply {
  readonly op: string | null;
  readonly status: number;
  readonly request: string | undefined;
  readonly code: string | undefined;
}

/** A socket to a server, as rude as a trial wants, with the replies that came. */
export class Line {
  readonly socket: Socket;
  readonly replies: LineReply[] = [];
  /** Resolves when it has closed, whoever did that. */
  readonly closed: Promise<void>;
  #onReply: () => void = () => undefined;

  private constructor(socket: Socket) {
    this.socket = socket;
    const splitter = new FrameSplitter();
    socket.on('error', () => undefined); // 'close' follows.
    socket.on('data', (chunk: Buffer) => {
      for (const frame of splitter.push(chunk)) this.replies.push(readReply(frame));
      this.#onReply();
    });
    this.closed = new Promise((resolve) => {
      socket.once('close', () => {
        resolve();
        this.#onReply();
      });
    });
  }

  /** Connects to `vantage://host:port`; half-open, so that it may end its side first. */
  static async to(url: string): Promise<Line> {
    const { hostname, port } = new URL(url);
    const options = { host: hostname, port: Number(port), noDelay: true, allowHalfOpen: true };
    const socket = connect(options);
    await once(socket, 'connect');
    return new Line(socket);
  }

  /** Resolves when so many replies have come in all, or the connection has closed. */
  async receive(count: number): Promise<void> {
    while (this.replies.length < count && !this.socket.closed) {
      await new Promise<void>((resolve) => {
        this.#onReply = resolve;
      });
    }
  }

  /** Sends a frame and waits for one reply more; whether it came. */
  async ask(frame: Buffer): Promise<boolean> {
    const wanted = this.replies.length + 1;
    this.socket.write(frame);
    await this.receive(wanted);
    return this.replies.length >= wanted;
  }

  close(): void {
    this.socket.destroy();
  }
}

const PING = frameOf({ op: 'ping' });

/** Lines that are opened at a time; more would overrun the backlog. */
const AT_ONCE = 100;

/** So many lines to `url`, each answered once, so that the server has it. */
export async function openLines(url: string, count: number): Promise<readonly Line[]> {
  const lines: Line[] = [];
  try {
    while (lines.length < count) {
      const some = Math.min(AT_ONCE, count - lines.length);
      const opened = await Promise.all(Array.from({ length: some }, () => Line.to(url)));
      lines.push(...opened);
      await Promise.all(opened.map((line) => line.ask(PING)));
    }
  } catch (error) {
    for (const line of lines) line.close();
    throw error;
  }
  return lines;
}

/** Closes lines as they were opened: the end of each takes 40 µs of a server's event loop. */
export async function closeLines(lines: readonly Line[]): Promise<void> {
  for (let at = 0; at < lines.length; at += AT_ONCE) {
    const some = lines.slice(at, at + AT_ONCE);
    for (const line of some) line.close();
    await Promise.all(some.map((line) => line.closed));
  }
}

function readReply(frame: Buffer): LineReply {
  const { op, status, request, payload } = JSON.parse(frame.toString('utf8', 4)) as {
    readonly op: string | null;
    readonly status: number;
    readonly request?: string;
    readonly payload: { readonly code?: string } | readonly unknown[];
  };
  const code = 'code' in payload ? payload.code : undefined;
  return { op, status, request, code };
}

/** Pings one after the other, over and over, until told to stop; the times it took are `ms`. */
export class Pinger {
  readonly ms: number[] = [];
  failures = 0;
  readonly #line: Line;
  readonly #now: () => number;
  #stopped = false;
  readonly #ended: Promise<void>;

  constructor(line: Line, ping: Buffer, now: () => number) {
    this.#line = line;
    this.#now = now;
    this.#ended = this.#run(ping);
  }

  async #run(ping: Buffer): Promise<void> {
    while (!this.#stopped) {
      const sent = this.#now();
      if (!(await this.#line.ask(ping))) {
        this.failures += 1;
        return;
      }
      this.ms.push(this.#now() - sent);
    }
  }

  /** Resolves when the last ping is answered. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#ended;
  }
}

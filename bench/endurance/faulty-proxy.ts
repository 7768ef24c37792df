import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import type { Random } from '../../server/index.ts';
import { FrameSplitter } from './frame-splitter.ts';

/** Frames that a connection passes, at most, before it meets its fault. */
const SOUND_FRAMES_MAX = 40;

/** Writes that may be sent once more, later. */
const REPLAYS_MAX = 500;

/** How many of the frames towards the server have an old one replayed beside them. */
const REPLAY_SHARE = 0.05;

/** What a proxy did to what passed it. */
export interface FaultCounts {
  readonly connections: number;
  /** Connections reset, at any byte of a frame or right behind it. */
  readonly cuts: number;
  /** Connections that from some frame on passed nothing more in one direction, and stayed open. */
  readonly holes: number;
  /** Frames passed twice. */
  readonly duplicates: number;
  /** Writes that their client sent again. */
  readonly resent: number;
  /** Old writes sent once more, each on a connection of its own. */
  readonly replays: number;
  /** Replays that were answered otherwise than the write was. */
  readonly replaysWrong: number;
}

export interface FaultyProxyOptions {
  readonly random: Random;
  /** Whether names of writes are made echoes of, so that the server does not know them: a control. */
  readonly spoilNames: boolean;
}

type Direction = 'up' | 'down';

/** What becomes of one connection. */
interface Fate {
  readonly tag: 'cut' | 'hole' | 'twice';
  readonly direction: Direction;
  /** Frames in that direction that pass before it. */
  readonly after: number;
}

/**
 * Stands between clients and a server on this machine and passes frames, with faults: each
 * connection meets one after some frames, a cut, a hole or a duplicate, and now and then an old
 * write comes once more on a connection of its own.
 */
export class FaultyProxy {
  /** Port of the server. */
  target = 0;
  readonly #options: FaultyProxyOptions;
  readonly #server: Server;
  readonly #sockets: Set<Socket> = new Set();
  readonly #writes: Buffer[] = [];
  readonly #names: Set<string> = new Set();
  readonly #counts: { -readonly [Name in keyof FaultCounts]: number } = {
    connections: 0,
    cuts: 0,
    holes: 0,
    duplicates: 0,
    resent: 0,
    replays: 0,
    replaysWrong: 0,
  };

  constructor(options: FaultyProxyOptions) {
    this.#options = options;
    this.#server = createServer((client) => this.#accept(client));
  }

  get counts(): FaultCounts {
    return { ...this.#counts };
  }

  /** Resolves to the port that clients connect to. */
  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(client: Socket): void {
    this.#counts.connections += 1;
    const server = this.#open();
    this.#own(client);
    const fate = this.#draw();
    this.#pass(client, server, 'up', fate);
    this.#pass(server, client, 'down', fate);
    client.on('close', () => server.destroy());
    server.on('close', () => client.destroy());
  }

  #open(): Socket {
    return this.#own(connect({ host: '127.0.0.1', port: this.target, noDelay: true }));
  }

  #own(socket: Socket): Socket {
    this.#sockets.add(socket);
    socket.on('error', () => undefined); // 'close' follows.
    socket.on('close', () => this.#sockets.delete(socket));
    return socket;
  }

  #draw(): Fate {
    const share = this.#uniform();
    const tag = share < 0.6 ? 'cut' : share < 0.8 ? 'hole' : 'twice';
    const direction = this.#uniform() < 0.5 ? 'up' : 'down';
    return { tag, direction, after: Math.floor(this.#uniform() * SOUND_FRAMES_MAX) };
  }

  /** Passes frames from one socket to the other until the fate of the connection comes. */
  #pass(from: Socket, to: Socket, direction: Direction, fate: Fate): void {
    const splitter = new FrameSplitter();
    let passed = 0;
    let swallowing = false;
    from.on('data', (chunk: Buffer) => {
      for (const raw of splitter.push(chunk)) {
        if (swallowing || to.destroyed) return;
        const frame = this.#options.spoilNames ? respell(raw, direction) : raw;
        if (direction === 'up') this.#remember(frame);
        const due = direction === fate.direction && passed === fate.after;
        passed += 1;
        if (!due) {
          to.write(frame);
        } else if (fate.tag === 'twice') {
          this.#counts.duplicates += 1;
          to.write(Buffer.concat([frame, frame]));
        } else if (fate.tag === 'hole') {
          this.#counts.holes += 1;
          swallowing = true;
        } else {
          this.#counts.cuts += 1;
          swallowing = true;
          const whole = this.#uniform() < 0.5;
          const bytes = whole ? frame.length : Math.floor(this.#uniform() * frame.length);
          to.write(frame.subarray(0, bytes), () => {
            // The frame is on its way, the rest of the connection is not.
            from.resetAndDestroy();
            to.end();
          });
        }
      }
    });
  }

  #remember(frame: Buffer): void {
    const text = frame.toString('utf8');
    if (!/"op":"(insert_ts|delete)"/.test(text)) return;
    const name = /"request":"([^"]*)"/.exec(text)?.[1] ?? '';
    if (this.#names.has(name)) this.#counts.resent += 1;
    this.#names.add(name);
    if (this.#writes.length < REPLAYS_MAX) this.#writes.push(frame);
    else this.#writes[Math.floor(this.#uniform() * REPLAYS_MAX)] = frame;
    if (this.#uniform() < REPLAY_SHARE) this.#replay();
  }

  #replay(): void {
    const frame = this.#writes[Math.floor(this.#uniform() * this.#writes.length)]!;
    const socket = this.#open();
    const splitter = new FrameSplitter();
    socket.on('data', (chunk: Buffer) => {
      for (const reply of splitter.push(chunk)) {
        this.#counts.replays += 1;
        if (!isDone(reply)) this.#counts.replaysWrong += 1;
        socket.destroy();
      }
    });
    socket.write(frame);
  }

  #uniform(): number {
    return this.#options.random.uniform();
  }
}

/** Whether a reply says of a write that it changed something, or that it was not begun. */
function isDone(reply: Buffer): boolean {
  return /"(inserted|deleted)":true|"code":"(BUSY|SHUTTING_DOWN|CLOSED)"/.test(
    reply.toString('utf8'),
  );
}

/** The frame with the version of a name changed, so that it is none, and in replies back. */
function respell(frame: Buffer, direction: Direction): Buffer {
  const [from, to] = direction === 'up' ? ['7', '4'] : ['4', '7'];
  const name = new RegExp(`("request":"[0-9a-f]{8}-[0-9a-f]{4}-)${from}`);
  return Buffer.from(frame.toString('latin1').replace(name, `$1${to}`), 'latin1');
}

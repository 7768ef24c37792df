import { connect, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';

/** Where the driver wants to connect to, as it has it of a URL and its options. */
export interface DriverAddress {
  readonly host: readonly string[];
  readonly port: readonly number[];
  /** Of a Unix socket, or false. */
  readonly path: string | false;
}

/**
 * The sockets of one session of the driver, which itself waits for a server to end a session, and so
 * for ever where that does not answer any more.
 */
export class DriverSocket {
  #socket: Socket | undefined;

  /** A socket that is being connected; the driver reads its `host` for TLS. */
  open({ host: [host = 'localhost'], port: [port = 5432], path }: DriverAddress): Socket {
    const socket = path === false ? connect({ host, port }) : connect({ path });
    this.#socket = socket;
    return Object.assign(socket, { host, port });
  }

  /** Waits for the other side to end it too, and no longer than `waitMs`. */
  async end(waitMs: number): Promise<void> {
    const socket = this.#socket;
    if (socket === undefined || socket.closed) return;
    const closed = new Promise((resolve) => {
      socket.once('close', resolve);
    });
    await Promise.race([closed, setTimeout(waitMs, undefined, { ref: false })]);
    socket.destroy();
  }
}

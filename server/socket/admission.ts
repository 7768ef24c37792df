import type { Socket } from 'node:net';
import { type Access, permit, type Role, type Strangers } from '../access/index.ts';
import { ProtocolError, type Request } from '../protocol/index.ts';
import { startDeadline } from '../turns/deadline.ts';
import type { ConnectionLimits } from './connection-limits.ts';

export interface AdmissionOptions {
  readonly access: Access;
  /** Where the client is; clients of a Unix socket are all in one place. */
  readonly address: string;
  readonly limits: ConnectionLimits;
  /** Where the client is counted until it has shown a token. */
  readonly strangers: Strangers;
  /** Called with the error to answer when no token came in time. */
  readonly onLate: (error: ProtocolError) => void;
}

/** What one client may do: where tokens are asked for, nothing until it has shown one. */
export class Admission {
  readonly #options: AdmissionOptions;
  readonly #stopTimer: (() => void) | undefined;
  readonly #leave: (() => void) | undefined;
  #role: Role | undefined;
  #triesFailed = 0;
  #bytesAnswered = 0;

  constructor(options: AdmissionOptions) {
    this.#options = options;
    this.#role = options.access.roleWithoutToken;
    if (this.#role !== undefined) return;
    this.#leave = options.strangers.enter(options.address);
    const { authMsMax } = options.limits;
    this.#stopTimer = startDeadline(authMsMax, () => {
      const message = `no token that this server takes came within ${authMsMax} ms`;
      options.onLate(new ProtocolError('UNAUTHORIZED', message));
    });
  }

  /** Bytes that the next frame may have. */
  get frameBytesMax(): number {
    const { frameBytesMax, authFrameBytesMax } = this.#options.limits;
    return this.#role === undefined ? Math.min(frameBytesMax, authFrameBytesMax) : frameBytesMax;
  }

  /**
   * Lets `request` pass; an `auth` changes what may follow it.
   * @throws ProtocolError `UNAUTHORIZED`, `BUSY`.
   */
  pass(request: Request): void {
    if (request.op !== 'auth') {
      permit(this.#role, request.op);
      return;
    }
    const { access, address } = this.#options;
    this.#triesFailed += 1;
    this.#role = access.roleOf(request.token, address);
    this.#triesFailed -= 1;
    this.end();
  }

  /** Notes that an error of `bytes` goes out to the client. */
  answered(bytes: number): void {
    if (this.#role === undefined) this.#bytesAnswered += bytes;
  }

  /** Why no more is read from the client, as soon as it has tried or asked too much. */
  get spent(): ProtocolError | undefined {
    const { authTriesMax, authOutputBytesMax } = this.#options.limits;
    if (this.#triesFailed >= authTriesMax) {
      const message = `${authTriesMax} wrong tokens came; connect again with one that is right`;
      return new ProtocolError('UNAUTHORIZED', message);
    }
    if (this.#role !== undefined || this.#bytesAnswered < authOutputBytesMax) return undefined;
    return new ProtocolError('UNAUTHORIZED', 'too much was asked for without a token');
  }

  /** Waits for no token any more. */
  end(): void {
    this.#stopTimer?.();
    this.#leave?.();
  }
}

/** Where a client is; those of a Unix socket are all in one place. */
export function addressOfClient(socket: Socket): string {
  return socket.remoteAddress ?? 'local';
}

import { type Access, permit, type Role } from './access/index.ts';
import type { ConnectionLimits } from './connection-limits.ts';
import { startDeadline } from './deadline.ts';
import { ProtocolError, type Request } from './protocol/index.ts';

export interface AdmissionOptions {
  readonly access: Access;
  /** Where the client is; clients of a Unix socket are all in one place. */
  readonly address: string;
  readonly limits: ConnectionLimits;
  /** Called with the error to answer when no token came in time. */
  readonly onLate: (error: ProtocolError) => void;
}

/** What one client may do: where tokens are asked for, nothing until it has shown one. */
export class Admission {
  readonly #options: AdmissionOptions;
  readonly #stopTimer: (() => void) | undefined;
  #role: Role | undefined;

  constructor(options: AdmissionOptions) {
    this.#options = options;
    this.#role = options.access.roleWithoutToken;
    if (this.#role !== undefined) return;
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
    this.#role = access.roleOf(request.token, address);
    this.end();
  }

  /** Waits for no token any more. */
  end(): void {
    this.#stopTimer?.();
  }
}

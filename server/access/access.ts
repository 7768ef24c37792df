import { OPERATIONS, type Operation, ProtocolError } from '../protocol/index.ts';
import { FailedTries } from './failed-tries.ts';
import { type Role, roleOf, type TokenTable } from './tokens.ts';

const FAILED_TRIES_MAX = 5;
const FAILED_WINDOW_MS = 1_000;

/** Who may ask a server for what. */
export interface Access {
  /** What somebody without a token may do; undefined is nothing. */
  readonly roleWithoutToken: Role | undefined;
  /**
   * The role that `token` gives to a client at `address`.
   * @throws ProtocolError `UNAUTHORIZED`; `BUSY` for an address that has failed 5 times within the
   * last second. A token that is right is never kept waiting: others may have its address.
   */
  roleOf(token: string, address: string): Role;
}

/** Everybody may do everything; any token is as good. */
export const OPEN_ACCESS: Access = { roleWithoutToken: 'full', roleOf: () => 'full' };

/**
 * Nobody may do anything without one of the tokens.
 * @param now milliseconds from any origin, never decreasing
 */
export function tokenAccess(
  table: TokenTable,
  now: () => number = () => performance.now(),
): Access {
  const failed = new FailedTries({
    triesMax: FAILED_TRIES_MAX,
    windowMs: FAILED_WINDOW_MS,
    now,
  });
  return {
    roleWithoutToken: undefined,
    roleOf(token, address) {
      const role = roleOf(token, table);
      if (role !== undefined) return role;
      if (failed.isBarred(address)) {
        const message = `${FAILED_TRIES_MAX} wrong tokens a second came from your address`;
        throw new ProtocolError('BUSY', `${message}; try again in a second`);
      }
      failed.add(address);
      throw new ProtocolError('UNAUTHORIZED', 'the token is not one that this server takes', {
        field: 'token',
      });
    },
  };
}

/**
 * Lets a client of `role` ask for `op`.
 * @throws ProtocolError `UNAUTHORIZED`
 */
export function permit(role: Role | undefined, op: Operation): void {
  if (role === undefined) {
    throw new ProtocolError('UNAUTHORIZED', 'this server asks for a token before anything else');
  }
  if (role === 'read' && OPERATIONS[op].writes) {
    const message = `the token is one for reading, and ${op} changes what is stored`;
    throw new ProtocolError('UNAUTHORIZED', message);
  }
}

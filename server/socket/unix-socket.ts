import { randomBytes } from 'node:crypto';
import { chmodSync, linkSync, lstatSync, renameSync, type Stats, unlinkSync } from 'node:fs';
import { connect, type Server } from 'node:net';
import { codeOf, listening } from './bind.ts';
import { ListenError } from './listen-error.ts';

const ATTEMPTS_MAX = 5;
/** What Linux takes for the path of a socket, less the ending of a temporary name. */
const PATH_BYTES_MAX = 107 - 10;

/**
 * Has `server` listen on a Unix socket at `path` that its owner alone may use. The function it
 * resolves to removes the name, if it still is this socket's.
 *
 * The socket gets its name, by a hard link, when it is already listening. So a socket under the
 * name that refuses a connection is one whose server is gone, and is replaced; anything else that
 * stands there is left alone.
 * @throws ListenError `PORT_IN_USE`, `PORT_FORBIDDEN`, `LISTEN_FAILED`.
 */
export async function bindPath(server: Server, path: string): Promise<() => void> {
  if (Buffer.byteLength(path) > PATH_BYTES_MAX) {
    const message = `the path of a socket has at most ${PATH_BYTES_MAX} bytes, and ${path} has more`;
    throw new ListenError('LISTEN_FAILED', `${message}: give another with --socket`);
  }
  const temporary = beside(path);
  try {
    // Node binds before `listen` returns, so nobody else's file is made under this mask.
    const mask = process.umask(0o077);
    let bound: Promise<void>;
    try {
      bound = listening(server, { path: temporary });
    } finally {
      process.umask(mask);
    }
    await bound;
    chmodSync(temporary, 0o600);
    await takeName(temporary, path);
  } catch (error) {
    server.close();
    throw explain(error, path);
  }
  const own = lstatSync(path);
  return () => {
    if (isSame(stateOf(path), own)) unlinkSync(path);
  };
}

/** Moves the socket `temporary` to `path`, past one that is dead. */
async function takeName(temporary: string, path: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      linkSync(temporary, path);
      unlinkSync(temporary);
      return;
    } catch (error) {
      if (codeOf(error) !== 'EEXIST' || attempt === ATTEMPTS_MAX) throw error;
    }
    const found = stateOf(path);
    if (found === undefined) continue;
    if (!found.isSocket() || !(await isDead(path))) throw inUse(path);
    removeDead(path, found);
  }
}

/** Removes the dead socket `found`; what has come in its place meanwhile is put back. */
function removeDead(path: string, found: Stats): void {
  const aside = beside(path);
  renameSync(path, aside);
  if (!isSame(stateOf(aside), found)) linkSync(aside, path);
  unlinkSync(aside);
}

/** Whether nobody listens on the socket at `path` any more. */
async function isDead(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path });
    socket.once('connect', () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('error', (error) => resolve(codeOf(error) === 'ECONNREFUSED'));
  });
}

function stateOf(path: string): Stats | undefined {
  return lstatSync(path, { throwIfNoEntry: false });
}

function isSame(one: Stats | undefined, other: Stats): boolean {
  return one !== undefined && one.ino === other.ino && one.dev === other.dev;
}

function beside(path: string): string {
  return `${path}.${randomBytes(4).toString('hex')}`;
}

function inUse(path: string): ListenError {
  const message = `${path} is there, and is not a socket that a server has left behind`;
  return new ListenError('PORT_IN_USE', `${message}: give another with --socket`);
}

function explain(error: unknown, path: string): unknown {
  if (error instanceof ListenError) return error;
  const cause = { cause: error };
  const code = codeOf(error);
  const other = 'give another with --socket';
  if (code === 'EEXIST') return inUse(path);
  if (code === 'EACCES' || code === 'EPERM') {
    // A folder that does not exist is reported as forbidden, too.
    const message = `${path} may not be made, or its folder is not there: ${other}`;
    return new ListenError('PORT_FORBIDDEN', message, cause);
  }
  return new ListenError('LISTEN_FAILED', `cannot listen on ${path} (${code}): ${other}`, cause);
}

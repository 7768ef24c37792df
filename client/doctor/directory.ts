import { randomUUID } from 'node:crypto';
import { access, constants, open, rm, stat, statfs } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { formatCount } from '../output/index.ts';
import { type Check, fail, messageOf, ok, warn } from './check.ts';

const MIB = 2 ** 20;
/** Less than this and the next compaction or import may not find its place. */
const ROOM_BYTES_LEAST = 64 * MIB;

/** File systems that keep their own word about locks and syncs, by the magic number of Linux. */
const KEPT_ELSEWHERE: ReadonlyMap<number, string> = new Map([
  [0x6969, 'NFS'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB'],
  [0x01021997, '9p'],
]);
const IN_MEMORY: ReadonlyMap<number, string> = new Map([
  [0x01021994, 'tmpfs'],
  [0x858458f6, 'ramfs'],
]);

/** Whether the directory is there, may be used, and stands on a disk that has room and syncs. */
export async function examineDirectory(path: string, file: string): Promise<readonly Check[]> {
  const there = await examinePresence(path, file);
  if (there.status === 'fail') return [there];
  const permissions = await examinePermissions(path, file);
  const disk = [await examineFileSystem(path), await examineRoom(path, file)];
  if (permissions.status !== 'ok') return [there, permissions, ...disk];
  return [there, permissions, ...disk, await examineSync(path)];
}

async function examinePresence(path: string, file: string): Promise<Check> {
  const create = `make one with: vantage create ${path} --length N`;
  try {
    const found = await stat(path);
    if (!found.isDirectory()) {
      return fail('directory', `${path} is a file`, 'name the data directory that it is in');
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return fail('directory', `${path} does not exist`, create);
    }
    return fail('directory', messageOf(error), `chown or chmod the folders above ${path}`);
  }
  try {
    const { size } = await stat(file);
    return ok('directory', `${path}, ${formatCount(size)} bytes`);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === 'ENOENT' ? '' : messageOf(error);
    const finding = reason === '' ? `${path} has no ${basename(file)}` : reason;
    return fail('directory', finding, create);
  }
}

async function examinePermissions(path: string, file: string): Promise<Check> {
  if (!(await may(path, constants.R_OK | constants.X_OK)) || !(await may(file, constants.R_OK))) {
    const who = process.getuid?.() ?? 'this user';
    return fail('permissions', `user ${who} may not read it`, `chown or chmod ${path}`);
  }
  if ((await may(path, constants.W_OK)) && (await may(file, constants.W_OK))) {
    return ok('permissions', 'it may be read and written');
  }
  const remedy = `serve it with --read-only, or chown or chmod ${path}`;
  return warn('permissions', 'it may be read, not written', remedy);
}

async function examineFileSystem(path: string): Promise<Check> {
  const { type } = await statfs(path);
  const magic = type >>> 0;
  const elsewhere = KEPT_ELSEWHERE.get(magic);
  if (elsewhere !== undefined) {
    const finding = `${elsewhere}: locks and syncs are as good as its server's`;
    return warn('file system', finding, 'put the directory on a disk of this machine');
  }
  const memory = IN_MEMORY.get(magic);
  if (memory !== undefined) {
    const finding = `${memory}, in memory: all is gone when the machine stops`;
    return warn('file system', finding, 'put the directory on a disk');
  }
  return ok('file system', `type 0x${magic.toString(16)}`);
}

/** A compaction writes what is alive once more beside the file. */
async function examineRoom(path: string, file: string): Promise<Check> {
  const { bavail, bsize } = await statfs(path);
  const free = bavail * bsize;
  const { size } = await stat(file);
  const finding = `${formatCount(free)} bytes are free, the file has ${formatCount(size)}`;
  if (free < ROOM_BYTES_LEAST) {
    return fail('room', finding, `free at least ${formatCount(ROOM_BYTES_LEAST)} bytes`);
  }
  if (free >= size) return ok('room', finding);
  return warn('room', `${finding}, and compaction may need as much again`, 'free some space');
}

/** Writes and syncs a page, which is what a commit waits for. */
async function examineSync(path: string): Promise<Check> {
  const probe = join(path, `.doctor-${randomUUID()}`);
  try {
    const file = await open(probe, 'wx', 0o600);
    try {
      await file.write(Buffer.alloc(4096, 1));
      const begun = performance.now();
      await file.sync();
      return ok('sync', `one takes ${(performance.now() - begun).toFixed(2)} ms`);
    } finally {
      await file.close();
    }
  } catch (error) {
    return fail('sync', `a page could not be written: ${messageOf(error)}`, 'see to the disk');
  } finally {
    await rm(probe, { force: true });
  }
}

async function may(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}

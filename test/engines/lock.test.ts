import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { lockHolder } from '../../engines/storage/holder.ts';
import { lockFile } from '../../engines/storage/lock.ts';
import { withContenders } from '../../props/processes/contenders.ts';
import { scratchDirectory } from './scratch.ts';

const scratch = scratchDirectory('lock');
const { PATH } = process.env;

afterEach(() => {
  process.env['PATH'] = PATH;
});

/** Makes `script` the only program there is, under the name `flock`. */
function replaceFlock(name: string, script: string, mode = 0o755): void {
  const folder = join(scratch, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'flock'), script);
  chmodSync(join(folder, 'flock'), mode);
  process.env['PATH'] = folder;
}

/** A process that holds the lock file at `path` locked, and says nothing of itself. */
async function holdSilently(path: string): Promise<ChildProcess> {
  const child = spawn('flock', [
    '-x',
    '-n',
    '--no-fork',
    path,
    'sh',
    '-c',
    'echo held; exec sleep 60',
  ]);
  await once(child.stdout, 'data');
  return child;
}

describe('the writer lock', () => {
  it('says who has it: this process, or another one by its pid', async () => {
    const path = join(scratch, 'named');
    const lock = await lockFile(path);
    await expect(lockFile(path)).rejects.toMatchObject({
      code: 'LOCKED',
      message: expect.stringContaining(`this process (pid ${process.pid})`) as string,
    });
    await lock.release();

    await withContenders(1, async ([contender]) => {
      expect(await contender!.open('red-black', path)).toBe('won');
      await expect(lockFile(path)).rejects.toMatchObject({
        code: 'LOCKED',
        message: expect.stringContaining(`by pid ${contender!.pid} on`) as string,
      });
      expect(lockHolder(path)).toMatchObject({ pid: contender!.pid });
      if (process.platform !== 'linux') return;
      expect(lockHolder(path)?.command).toContain('contender');
      await expect(lockFile(path)).rejects.toThrow(/running: .*contender/);
    });
  });

  it.each([
    ['nothing', ''],
    ['half a name', '{"pid":'],
    ['the name of a process that has ended', JSON.stringify({ pid: 2 ** 22 + 1, host: 'HERE' })],
  ])('is told from a lock file that has %s: somebody has it', async (what, written) => {
    const path = join(scratch, what);
    writeFileSync(`${path}.lock`, written.replace('HERE', hostname()));
    const holder = await holdSilently(`${path}.lock`);

    await expect(lockFile(path)).rejects.toMatchObject({
      code: 'LOCKED',
      message: expect.stringContaining('by another process') as string,
    });

    holder.kill('SIGKILL');
    await once(holder, 'close');
    await (await lockFile(path)).release();
  });

  it('believes the name of a process on another machine, which it cannot look for', async () => {
    const path = join(scratch, 'elsewhere');
    const name = { pid: 2 ** 22 + 1, host: 'elsewhere', started: 'then' };
    writeFileSync(`${path}.lock`, JSON.stringify(name));
    const holder = await holdSilently(`${path}.lock`);

    await expect(lockFile(path)).rejects.toMatchObject({
      message: expect.stringContaining(`pid ${name.pid} on elsewhere, started then`) as string,
    });
    holder.kill('SIGKILL');
    await once(holder, 'close');
  });

  it.skipIf(process.platform !== 'linux')(
    'is not held by a process that lives and has no such file open',
    () => {
      const path = join(scratch, 'taken-over');
      const name = { pid: process.ppid, host: hostname(), started: 'then' };
      writeFileSync(`${path}.lock`, JSON.stringify(name));
      expect(lockHolder(path)).toBeUndefined();
      expect(lockHolder(join(scratch, 'no-such'))).toBeUndefined();
    },
  );

  it('is about the file that has the name, also where that was removed on the way', async () => {
    const path = join(scratch, 'removed');
    const taking = lockFile(path);
    // Nothing else of this process goes on meanwhile: the file is opened, and not locked yet.
    while (!existsSync(`${path}.lock`));
    unlinkSync(`${path}.lock`);
    const lock = await taking;
    expect(JSON.parse(readFileSync(`${path}.lock`, 'utf8'))).toMatchObject({ pid: process.pid });
    await expect(lockFile(path)).rejects.toMatchObject({ code: 'LOCKED' });
    await lock.release();
  });

  it('leaves no name behind when it is released', async () => {
    const path = join(scratch, 'released');
    const lock = await lockFile(path);
    expect(JSON.parse(readFileSync(`${path}.lock`, 'utf8'))).toMatchObject({ pid: process.pid });

    await lock.release();

    expect(readFileSync(`${path}.lock`, 'utf8')).toBe('');
  });
});

describe.skipIf(process.platform !== 'linux')('without the program flock', () => {
  it('the lock is a socket, which warns, is refused a second time and can be released', async () => {
    const path = join(scratch, 'socket');
    const warned = once(process, 'warning') as Promise<[Error]>;
    process.env['PATH'] = scratch;

    const lock = await lockFile(path);
    await expect(lockFile(path)).rejects.toMatchObject({ code: 'LOCKED' });
    await lock.release();
    await (await lockFile(path)).release();

    expect((await warned)[0].message).toContain('no flock program');
  });

  it('that may not be run, there is no lock', async () => {
    replaceFlock('forbidden', '#!/bin/sh\n', 0o644);

    await expect(lockFile(join(scratch, 'forbidden-file'))).rejects.toMatchObject({
      code: 'PERMISSION',
    });
  });

  it('that dies, there is no lock', async () => {
    replaceFlock('dying', '#!/bin/sh\nkill -9 $$\n');

    await expect(lockFile(join(scratch, 'dying-file'))).rejects.toMatchObject({ code: 'LOCKED' });
  });
});

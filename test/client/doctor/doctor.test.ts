import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Check } from '../../../client/doctor/check.ts';
import { examinations } from '../../../client/doctor/index.ts';
import { examineMachine, type Machine } from '../../../client/doctor/machine.ts';
import { examinePort } from '../../../client/doctor/service.ts';
import { PAGE_BYTES } from '../../../engines/storage/layout.ts';
import { findPostgres, startCluster } from '../../../props/processes/postgres-cluster.ts';
import { createToken } from '../../../server/access/index.ts';
import { createDatabase, demoSeries, openDatabase, serve } from '../../../server/index.ts';
import { scratchDirectory } from '../../engines/scratch.ts';

const postgres = findPostgres();
const scratch = scratchDirectory('doctor');
const MACHINE = { nodeVersion: '20.19.0', platform: 'linux', programs: [scratch] } as const;

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** What the doctor says, by the name of the check. */
async function examined(
  options: Partial<Parameters<typeof examinations>[0]>,
): Promise<ReadonlyMap<string, Check>> {
  const checks: Check[] = [];
  const all = { directory: undefined, port: await freePort(), machine: MACHINE, ...options };
  for (const examine of examinations(all)) checks.push(...(await examine()));
  for (const { status, remedy } of checks) expect(status === 'ok').toBe(remedy === undefined);
  expect(new Set(checks.map(({ name }) => name)).size).toBe(checks.length);
  return new Map(checks.map((check) => [check.name, check]));
}

/** A port that somebody has, until the test ends. */
async function takenPort(): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined).resume();
    socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(async () => new Promise((resolve) => server.close(resolve)));
  return (server.address() as AddressInfo).port;
}

async function freePort(): Promise<number> {
  const port = await takenPort();
  await closers.pop()!();
  return port;
}

async function collection(name: string): Promise<string> {
  const path = join(scratch, name);
  const database = await createDatabase(path, { length: 100 });
  for (const { id, series } of demoSeries(20, 1)) await database.insert(id, series);
  await database.close();
  return path;
}

function statuses(checks: ReadonlyMap<string, Check>): Readonly<Record<string, string>> {
  return Object.fromEntries([...checks].map(([name, { status }]) => [name, status]));
}

function ofMachine(machine: Partial<Machine>): ReadonlyMap<string, Check> {
  const checks = examineMachine({ ...MACHINE, ...machine });
  return new Map(checks.map((check) => [check.name, check]));
}

describe.skipIf('reason' in postgres)(
  `the doctor of a server for metadata${'reason' in postgres ? ` (SKIP: ${postgres.reason})` : ''}`,
  () => {
    it('says whether it keeps what it is told, and whether it finds out what its disk damaged', async () => {
      const cluster = await startCluster((postgres as { readonly bin: string }).bin);
      closers.push(() => cluster.stop());
      const metadata = cluster.url;
      const sound = await examined({ metadata });
      expect(statuses(sound)).toMatchObject({ metadata: 'ok', checksums: 'warn' });
      expect(sound.get('metadata')!.finding).toMatch(/^PostgreSQL \d+/);
      await cluster.configure({ synchronous_commit: 'off' });
      const unsafe = await examined({ metadata });
      expect(statuses(unsafe)).toMatchObject({ metadata: 'fail' });
      expect(unsafe.get('metadata')!.finding).toContain('synchronous_commit = off');
    }, 120_000);

    it('says that none answers', async () => {
      const metadata = `postgres://user:secret@127.0.0.1:${await freePort()}/name`;
      const { status, finding } = (await examined({ metadata })).get('metadata')!;
      expect(status).toBe('fail');
      expect(finding).toContain('ECONNREFUSED');
      expect(finding).not.toContain('secret');
    });
  },
);

describe('the doctor', () => {
  it('finds this machine and a sound directory in order, and changes nothing', async () => {
    const directory = await collection('sound');
    writeFileSync(join(scratch, 'flock'), '', { mode: 0o755 });
    const file = join(directory, 'collection.vantage');
    const before = readFileSync(file);
    const checks = await examined({ directory });
    expect(statuses(checks)).toMatchObject({
      node: 'ok',
      system: 'ok',
      flock: 'ok',
      workers: 'ok',
      port: 'ok',
      directory: 'ok',
      permissions: 'ok',
      sync: 'ok',
      lock: 'ok',
      contents: 'ok',
    });
    expect(checks.get('contents')!.finding).toMatch(/^sound: 20 series, \d+ pages checked$/);
    expect(checks.get('lock')!.finding).toContain('free');
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it.each([
    ['20.19.0', 'ok'],
    ['20.20.1', 'ok'],
    ['22.0.0', 'ok'],
    ['20.18.9', 'fail'],
    ['18.99.0', 'fail'],
  ])('takes Node %s for %s', (nodeVersion, status) => {
    expect(ofMachine({ nodeVersion }).get('node')!.status).toBe(status);
  });

  it('misses flock on Linux only, and takes no other system but macOS', () => {
    const programs = [join(scratch, 'nowhere')];
    const missing = { status: 'warn', remedy: 'install util-linux' };
    expect(ofMachine({ programs }).get('flock')).toMatchObject(missing);
    const mac = ofMachine({ programs, platform: 'darwin' });
    expect(mac.has('flock')).toBe(false);
    expect(mac.get('system')!.status).toBe('ok');
    expect(ofMachine({ platform: 'win32' }).get('system')!.status).toBe('fail');
  });

  it('tells whether a port is free, has a server of ours, or another', async () => {
    const database = await createDatabase(undefined, { length: 4 });
    closers.push(() => database.close());
    const open = await serve(database, { port: 0 });
    closers.push(() => open.close());
    const tokens = { text: createToken('full').line, name: 'tokens' };
    const closed = await serve(database, { port: 0, tokens });
    closers.push(() => closed.close());
    expect((await examinePort(await freePort())).finding).toContain('is free');
    expect((await examinePort(open.port)).finding).toContain('a server of Vantage answers');
    expect((await examinePort(closed.port)).finding).toContain('a server of Vantage answers');
    expect(await examinePort(await takenPort())).toMatchObject({
      status: 'warn',
      remedy: 'serve with --port N',
    });
  });

  it('says that there is no directory, or none of ours', async () => {
    const nowhere = await examined({ directory: join(scratch, 'nowhere') });
    expect(nowhere.get('directory')).toMatchObject({ status: 'fail' });
    expect(nowhere.get('directory')!.finding).toContain('does not exist');
    mkdirSync(join(scratch, 'empty'));
    const empty = await examined({ directory: join(scratch, 'empty') });
    expect(empty.get('directory')!.finding).toContain('has no collection.vantage');
    expect(empty.get('directory')!.remedy).toContain('vantage create');
    const file = join(scratch, 'file');
    writeFileSync(file, '');
    expect((await examined({ directory: file })).get('directory')!.finding).toContain('is a file');
  });

  it('names who has the directory open for writing', async () => {
    const directory = await collection('busy');
    const database = await openDatabase(directory);
    closers.push(() => database.close());
    const { finding, status } = (await examined({ directory })).get('lock')!;
    expect(status).toBe('ok');
    expect(finding).toContain(`held by pid ${process.pid}`);
  });

  it('fails over a fault in what is stored', async () => {
    const directory = await collection('damaged');
    const file = join(directory, 'collection.vantage');
    const bytes = readFileSync(file);
    for (let at = 5 * PAGE_BYTES + 200; at < bytes.length; at += PAGE_BYTES) bytes[at]! ^= 1;
    writeFileSync(file, bytes);
    const contents = (await examined({ directory })).get('contents')!;
    expect(contents.status).toBe('fail');
    expect(contents.remedy).toContain('vantage salvage');
  });
});

import type { Database, Statement } from 'better-sqlite3';
import type { Entry } from '../../engines/index.ts';
import { CHECKSUM_START, mixEntry } from '../checksum.ts';
import type { Contender, Reads, Store } from '../contenders/index.ts';
import { betterSqlite3Backing } from './backings/better-sqlite3.ts';
import { scratchFolder } from './backings/scratch-folder.ts';
import { peerEngine } from './contract/index.ts';

type Row = [key: Buffer, value: Buffer];

/** Memory for pages by default, in bytes: what the engines have. */
const CACHE_BYTES = 64 * 2 ** 20;

/** Bytes of the file that are read through a memory map. */
const MAP_BYTES = 2 ** 31 - 2 ** 16;

/*
 * Reads are inside one read transaction, as a snapshot is; each in one of its own would ask the
 * shared-memory index of the log every time. With `synchronous = FULL` a commit syncs the log.
 */

export async function loadBetterSqlite3(): Promise<Contender> {
  const { default: Sqlite } = await import('better-sqlite3');
  new Sqlite(':memory:').close(); // So that an addon that was not built is told of now.
  const engine = peerEngine(
    {
      name: 'better-sqlite3',
      description: 'SQLite through better-sqlite3: a B-tree table without row ids',
      lacks: [],
    },
    async () => {
      const { path, remove } = scratchFolder();
      return betterSqlite3Backing(() => new Sqlite(path), remove);
    },
  );
  return {
    engine,
    manifest: engine.manifest,
    compacts: true,
    balanced: true,
    places: ['memory', 'file'],
    async open(path = ':memory:', { cacheBytes } = {}) {
      const database = new Sqlite(path);
      database.pragma('journal_mode = WAL');
      database.pragma('synchronous = FULL');
      database.pragma(`cache_size = -${(cacheBytes ?? CACHE_BYTES) / 1024}`);
      // A map would go around a cache that is meant to be small.
      database.pragma(`mmap_size = ${cacheBytes === undefined ? MAP_BYTES : 0}`);
      database.exec(
        'create table if not exists entries (key blob primary key, value blob not null) without rowid',
      );
      return storeOf(database);
    },
  };
}

function storeOf(database: Database): Store {
  const put = database.prepare<[Uint8Array, Uint8Array]>(
    'insert into entries values (?, ?) on conflict (key) do update set value = excluded.value',
  );
  const putAll = database.transaction((entries: readonly Entry[]) => {
    for (const { key, value } of entries) put.run(key, value);
  });
  const remove = database.prepare<[Uint8Array]>('delete from entries where key = ?');
  const removeAll = database.transaction((keys: readonly Uint8Array[]) => {
    for (const key of keys) remove.run(key);
  });
  return {
    insert: async (entries) => putAll(entries),
    put: async ({ key, value }) => void put.run(key, value),
    // A commit blocks the thread, so that none can share the sync of another.
    putAtOnce: async (entries) => {
      for (const { key, value } of entries) put.run(key, value);
    },
    remove: async (keys) => removeAll(keys),
    compact: async () => void database.exec('vacuum'),
    read: () => readsOf(database),
    close: async () => void database.close(),
  };
}

function readsOf(database: Database): Reads {
  const one: Statement<[Uint8Array], Buffer> = database
    .prepare<[Uint8Array], Buffer>('select value from entries where key = ?')
    .pluck();
  const all: Statement<[], Row> = database
    .prepare<[], Row>('select key, value from entries order by key')
    .raw();
  const some: Statement<[Uint8Array, number], Row> = database
    .prepare<[Uint8Array, number], Row>(
      'select key, value from entries where key >= ? order by key limit ?',
    )
    .raw();
  const count: Statement<[Uint8Array, Uint8Array], number> = database
    .prepare<[Uint8Array, Uint8Array], number>(
      'select count(*) from entries where key >= ? and key < ?',
    )
    .pluck();
  database.exec('begin');
  return {
    view: (key) => one.get(key),
    get: (key) => one.get(key),
    scan() {
      let checksum = CHECKSUM_START;
      for (const [key, value] of all.iterate()) checksum = mixEntry(checksum, key, value);
      return checksum;
    },
    range(from, length) {
      let checksum = CHECKSUM_START;
      for (const [key, value] of some.all(from, length)) checksum = mixEntry(checksum, key, value);
      return checksum;
    },
    count: (from, to) => count.get(from, to)!,
    release: () => void database.exec('commit'),
  };
}

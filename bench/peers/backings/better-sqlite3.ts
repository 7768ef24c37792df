import type Sqlite from 'better-sqlite3';
import type { Backing, Source, Target } from '../contract/index.ts';

type Row = [key: Buffer, value: Buffer];

/** Rows of one query of a walk: a connection that iterates can do nothing else meanwhile. */
const ROWS = 100;

const CREATE = 'create table entries (key blob primary key, value blob not null) without rowid';

/** A table in a file that `remove` removes; each snapshot reads by a connection of its own. */
export function betterSqlite3Backing(connect: () => Sqlite.Database, remove: () => void): Backing {
  const writer = connect();
  writer.pragma('journal_mode = WAL');
  writer.exec(CREATE);
  const put = writer.prepare<[Uint8Array, Uint8Array]>(
    'insert into entries values (?, ?) on conflict do update set value = excluded.value',
  );
  const remover = writer.prepare<[Uint8Array]>('delete from entries where key = ?');
  const target: Target = {
    ...sourceOf(writer),
    put: (key, value) => void put.run(key, value),
    delete: (key) => void remover.run(key),
  };
  const idle: Sqlite.Database[] = [];
  const all: Sqlite.Database[] = [writer];
  return {
    snapshot() {
      const reader = idle.pop() ?? connect();
      if (!all.includes(reader)) all.push(reader);
      reader.exec('begin');
      reader.prepare('select 1 from entries limit 1').get(); // The first read decides what is seen.
      return {
        ...sourceOf(reader),
        release() {
          reader.exec('commit');
          idle.push(reader);
        },
      };
    },
    transact: (work) => ({ result: writer.transaction(() => work(target)).immediate() }),
    async close() {
      for (const connection of all) connection.close();
      remove();
    },
  };
}

function sourceOf(connection: Sqlite.Database): Source {
  const one = connection
    .prepare<[Uint8Array], Buffer>('select value from entries where key = ?')
    .pluck();
  const rows = (where: string): Sqlite.Statement<[Uint8Array, Uint8Array], Row> =>
    connection
      .prepare<[Uint8Array, Uint8Array], Row>(`select key, value from entries where ${where}`)
      .raw();
  const up = rows(`key >= ? and key < ? order by key limit ${ROWS}`);
  const down = rows(`key >= ? and key < ? order by key desc limit ${ROWS}`);
  return {
    get: (key) => one.get(key),
    *walk({ from, to, reverse }) {
      let [low, high] = [from, to];
      for (;;) {
        const found = (reverse ? down : up).all(low, high);
        yield* found;
        const last = found.at(-1)?.[0];
        if (last === undefined || found.length < ROWS) return;
        if (reverse) high = last;
        else low = Buffer.concat([last, Buffer.of(0)]);
      }
    },
  };
}

import type { Operation } from '../../../server/protocol/index.ts';

export const ts: readonly (readonly number[])[] = [
  [0, 1, 2],
  [3.5, -1, 0],
];

/** A sound message for each operation, with the fields it must have. */
export const SOUND: Readonly<Record<Operation, Readonly<Record<string, unknown>>>> = {
  with_id: { op: 'with_id', id: 'ts-1' },
  with_ts: { op: 'with_ts', ts },
  insert_ts: { op: 'insert_ts', id: 'ts-1', ts },
  delete: { op: 'delete', id: 'ts-1' },
  get_ts: { op: 'get_ts', id: 'ts-1' },
  list_ts: { op: 'list_ts' },
  distance: { op: 'distance', a: 'ts-1', b: 'ts-2' },
  add_vantage: { op: 'add_vantage', ids: ['ts-1'] },
  drop_vantage: { op: 'drop_vantage', ids: ['ts-1'] },
  upsert_meta: { op: 'upsert_meta', id: 'ts-1', metadata: { level: 'A' } },
  get_meta: { op: 'get_meta', id: 'ts-1' },
  select: { op: 'select' },
  schema: { op: 'schema' },
  add_columns: { op: 'add_columns', columns: [{ name: 'level', type: 'text' }] },
  query: { op: 'query', text: '(+ 1 2)' },
  stats: { op: 'stats' },
  ping: { op: 'ping' },
  auth: { op: 'auth', token: 'secret' },
};

/** Values of every JSON type, and texts, numbers and lists that are near to what fields take. */
export const ODD_VALUES: readonly unknown[] = [
  null,
  true,
  '',
  '5',
  'x'.repeat(256),
  'a\u0000b',
  '\u009f',
  0,
  -1,
  1.5,
  1e12,
  [],
  [[], []],
  [[0], [1], [2]],
  [[0, 1], [1]],
  [
    [0, '1'],
    [1, 2],
  ],
  [
    [0, null],
    [1, 2],
  ],
  [0, 1],
  { a: 1 },
];

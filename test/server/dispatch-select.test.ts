import { afterAll, beforeAll, expect, it } from 'vitest';
import { dispatcher } from '../../server/dispatch.ts';
import { createDatabase, createSeries, type Database } from '../../server/index.ts';
import type { ReplyBody } from '../../server/protocol/index.ts';

const SERIES = 7500;
let database: Database;

beforeAll(async () => {
  database = await createDatabase(undefined, { length: 2, vantagePoints: 0 });
  await database.addColumns(
    Array.from({ length: 64 }, (_, index) => ({ name: `c${index}`, type: 'number' as const })),
  );
  const inserting = Array.from({ length: SERIES }, (_, index) =>
    database.insert(`ts-${index}`, createSeries([0, 1], [index, index + 1])),
  );
  await Promise.all(inserting);
});

afterAll(() => database.close());

async function select(limit: number, signal = new AbortController().signal): Promise<ReplyBody> {
  const selection = { where: undefined, fields: undefined, sort: [], limit, offset: 0 };
  const request = { op: 'select', requestId: undefined, ...selection } as const;
  return dispatcher(database)(request, { signal, source: {} });
}

it('refuses a selection that no reply holds, and says which limit one would', async () => {
  const refused: unknown = await select(100_000).catch((error: unknown) => error);

  expect(refused).toMatchObject({ code: 'REPLY_TOO_LARGE' });
  const { message } = refused as Error;
  expect(message).toMatch(/has 7500 rows of 135 keys and values; name fewer fields, or a limit/);
  const most = Number(/limit of up to (\d+)$/.exec(message)?.[1]);
  expect(most).toBeGreaterThan(7000);
  expect(await select(most)).toMatchObject({ truncated: true, total: SERIES });
  await expect(select(most + 1)).rejects.toMatchObject({ code: 'REPLY_TOO_LARGE' });
});

it('ends a selection when its client has gone', async () => {
  await expect(select(1, AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
});

import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../client/index.ts';
import {
  databaseQuerySource,
  LOCAL_PROGRAM_LIMITS,
  openDatabase,
  Session,
  toJson,
} from '../../server/index.ts';
import { scratchDirectory } from '../engines/scratch.ts';
import { type Served, serveProcess, vantage } from './processes.ts';
import { PROGRAMS, PROGRAMS_DEMO } from './programs.ts';

const directory = join(scratchDirectory('programs'), 'demo');
let served: Served;

beforeAll(async () => {
  const { count, seed } = PROGRAMS_DEMO;
  const created = await vantage('create', directory, '--demo', `${count}`, '--seed', `${seed}`);
  expect(created).toMatchObject({ code: 0 });
  served = await serveProcess(directory);
});
afterAll(() => served.stop('SIGTERM'));

describe('the programs', () => {
  it('are twenty or more', () => {
    expect(PROGRAMS.length).toBeGreaterThanOrEqual(20);
  });

  it('come to their values in process, over a directory', async () => {
    const database = await openDatabase(directory, { readOnly: true });
    const source = databaseQuerySource(database, { writes: false });
    for (const { text, value } of PROGRAMS) {
      const session = new Session({ source, limits: LOCAL_PROGRAM_LIMITS });
      expect([text, toJson(await session.evaluate(text))]).toEqual([text, value]);
    }
    await database.close();
  });

  it('come to the same on a server', async () => {
    const client = await connect(served.url);
    for (const { text, value } of PROGRAMS) {
      expect([text, await client.query(text)]).toEqual([text, value]);
    }
    await client.close();
  });

  it('come to the same in the command, over a server', async () => {
    const asking = PROGRAMS.filter(({ text }) => /nearest|select|series/.test(text)).slice(0, 6);
    for (const { text, value } of asking) {
      const { code, stdout } = await vantage('query', text, '--url', served.url, '--json');
      expect([text, code, JSON.parse(stdout)]).toEqual([text, 0, { value }]);
    }
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EngineError } from '../../../engines/errors.ts';
import { OPEN_ACCESS } from '../../../server/access/index.ts';
import { readWriteId, WRITE_LIMITS } from '../../../server/database/index.ts';
import { DatabaseError } from '../../../server/errors.ts';
import { dataRoutes } from '../../../server/http/data-routes.ts';
import { HTTP_LIMITS } from '../../../server/http/http-limits.ts';
import { httpStatusOf } from '../../../server/http/http-status.ts';
import { statusRoutes } from '../../../server/http/status-routes.ts';
import {
  DEFAULT_HOST,
  DEFAULT_PORT,
  DEFAULT_URL,
  describeError,
  encodeFrame,
  endsConnection,
  OPERATIONS,
  ProtocolError,
  readReply,
  readRequest,
  STATUS,
  WIRE_LIMITS,
} from '../../../server/protocol/index.ts';
import { QueryError, SERVER_PROGRAM_LIMITS } from '../../../server/query/index.ts';
import { VALUE_LIMITS } from '../../../server/query/limits.ts';
import { RequestReader } from '../../../server/reading/index.ts';
import { CONNECTION_LIMITS } from '../../../server/socket/connection-limits.ts';
import { ByteBudget } from '../../../server/turns/byte-budget.ts';
import { TurnAllowance } from '../../../server/turns/turn-allowance.ts';

const text = readFileSync(new URL('../../../server/PROTOCOL.md', import.meta.url), 'utf8');

/** The rows of the table in PROTOCOL.md under `heading`, one array of cells a row. */
function table(heading: string): readonly (readonly string[])[] {
  if (!text.includes(heading)) throw new Error(`PROTOCOL.md has no ${heading}`);
  const from = text.slice(text.indexOf(heading) + heading.length);
  const lines = from.slice(from.indexOf('|')).split('\n');
  const end = lines.findIndex((line) => !line.startsWith('|'));
  return lines.slice(2, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

/** Routes are made from a server, but can be listed without one. */
const NO_SERVER = {
  handler: async () => ({ payload: {} }),
  access: OPEN_ACCESS,
  reader: new RequestReader(),
  input: new ByteBudget(),
  output: new ByteBudget(),
  allowance: new TurnAllowance(),
  cost: () => 0,
  events: {},
  bodyBytesMax: 1,
  isDraining: () => false,
  isReadOnly: () => false,
  columns: () => [],
  metrics: () => '',
};

/** The codes in the union of a source file. */
function codesIn(path: string): readonly string[] {
  const source = readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
  return [...source.matchAll(/^ {2}\| '([A-Z_0-9]+)'/gm)].map((match) => match[1] ?? '');
}

function statusName(status: number): string | undefined {
  return Object.entries(STATUS).find(([, number]) => number === status)?.[0];
}

/** The words of a cell that stand in backquotes. */
function wordsIn(cell: string | undefined): string[] {
  return [...(cell ?? '').matchAll(/`(\w+)`/g)].map((match) => match[1] ?? '');
}

/** The name and the value of a row that states a limit. */
function limitIn([, value, name]: readonly string[]): readonly [string, number] {
  return [wordsIn(name)[0] ?? '', Number(value)];
}

describe('PROTOCOL.md', () => {
  it('has the address of the code', () => {
    expect(text).toContain(`${DEFAULT_HOST} port ${DEFAULT_PORT} (\`${DEFAULT_URL}\`)`);
  });

  it('has the operations of the code, with their fields', () => {
    const rows = table('## Requests').map(([op, required, optional]) => [
      wordsIn(op)[0],
      { required: wordsIn(required), optional: wordsIn(optional) },
    ]);
    const expected = Object.entries(OPERATIONS).map(([op, { required, optional }]) => [
      op,
      { required, optional },
    ]);
    expect(rows).toEqual(expected);
  });

  it('has the limits of the code', () => {
    expect(table('## Limits').map(limitIn)).toEqual(Object.entries(WIRE_LIMITS));
    const ofConnection = Object.fromEntries(table('And of one connection').map(limitIn));
    const { frameBytesMax: _same, ...limits } = CONNECTION_LIMITS;
    expect(ofConnection).toEqual(limits);
    const ofPrograms = table('others wait as searches do').map(limitIn);
    expect(Object.fromEntries(ofPrograms)).toEqual({ ...SERVER_PROGRAM_LIMITS, ...VALUE_LIMITS });
    const ofNames = table('have to be random').map(limitIn);
    expect(Object.fromEntries(ofNames)).toEqual(WRITE_LIMITS);
  });

  it('shows the bytes of a frame as they are written', () => {
    const bytes = encodeFrame('{"op":"ping"}')
      .toString('hex')
      .replace(/..(?!$)/g, '$& ');
    expect(text).toContain(`    ${bytes}\n`);
  });

  it('shows requests and replies that can be read', () => {
    const shown = text.split('\n\n').filter((part) => part.startsWith('    {'));
    const messages = shown.map((part) => Buffer.from(part));
    const [request, named, reply, error] = messages;
    if (!request || !named || !reply || !error) {
      throw new Error('PROTOCOL.md shows no request, reply and error');
    }
    expect(readRequest(request).tag).toBe('request');
    const reading = readRequest(named);
    if (reading.tag === 'failure') throw reading.error;
    expect(readWriteId(reading.request.requestId ?? '')).toBeDefined();
    expect(readReply(reply).status).toBe(STATUS.OK);
    const refused = readRequest(Buffer.from('{"op":"with_id","id":"x","k":0}'));
    if (refused.tag !== 'failure') throw new Error('k = 0 was taken');
    const failure = describeError(refused.error, refused.op);
    expect(readReply(error)).toMatchObject(failure);
    expect(messages).toHaveLength(4);
  });

  it('says of the codes of the code that they end the connection', () => {
    const last = new Set(['BUSY', 'SHUTTING_DOWN', 'UNAUTHORIZED']);
    for (const [code = '', , when] of table('Of the wire itself:')) {
      const ends = when?.endsWith('the connection ends') === true;
      expect(endsConnection(code)).toBe(ends || last.has(code));
    }
  });

  it('has the routes of the code, and what their limits are', () => {
    const routes = [...dataRoutes(NO_SERVER), ...statusRoutes(NO_SERVER)];
    const ofCode = routes.flatMap(({ path, methods }) =>
      Object.keys(methods).map((method) => `${method} ${path.replace('*', 'ID')}`),
    );
    const rows = table('## HTTP').map(([route]) => route?.replaceAll('`', ''));
    expect(new Set(rows)).toEqual(new Set(ofCode));
    const limits = Object.fromEntries(table('A client that ends its side').map(limitIn));
    expect(limits).toEqual(HTTP_LIMITS);
  });

  it('has the status of HTTP for every status of the wire', () => {
    const rows = table('A status of the wire becomes').flatMap(([http, names]) =>
      (names ?? '')
        .split(';')[0]!
        .split(', ')
        .map((name) => [name, Number(http)] as const),
    );
    const ofDocument = new Map(rows.filter(([name]) => /^[A-Z_]+$/.test(name)));
    const ofCode = Object.entries(STATUS).map(([name, status]) => [name, httpStatusOf(status)]);
    expect(Object.fromEntries(ofDocument)).toEqual(Object.fromEntries(ofCode));
  });

  it('has the statuses of the code', () => {
    const rows = table('## Statuses').map(([status, name]) => [name, Number(status)]);
    expect(rows).toEqual(Object.entries(STATUS));
  });

  it('has every code of the wire with its status', () => {
    const rows = table('Of the wire itself:');
    expect(rows.map(([code]) => code)).toEqual(codesIn('server/protocol/errors.ts'));
    for (const [code, status] of rows) {
      const error = new ProtocolError(code as ProtocolError['code'], 'x');
      expect([code, statusName(describeError(error, null).status)]).toEqual([code, status]);
    }
  });

  it('has every code of the collection that an operation can meet', () => {
    const rows = new Map(table('Of the collection:').map(([code, status]) => [code, status]));
    const codes = codesIn('server/errors.ts');
    expect([...rows.keys()].filter((code) => !codes.includes(code ?? ''))).toEqual([]);
    for (const code of codes) {
      const failure = describeError(new DatabaseError(code as DatabaseError['code'], 'x'), null);
      expect([code, statusName(failure.status)]).toEqual([code, rows.get(code) ?? 'UNKNOWN_ERROR']);
    }
  });

  it('has every code of a program but that of a source', () => {
    const rows = table('Of a [program](#programs):');
    const codes = [
      ...codesIn('server/forms/form-error.ts'),
      ...codesIn('server/query/query-error.ts'),
    ];
    expect(rows.map(([code]) => code)).toEqual(codes.filter((code) => code !== 'SOURCE'));
    for (const [code, status] of rows) {
      const place = { text: 'x', span: { start: 0, end: 1 } };
      const error = new QueryError(code as QueryError['code'], 'x', place);
      expect([code, statusName(describeError(error, 'query').status)]).toEqual([code, status]);
    }
  });

  it('has every code of the storage that is told to clients', () => {
    const rows = new Map(table('Of its storage:').map(([code, status]) => [code, status]));
    const codes = codesIn('engines/errors.ts');
    expect([...rows.keys()].filter((code) => !codes.includes(code ?? ''))).toEqual([]);
    for (const code of codes) {
      const failure = describeError(new EngineError(code as EngineError['code'], 'x'), null);
      const told = rows.has(code) ? code : 'UNKNOWN_ERROR';
      expect(failure.payload.code).toBe(told);
      expect([code, statusName(failure.status)]).toEqual([code, rows.get(code) ?? 'UNKNOWN_ERROR']);
    }
  });
});

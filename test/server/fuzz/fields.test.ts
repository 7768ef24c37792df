import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDatabase, type Database, type RunningServer, serve } from '../../../server/index.ts';
import { OPERATIONS, type Operation, WIRE_LIMITS } from '../../../server/protocol/index.ts';
import { connectRaw, type RawClient } from '../raw-client.ts';
import { judge } from './judge.ts';
import { SOUND, ts } from './sound-requests.ts';

/** Values on the near side of the bounds of a field, and on the far side. */
interface Bounds {
  readonly taken: readonly unknown[];
  readonly refused: readonly unknown[];
}

const id: Bounds = {
  taken: ['x', 'x'.repeat(WIRE_LIMITS.idBytesMax), '__proto__', '../..', '\u202e'],
  refused: ['', 'x'.repeat(WIRE_LIMITS.idBytesMax + 1), 'é'.repeat(128), 'a\u0000b', '\u009f'],
};

const whole = (least: number, most: number): Bounds => ({
  taken: [least, most],
  refused: [least - 1, most + 1, least + 0.5, 2 ** 53, -least - 1, '1'],
});

const flag: Bounds = { taken: [true, false], refused: ['true', 0, 1] };

const listOf = (count: number, element: (index: number) => unknown): readonly unknown[] =>
  Array.from({ length: count }, (_, index) => element(index));

const column = (index: number): unknown => ({ name: `column-${index}`, type: 'number' });
const idAt = (index: number): string => `id-${index}`;

const { vantagePointsMax, whereBytesMax, columnsMax, sortKeysMax, pointsMax } = WIRE_LIMITS;
const ids: Bounds = {
  taken: [['ts-1'], listOf(vantagePointsMax, idAt)],
  refused: [[], listOf(vantagePointsMax + 1, idAt), ['ts-1', 5], [''], [['ts-1']]],
};
const long = Array.from({ length: pointsMax + 1 }, (_, index) => index);

/** Every field of every operation, and what it takes. */
const FIELDS: Readonly<Record<string, Bounds>> = {
  id,
  a: id,
  b: id,
  after: id,
  ids,
  ts: {
    taken: [ts],
    refused: [[], [[], []], [ts[0]], [ts[0], ts[1], ts[1]], [[0, 1, '2'], ts[1]], [long, long]],
  },
  k: whole(1, WIRE_LIMITS.kMax),
  count: whole(1, vantagePointsMax),
  timeout: whole(1, WIRE_LIMITS.timeoutMsMax),
  offset: whole(0, WIRE_LIMITS.offsetMax),
  limit: whole(1, WIRE_LIMITS.limitMax),
  radius: { taken: [0, -0, 1.5, Number.MAX_VALUE], refused: [-1, -5e-324, '1'] },
  explain: flag,
  series: flag,
  strategy: { taken: ['auto', 'scan'], refused: ['', 'Auto', 'toString', '__proto__'] },
  where: {
    taken: ['(= id "ts-1")'.padStart(whereBytesMax)],
    refused: ['x'.repeat(whereBytesMax + 1), '(', '(= nope 1)', '(= id 1)', '(shell "x")', ')'],
  },
  metadata: {
    taken: [{}, { level: 'A' }, { level: null }],
    refused: [{ level: [] }, { level: {} }, { level: 5 }, { nope: 1 }, { id: 'x' }],
  },
  columns: {
    taken: [[column(1)]],
    refused: [
      [],
      listOf(columnsMax + 1, column),
      [{}],
      [{ name: 'x', type: 'y' }],
      [{ name: 'x' }],
    ],
  },
  fields: { taken: [['id', 'level']], refused: [[], ['nope'], [1], listOf(columnsMax + 4, idAt)] },
  sort: {
    taken: [[], ['-level', 'id'], listOf(sortKeysMax, () => 'id')],
    refused: [['nope'], ['--id'], [1], listOf(sortKeysMax + 1, () => 'id')],
  },
  text: {
    taken: ['1'.padStart(WIRE_LIMITS.programBytesMax)],
    refused: ['1'.padStart(WIRE_LIMITS.programBytesMax + 1)],
  },
  token: { taken: ['x', 'x'.repeat(255)], refused: ['', 'x'.repeat(256)] },
  request: { taken: ['', 'x'.repeat(64)], refused: ['x'.repeat(65), 'é'.repeat(33)] },
};

/** No field takes null, or a value of a type that is not its own. */
const OF_TYPES: readonly unknown[] = [
  null,
  true,
  0.5,
  'text',
  [],
  {},
  [[]],
  [{ a: [] }],
  { a: {} },
];

function typeOf(value: unknown): string {
  return Array.isArray(value) ? 'list' : typeof value;
}

/** The limits of a field that are others for one operation. */
function boundsOf(op: Operation, field: string): Bounds {
  if (field === 'limit' && op === 'list_ts') return whole(1, WIRE_LIMITS.pageMax);
  return FIELDS[field]!;
}

/** A sound message of the operation with which the field goes together. */
function soundWith(op: Operation, field: string): Readonly<Record<string, unknown>> {
  if (op === 'add_vantage' && field === 'count') return { op };
  const isWithin = op.startsWith('with_') && field === 'limit';
  return isWithin ? { ...SOUND[op], radius: 1 } : SOUND[op];
}

const cases = (Object.keys(OPERATIONS) as Operation[]).flatMap((op) => {
  const { required, optional } = OPERATIONS[op];
  return [...required, ...optional, 'request'].map((field) => ({ op, field }));
});

describe('every field of every operation, over a socket', () => {
  let database: Database;
  let server: RunningServer;
  let client: RawClient;
  const faults: unknown[] = [];

  beforeAll(async () => {
    database = await createDatabase(undefined, { length: 3 });
    await database.addColumns([{ name: 'level', type: 'text' }]);
    server = await serve(database, { port: 0, onFault: (error) => faults.push(error) });
    client = await connectRaw(server.port);
  });

  afterAll(async () => {
    client.socket.destroy();
    await server.close();
    await database.close();
  });

  /** The code and the field of the answer, which is judged; the connection lives. */
  async function verdict(message: unknown): Promise<readonly [string, unknown]> {
    const reply = await client.ask(message);
    expect(await client.ask({ op: 'ping' })).toMatchObject({ op: 'ping', status: 0 });
    expect(reply).toBeDefined();
    const code = judge(Buffer.from(JSON.stringify(reply)));
    const payload = reply?.['payload'] as { readonly field?: unknown } | undefined;
    return [code, payload?.field];
  }

  it('has its bounds here', () => {
    expect([...new Set(cases.map(({ field }) => field))].toSorted()).toEqual(
      Object.keys(FIELDS).toSorted(),
    );
  });

  it.each(cases)('$op: $field is refused by its name, or taken', async ({ op, field }) => {
    for (const one of ['ts-1', 'ts-2']) await client.ask({ op: 'insert_ts', id: one, ts });
    const sound = soundWith(op, field);
    const { taken, refused } = boundsOf(op, field);
    const types = new Set(taken.map((value) => typeOf(value)));
    const ofOthers = OF_TYPES.filter((value) => value === null || !types.has(typeOf(value)));
    for (const value of [...refused, ...ofOthers]) {
      const [code, named] = await verdict({ ...sound, [field]: value });
      expect([value, code, named]).toEqual([value, 'INVALID_VALUE', field]);
    }
    for (const value of taken) {
      const [code] = await verdict({ ...sound, [field]: value });
      expect([value, code]).toEqual([value, expect.stringMatching(/^(OK|NOT_FOUND|CONFLICT)$/)]);
    }
    if (OPERATIONS[op].required.includes(field)) {
      const { [field]: _left, ...rest } = sound;
      expect(await verdict(rest)).toEqual(['MISSING_FIELD', field]);
    }
    expect(faults).toEqual([]);
  });

  it.each(Object.keys(OPERATIONS))('%s has no further field', async (op) => {
    for (const field of ['nope', 'Id', 'toString', 'payload', '']) {
      const sound = SOUND[op as Operation];
      expect(await verdict({ ...sound, [field]: 1 })).toEqual(['UNKNOWN_FIELD', field]);
    }
  });

  it.each([undefined, null, 5, '', 'PING', 'toString', '__proto__'])('op is not %j', async (op) => {
    expect(await verdict({ op })).toEqual(['UNKNOWN_OPERATION', 'op']);
  });
});

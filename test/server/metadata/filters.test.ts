import { setImmediate as nextTurn } from 'node:timers/promises';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { print } from '../../../server/forms/index.ts';
import { cellAt } from '../../../server/metadata/columns.ts';
import {
  Columns,
  type Computed,
  evaluate,
  type Matching,
  parseFilter,
  selectRows,
  valueOf,
} from '../../../server/metadata/index.ts';
import { SlicedWork } from '../../../server/turns/sliced-work.ts';
import type { Turn } from '../../../server/turns/turn.ts';
import { TurnAllowance } from '../../../server/turns/turn-allowance.ts';
import {
  CASE_SCHEMA,
  type CaseRow,
  caseFilter,
  caseRows,
  truthOf,
  written,
} from './filter-cases.ts';

/** What a cell compares by. */
function keyOf(cell: string | number | boolean): Buffer | number {
  return typeof cell === 'string' ? Buffer.from(cell) : Number(cell);
}

/** A row of a text and a number. */
function rowOf(text: string | null, size: number): ReadonlyMap<number, string | number | null> {
  return new Map<number, string | number | null>([
    [0, text],
    [1, size],
  ]);
}

function columnsOf(rows: readonly CaseRow[]): Columns {
  const columns = new Columns(CASE_SCHEMA);
  for (const [ordinal, row] of rows.entries()) {
    const own = CASE_SCHEMA.stored.map(({ name, number }) => [number, row[name] ?? null] as const);
    columns.append(ordinal, row as unknown as Computed, new Map(own));
  }
  return columns;
}

function allOf(count: number): Matching {
  const bits = new Uint32Array(Math.ceil(count / 32)).fill(0xffff_ffff);
  if (count % 32 > 0) bits[bits.length - 1] = 2 ** (count % 32) - 1;
  return { bits, count };
}

/** Does `work` on behalf of `turn`, alone on its thread. */
function sliced<T>(work: (slices: SlicedWork) => Promise<T>, turn: Turn = {}): Promise<T> {
  return work(new SlicedWork(new TurnAllowance(1000), turn));
}

/** Counts the turns of the event loop until `work` is done, and the bytes of arrays meanwhile. */
async function watched(work: Promise<unknown>): Promise<{ turns: number; arrayBytes: number }> {
  const state = { turns: 0, arrayBytes: 0, done: false };
  const before = process.memoryUsage().arrayBuffers;
  const watching = (async () => {
    while (!state.done) {
      state.turns += 1;
      const bytes = process.memoryUsage().arrayBuffers - before;
      state.arrayBytes = Math.max(state.arrayBytes, bytes);
      await nextTurn();
    }
  })();
  await work;
  state.done = true;
  await watching;
  return state;
}

describe('a filter', () => {
  it('is true of the rows that SQL says it is, null and all', async () => {
    let [matched, unknown] = [0, 0];
    await fc.assert(
      fc.asyncProperty(caseRows(70), caseFilter, async (rows, filter) => {
        const view = columnsOf(rows).snapshot();
        const bits = await sliced((work) => evaluate(filter, view, rows.length, work));
        for (const [ordinal, row] of rows.entries()) {
          const due = truthOf(filter, row);
          matched += Number(due === true);
          unknown += Number(due === null);
          expect((bits[ordinal >>> 5]! >>> (ordinal & 31)) & 1).toBe(Number(due === true));
        }
      }),
      { numRuns: 2000 },
    );
    expect(matched).toBeGreaterThan(200);
    expect(unknown).toBeGreaterThan(200);
  });

  it('is read as it is written', () => {
    fc.assert(
      fc.property(caseFilter, (filter) => {
        expect(parseFilter(print(written(filter)), CASE_SCHEMA)).toEqual(filter);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['', /empty/],
    ['(= mean 1) (= mean 2)', /line 1, column 12 .*second filter/],
    ['(= mean', /line 1/],
    ['mean', /a filter is a list/],
    ['(=)', /takes a column first/],
    ['(= level "A")', /column 4 .*no column "level"; there are id, mean, std, order, größe/],
    ['(= "mean" 1)', /without quotes/],
    ['(= mean)', /takes a column and one value/],
    ['(= mean "1")', /mean takes a finite number, not "1"/],
    ['(= mean nil)', /ask \(is-null mean\)/],
    ['(= mean std)', /a value is expected here/],
    ['(= order 5)', /order takes text/],
    ['(= order "\\u0000")', /where|line/],
    ['(= taken.at "soon")', /takes a time such as/],
    ['(= is-odd 1)', /takes true or false/],
    ['(like mean "1%")', /like is for text/],
    ['(like order "a\\\\")', /stands before nothing/],
    ['(in mean)', /one value or more/],
    ['(between mean 1)', /a low and a high/],
    ['(not)', /this takes one filter/],
    ['(near mean 1)', /no condition is called near; there are = != </],
    [`(in mean ${'1 '.repeat(4097)})`, /more than 4096/],
    [`${'(not '.repeat(70)}(= mean 1)${')'.repeat(70)}`, /line 1/],
    [`(= order "${'x'.repeat(70_000)}")`, /at most 65536/],
  ])('%.40s is none', (text, message) => {
    const parsing = (): unknown => parseFilter(text, CASE_SCHEMA);
    expect(parsing).toThrow(expect.objectContaining({ code: 'INVALID_VALUE', field: 'where' }));
    expect(parsing).toThrow(message);
  });
});

describe('a selection', () => {
  const selections = fc.record({
    sort: fc.array(
      fc.record({
        column: fc.constantFrom(...CASE_SCHEMA.columns),
        descending: fc.boolean(),
      }),
      { maxLength: 3 },
    ),
    limit: fc.integer({ min: 1, max: 12 }),
    offset: fc.integer({ min: 0, max: 12 }),
  });

  it('is the rows in order of its keys, null last, then of the bytes of the id', async () => {
    await fc.assert(
      fc.asyncProperty(caseRows(70), selections, async (rows, selection) => {
        const fields = CASE_SCHEMA.columns;
        const view = columnsOf(rows).snapshot();
        const selected = await sliced((work) =>
          selectRows(view, allOf(rows.length), { ...selection, fields }, work),
        );
        const due = rows.toSorted((a, b) => {
          for (const { column, descending } of selection.sort) {
            const [x, y] = [a[column.name]!, b[column.name]!];
            const order = x === null || y === null ? Number(x === null) - Number(y === null) : 0;
            if (order !== 0) return order;
            if (x === null || y === null) continue;
            const [p, q] = [keyOf(x), keyOf(y)];
            const sign = Buffer.isBuffer(p) ? Buffer.compare(p, q as Buffer) : p - Number(q);
            if (sign !== 0) return descending ? -sign : sign;
          }
          return Buffer.compare(Buffer.from(a['id'] as string), Buffer.from(b['id'] as string));
        });
        const values = due
          .slice(selection.offset, selection.offset + selection.limit)
          .map((row) =>
            Object.fromEntries(fields.map(({ name, type }) => [name, valueOf(type, row[name]!)])),
          );
        expect(selected).toEqual({ rows: values, total: rows.length });
      }),
      { numRuns: 300 },
    );
  });

  it('of many rows is the first of them all', async () => {
    const rows = Array.from({ length: 20_000 }, (_, index) => {
      const cells = {
        order: null,
        größe: (index * 7919) % 20_000,
        'is-odd': null,
        'taken.at': null,
      };
      return { id: `ts-${index}`, mean: 0, std: 1, ...cells };
    });
    const [, , , , size] = CASE_SCHEMA.columns;
    const view = columnsOf(rows).snapshot();
    const sort = [{ column: size!, descending: true }];
    const selection = { fields: [size!], sort, limit: 5, offset: 3 };
    const { rows: found, total } = await sliced((work) =>
      selectRows(view, allOf(20_000), selection, work),
    );

    expect(found.map((row) => row['größe'])).toEqual([19_996, 19_995, 19_994, 19_993, 19_992]);
    expect(total).toBe(20_000);
  });
});

describe('a long filter or selection', () => {
  const count = 100_000;
  const columns = new Columns(CASE_SCHEMA);
  for (let at = 0; at < count; at += 1) {
    const row = rowOf(`${at % 5000}`.padEnd(100, 'a'), at % 7);
    columns.append(at, { id: `ts-${at}`, mean: at, std: 1 }, row);
  }
  const view = columns.snapshot();
  const evaluation = (text: string, turn?: Turn): Promise<Uint32Array> =>
    sliced((work) => evaluate(parseFilter(text, CASE_SCHEMA), view, count, work), turn);
  const many = `(or ${'(is-null größe) (= größe 9) '.repeat(700)})`;

  it.each([
    ['many conditions', many],
    ['texts that are hard to match', `(or ${`(like order "%${'a'.repeat(90)}b%") `.repeat(5)})`],
  ])('of %s lets others have their turns, in memory of its depth', async (_, text) => {
    const { turns, arrayBytes } = await watched(evaluation(text));

    expect(turns).toBeGreaterThan(20);
    // Two bits an ordinal and condition would be 35 MB; what is not collected yet counts as well.
    expect(arrayBytes).toBeLessThan(2_000_000);
  });

  it('of many rows and columns lets others have their turns', async () => {
    const sort = Array.from({ length: 5 }, () => {
      return { column: CASE_SCHEMA.column('std', 'sort'), descending: false };
    });
    const selection = { fields: CASE_SCHEMA.columns, sort, limit: 50_000, offset: 10 };
    const selecting = sliced((work) => selectRows(view, allOf(count), selection, work));
    const { turns } = await watched(selecting);

    expect(turns).toBeGreaterThan(50);
    const { rows, total } = await selecting;
    const ids = Array.from({ length: count }, (_, at) => `ts-${at}`).toSorted();
    expect(rows.map(({ id }) => id)).toEqual(ids.slice(10, 50_010));
    expect(total).toBe(count);
  });

  it.each([true, false])('of rows in order, descending is %s, is in order', async (descending) => {
    const sort = [{ column: CASE_SCHEMA.column('mean', 'sort'), descending }];
    const selection = {
      fields: [CASE_SCHEMA.column('mean', 'fields')],
      sort,
      limit: 999,
      offset: 0,
    };
    const { rows } = await sliced((work) => selectRows(view, allOf(count), selection, work));

    const due = Array.from({ length: 999 }, (_, at) => (descending ? count - 1 - at : at));
    expect(rows.map(({ mean }) => mean)).toEqual(due);
  });

  it('ends when nobody waits for it any more, or its time is over', async () => {
    const ending = new AbortController();
    const called = expect(evaluation(many, { signal: ending.signal })).rejects.toThrow('gone');
    await nextTurn();
    ending.abort(new Error('gone'));
    await called;
    await expect(evaluation(many, { until: performance.now() })).rejects.toMatchObject({
      code: 'TIMEOUT',
    });
  });

  it('shows what its view has, whatever is written between its slices', async () => {
    const before = await evaluation('(like order "1%")');
    const fresh = new Columns(CASE_SCHEMA);
    for (let at = 0; at < count; at += 1) {
      const row = rowOf(`${at % 5000}`.padEnd(100, 'a'), at % 7);
      fresh.append(at, { id: `ts-${at}`, mean: at, std: 1 }, row);
    }
    const filter = parseFilter('(or (like order "%zz%") (like order "1%"))', CASE_SCHEMA);
    const old = fresh.snapshot();
    const evaluating = sliced((work) => evaluate(filter, old, count, work));
    for (let at = 0; at < count; at += 7) fresh.update(at, rowOf(`zz${at}`.padEnd(500), 0));
    expect(await evaluating).toEqual(before);
  });
});

describe('columns', () => {
  it('keep what a snapshot shows, whatever is written after it', () => {
    const columns = new Columns(CASE_SCHEMA);
    const due: Map<string, string>[] = [];
    const snapshots = Array.from({ length: 60 }, (_, step) => {
      columns.append(step * 50, { id: `ts-${step}`, mean: step, std: 1 }, rowOf('new', step));
      const changed = (step * 17) % Math.min(step + 1, 5);
      // Long, so that those no cell holds any more are soon more than worth keeping.
      const text = `${step % 40}`.padEnd(200_000);
      columns.update(changed * 50, rowOf(step % 3 === 0 ? null : text, -step));
      const snapshot = columns.snapshot();
      due.push(new Map(shown(snapshot, step)));
      return snapshot;
    });

    for (const [step, snapshot] of snapshots.entries()) {
      expect(new Map(shown(snapshot, step))).toEqual(due[step]);
    }
    expect(new Set(due.map((one) => [...one.values()].join('|'))).size).toBe(60);
    const dictionaries = snapshots.map(({ data }) => data.get('order')!.dictionary);
    expect(new Set(dictionaries).size).toBeGreaterThan(3);
  });

  it('forget texts that no cell has any more, and keep the others', () => {
    const columns = new Columns(CASE_SCHEMA);
    for (let ordinal = 0; ordinal < 3; ordinal += 1) {
      columns.append(ordinal, { id: `ts-${ordinal}`, mean: 0, std: 1 }, rowOf('same', 0));
    }
    for (let step = 0; step < 20_000; step += 1) {
      columns.update(1, rowOf(`${step}`.padEnd(4096), 0));
    }
    columns.update(2, rowOf(null, 0));
    const { chunks, dictionary } = columns.snapshot().data.get('order')!;

    expect(dictionary!.size).toBeLessThan(1000);
    const cells = [0, 1, 2].map((at) => cellAt({ type: 'text', chunks, dictionary }, at));
    expect(cells).toEqual(['same', '19999'.padEnd(4096), null]);
    expect(dictionary!.find('same')).toBe(1);
  });
});

/** What a snapshot shows of the ordinals that were there. */
function shown(
  snapshot: ReturnType<Columns['snapshot']>,
  step: number,
): readonly (readonly [string, string])[] {
  return Array.from({ length: step + 1 }, (_, place) => {
    const cells = CASE_SCHEMA.columns.map(({ name }) =>
      cellAt(snapshot.data.get(name)!, place * 50),
    );
    return [`${place}`, JSON.stringify(cells)];
  });
}

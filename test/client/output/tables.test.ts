import { describe, expect, it } from 'vitest';
import {
  byName,
  createPaint,
  flatten,
  formatPairs,
  formatTable,
} from '../../../client/output/index.ts';

const plain = createPaint(false);
const COLUMNS = [{ title: 'ID' }, { title: 'DISTANCE', align: 'right' }] as const;

describe('a table', () => {
  it('aligns text to the left and numbers to the right', () => {
    const rows = [
      ['ts-5', '0.125'],
      ['GunPoint-17', '1.41421'],
    ];
    expect(formatTable(COLUMNS, rows, plain).split('\n')).toEqual([
      'ID           DISTANCE',
      'ts-5            0.125',
      'GunPoint-17   1.41421',
      '',
    ]);
  });

  it('escapes its cells before it measures them', () => {
    const rows = [
      ['\x1b[31m', '1'],
      ['b', '2'],
    ];
    expect(formatTable(COLUMNS, rows, plain).split('\n')).toEqual([
      'ID          DISTANCE',
      '\\u{1b}[31m         1',
      'b                  2',
      '',
    ]);
  });

  it('escapes its titles too', () => {
    const columns = [{ title: 'A\u009b31m\u202eB' }, { title: 'C' }];
    expect(formatTable(columns, [['1', '2']], plain)).toBe(
      'A\\u{9b}31m\\u{202e}B  C\n1                    2\n',
    );
  });

  it('counts two columns for a wide character and none for a combining mark', () => {
    const rows = [
      ['時系列', '1'],
      ['e\u0301', '2'],
    ];
    expect(formatTable(COLUMNS, rows, plain).split('\n').slice(1, 3)).toEqual([
      '時系列         1',
      'e\u0301              2',
    ]);
  });

  it('is its head alone without rows', () => {
    expect(formatTable(COLUMNS, [], plain)).toBe('ID  DISTANCE\n');
  });

  it('paints its head where colour is wanted', () => {
    expect(formatTable(COLUMNS, [], createPaint(true))).toBe('\x1b[1mID  DISTANCE\x1b[22m\n');
  });

  it('cuts its widest text to the width of the terminal, and no number', () => {
    const rows = [
      ['x'.repeat(30), '0.123456'],
      ['時'.repeat(20), '2'],
      ['short', '3'],
    ];
    const lines = formatTable(COLUMNS, rows, plain, 24).split('\n');
    expect(lines).toEqual([
      'ID              DISTANCE',
      'xxxxxxxxxxxxx…  0.123456',
      '時時時時時時…          2',
      'short                  3',
      '',
    ]);
    expect(formatTable(COLUMNS, rows, plain, 5).split('\n')[3]).toBe('short            3');
    expect(formatTable(COLUMNS, rows, plain, 80)).toBe(formatTable(COLUMNS, rows, plain));
  });

  it('can be ordered as people count', () => {
    const rows = [['shell-10'], ['shell-2'], ['ids']];
    expect(rows.toSorted(byName)).toEqual([['ids'], ['shell-2'], ['shell-10']]);
  });
});

describe('counters', () => {
  it('are named by their path, whole numbers with commas', () => {
    const stats = { series: 12_345, file: { engine: 'red-black', share: 0.123456789 } };
    expect(flatten(stats)).toEqual([
      ['series', '12,345'],
      ['file.engine', 'red-black'],
      ['file.share', '0.123457'],
    ]);
  });

  it('keep short lists and count long ones', () => {
    expect(flatten({ a: ['x', 'y'], b: Array.from({ length: 20 }, String), c: [] })).toEqual([
      ['a', 'x, y'],
      ['b', '20 of them'],
      ['c', 'none'],
    ]);
  });

  it('leave out what is undefined and show null', () => {
    expect(flatten({ a: undefined, b: null })).toEqual([['b', 'null']]);
  });

  it('may be nested as deep as they like', () => {
    let document: Record<string, unknown> = { leaf: 1 };
    for (let depth = 0; depth < 20_000; depth += 1) document = { d: document };
    expect(flatten(document)).toHaveLength(1);
  });

  it('are shown with their values aligned and escaped', () => {
    const pairs = [
      ['series', '5'],
      ['file.engine', 'red\nblack'],
    ] as const;
    expect(formatPairs(pairs)).toBe('  series       5\n  file.engine  red\\nblack\n');
  });
});

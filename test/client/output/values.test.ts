import { describe, expect, it } from 'vitest';
import { createPaint, formatValue } from '../../../client/output/index.ts';
import { printValue, type QueryValue } from '../../../server/index.ts';

function shown(value: QueryValue): string {
  return formatValue(value, { paint: createPaint(false), print: printValue });
}

const record = (entries: Readonly<Record<string, QueryValue>>): QueryValue =>
  new Map(Object.entries(entries));

describe('formatValue', () => {
  it('shows records as a table of all their keys, numbers to the right', () => {
    const rows = [record({ id: 'a', n: 1.5 }), record({ id: 'bb', more: [1] }), record({ n: 10 })];

    expect(shown(rows)).toBe('ID    N  MORE\na   1.5\nbb       (1)\n     10\n');
  });

  it('shows distances as the commands do, and one record as pairs', () => {
    expect(shown([record({ id: 'a', distance: 0.123456789 })])).toBe(
      'ID  DISTANCE\na   0.123457\n',
    );
    expect(shown(record({ a: 0.1, b: null, c: 'x' }))).toBe('  a  0.1\n  b\n  c  x\n');
  });

  it('has no title that a terminal acts on', () => {
    expect(shown([record({ 'a\u009b': 1 })])).toBe('A\\u{9b}\n      1\n');
  });

  it('refuses what has a text without bound, as a small value that names its parts twice may', () => {
    let shared: QueryValue = [1];
    for (let level = 0; level < 40; level += 1) shared = [shared, shared];

    for (const value of [shared, record({ shared }), [record({ shared })]]) {
      expect(() => shown(value)).toThrow(expect.objectContaining({ code: 'RESULT' }));
    }
    const row = record(Object.fromEntries(Array.from({ length: 1000 }, (_, n) => [`k${n}`, n])));
    expect(() => shown(Array.from({ length: 1e5 }, () => row))).toThrow(/8388608 characters/);
  });

  it('prints rows of names that they hardly share as a list', () => {
    const rows = Array.from({ length: 1001 }, (_, n) => record({ [`k${n}`]: 1 }));

    expect(shown(rows.slice(0, 1000))).toMatch(/^K0 {2}K1 /);
    expect(shown(rows)).toMatch(/^\(\{"k0" 1\} \{"k1" 1\}/);
  });

  it('prints all else as it reads', () => {
    expect(shown([])).toBe('()\n');
    expect(shown([record({ a: 1 }), 2])).toBe('({"a" 1} 2)\n');
    expect(shown([new Map()])).toBe('({})\n');
    expect(shown('a\u001b')).toBe('"a\\u{1b}"\n');
    expect(shown(null)).toBe('nil\n');
  });
});

import { describe, expect, it } from 'vitest';
import { type BenchReport, renderTable } from '../../../bench/index.ts';
import { FIXED_REPORT } from './fixed-report.ts';

const ESCAPE = '\x1b';

describe('renderTable', () => {
  it('renders a report', () => {
    expect(`\n${renderTable(FIXED_REPORT)}`).toBe(`
Vantage benchmark: size quick, seed 7
Node v20.19.0, Imaginary CPU, 2 cores, 8.0 GiB, linux 6.1.0 x64
ext4, fdatasync 0.345 ms, load 0.3 before and 2.5 after
commit 0123456789abcdef0123456789abcdef01234567, started 2026-11-23T20:00:00.000Z
WARNING: the machine is imaginary

engines           p50 ns/op  p90 ns/op  p99 ns/op  ± %  samples  × red-black
insert sorted, memory, n 2,000, means of 2,000             checksum 00c0ffee
  red-black           1,235      2,346     12,346  2.8        7         1.00
  unbalanced [1]     24,690     25,000     26,000  0.8        7         20.0
insert sorted, memory, n 20,000, means of 20,000           checksum feedbeef
  red-black           1,500      1,600      1,700  6.0        7         1.00
[1] time grows as n²

server                p50 ms  p90 ms  p99 ms  ± %  samples  × red-black inline
ping beside scan, n 1,000                                    checksum 00000001
  red-black pooled 2   0.250   0.500    2.50  4.0    1,400               0.012
  red-black inline      20.3    30.5    41.0  2.5      400                1.00

not measured
- unbalanced: insert sorted, memory, n 20,000 (the engine bounds no height: time grows as n² on
  sorted keys, and more of it)

targets                                                  value   limit     aim        result
  insert sorted, memory, p50: red-black over unbalanced  0.050   ≤ 0.5   ≤ 0.2           met
  ping beside scan, p99: red-black pooled 2 over inline  0.061  ≤ 0.05  ≤ 0.02        missed
  durable put, p50: red-black over append+fdatasync          -     ≤ 1       -  not measured
- not measured: the disk does not sync

which is faster                                        faster  slower  unclear  of  at the median
  engines: unbalanced against red-black                     0       1        0   1  20.0 × slower
  server: red-black pooled 2 against red-black inline       1       0        0   1  81.0 × faster
`);
  });

  it('divides by the baseline that was asked for, where it took part', () => {
    const text = renderTable(FIXED_REPORT, { baseline: 'unbalanced' });
    const lines = text.split('\n').filter((line) => /^ {2}(red-black|unbalanced)/.test(line));
    const ratios = lines.map((line) => line.split(/ {2,}/).at(-1));
    // No unbalanced cell at n 20,000, nor any on the server, whose first cell takes over.
    expect(ratios).toEqual(['0.050', '1.00', '-', '0.012', '1.00']);
    expect(text).toContain('× unbalanced');
    expect(text).toContain('× red-black inline');
  });

  it('stays within 100 characters, whatever the names are', () => {
    const long = 'engine-with-a-name-that-goes-on-and-on-'.repeat(4);
    const cells = FIXED_REPORT.cells.map((cell) =>
      Object.assign({}, cell, { competitor: long + cell.competitor }),
    );
    const targets = FIXED_REPORT.targets.map((target) => Object.assign({}, target, { name: long }));
    const text = renderTable({ ...FIXED_REPORT, cells, targets });
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
    expect(text).toContain('…');
  });

  it('paints only when it is told to, and the same text', () => {
    expect(renderTable(FIXED_REPORT)).not.toContain(ESCAPE);
    const painted = renderTable(FIXED_REPORT, { colour: true });
    expect(painted).toContain(`${ESCAPE}[31m20.0${ESCAPE}[39m`);
    expect(painted).toContain(`${ESCAPE}[32m0.012${ESCAPE}[39m`);
    // oxlint-disable-next-line no-control-regex -- taking the paint off again.
    expect(painted.replaceAll(/\x1b\[\d+m/g, '')).toBe(renderTable(FIXED_REPORT));
  });

  it('writes out control characters of names', () => {
    const cells = FIXED_REPORT.cells.map((cell) =>
      Object.assign({}, cell, { competitor: `${ESCAPE}[2J`, note: `${ESCAPE}[0m` }),
    );
    const text = renderTable({ ...FIXED_REPORT, cells });
    expect(text).not.toContain(ESCAPE);
    expect(text).toContain('\\u{1b}[2J');
  });

  it('renders a run that measured nothing', () => {
    const empty: BenchReport = { ...FIXED_REPORT, cells: [], skips: [], targets: [] };
    expect(renderTable(empty).split('\n')).toHaveLength(6);
  });
});

import { describe, expect, it } from 'vitest';
import { readContent, readValues, refusalOf } from './files.ts';

describe('.tsv', () => {
  it('has the label first, then the values', async () => {
    const rows = await readContent('Beats_TEST.tsv', '2\t0.5\t-1e-3\nnormal beat\t+.5\t7.\t9\n');
    expect(rows.map(({ id, label, line }) => [id, label, line])).toEqual([
      ['Beats_TEST-0', '2', 1],
      ['Beats_TEST-1', 'normal beat', 2],
    ]);
    expect(rows.map(({ series }) => [...series.values])).toEqual([
      [0.5, -1e-3],
      [0.5, 7, 9],
    ]);
    expect([...rows[1]!.series.times]).toEqual([0, 1, 2]);
  });

  it('is read alike with a byte order mark, CR LF, spaces around and blank last lines', async () => {
    const content = '\uFEFF1\t 2\t3 \r\n 1 \t4\t5\r\n\r\n   \r\n';
    expect(await readValues('a.tsv', content)).toEqual([
      [2, 3],
      [4, 5],
    ]);
    expect((await readContent('a.tsv', content)).map(({ label }) => label)).toEqual(['1', '1']);
  });

  const decimals = 'is not a number; write decimals such as -1.5e-3';
  const missing = 'fill it in or leave the series out';
  it.each<[string, string, string]>([
    ['a missing value', '1\t2\t?\t4', `column 3: the value is missing ('?'); ${missing}`],
    ['NaN', '1\t2\tNaN\t4', `column 3: the value is missing ('NaN'); ${missing}`],
    ['-nan', '1\t2\t-nan', `column 3: the value is missing ('-nan'); ${missing}`],
    ['null', '1\tnull\t3', `column 2: the value is missing ('null'); ${missing}`],
    ['an empty cell', '1\t2\t\t4', `column 3: the value is missing (''); ${missing}`],
    ['an empty last cell', '1\t2\t3\t', `column 4: the value is missing (''); ${missing}`],
    ['Infinity', '1\tInfinity\t3', "column 2: 'Infinity' is infinite; values must be finite"],
    ['-inf', '1\t-inf\t3', "column 2: '-inf' is infinite; values must be finite"],
    [
      'a number over 1.8e308',
      '1\t1e309\t3',
      "column 2: '1e309' is too large; values must be below 1.8e308",
    ],
    ['hexadecimal', '1\t0x10\t3', `column 2: '0x10' ${decimals}`],
    ['two points', '1\t1.2.3\t3', `column 2: '1.2.3' ${decimals}`],
    ['a decimal comma', '1\t1,2\t3', `column 2: '1,2' ${decimals}`],
    ['a point alone', '1\t.\t3', `column 2: '.' ${decimals}`],
    ['an exponent without digits', '1\t1e\t3', `column 2: '1e' ${decimals}`],
    ['two signs', '1\t--1\t3', `column 2: '--1' ${decimals}`],
    ['an underscore', '1\t1_000\t3', `column 2: '1_000' ${decimals}`],
    ['a space inside', '1\t1 000\t3', `column 2: '1 000' ${decimals}`],
    ['digits that are not ASCII', '1\t١\t3', `column 2: '١' ${decimals}`],
    ['a control character', '1\t5\u001b[2J\t3', `column 2: '5\\u{1b}[2J' ${decimals}`],
    ['text that runs right to left', '1\t\u202e5\t3', `column 2: '\\u{202e}5' ${decimals}`],
    ['long text', `1\t${'a'.repeat(500)}\t3`, `column 2: '${'a'.repeat(40)}…' ${decimals}`],
    ['no label', '\t2\t3', 'column 1: the label is empty; write any text, such as 0'],
    ['no tab', '1 2 3', 'the line has no tab; write a label, then values, with tabs'],
    ['one value', '1\t2', 'values has 1 point; a series has 2 to 65536'],
    [
      'too many values',
      `1${'\t0'.repeat(65_537)}`,
      'values has 65537 points; a series has 2 to 65536',
    ],
  ])('refuses %s, naming line and column', async (_name, line, problem) => {
    expect(await refusalOf('a.tsv', `1\t2\t3\n${line}\n1\t4\t5\n`)).toBe(`a.tsv:2: ${problem}`);
  });

  it('takes 65,536 values', async () => {
    const [values] = await readValues('a.tsv', `1${'\t0.25'.repeat(65_536)}\n`);
    expect(values?.length).toBe(65_536);
  });

  it('refuses a blank line between rows', async () => {
    expect(await refusalOf('a.tsv', '1\t2\t3\n\n1\t4\t5\n')).toBe(
      'a.tsv:2: the line is blank, and rows follow; remove it',
    );
  });
});

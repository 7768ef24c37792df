import { describe, expect, it } from 'vitest';
import { readContent, readValues, refusalOf } from './files.ts';

const HEADER = [
  '# A comment: with, punctuation',
  '@problemName Beats',
  '@timeStamps false',
  '@missing false',
  '@univariate true',
  '@equalLength true',
  '@seriesLength 3',
  '@classLabel true 1 two',
  '@data',
].join('\n');

describe('.ts', () => {
  it('has headers, then values and a label on each line', async () => {
    const rows = await readContent('Beats_TRAIN.ts', `${HEADER}\n1,2.5,-3e-1:1\n4,5,6:two\n`);
    expect(rows.map(({ id, label, line }) => [id, label, line])).toEqual([
      ['Beats_TRAIN-0', '1', 10],
      ['Beats_TRAIN-1', 'two', 11],
    ]);
    expect(rows.map(({ series }) => Array.from(series.values))).toEqual([
      [1, 2.5, -0.3],
      [4, 5, 6],
    ]);
  });

  it('matches headers, true and false, and its extension in any case', async () => {
    const shouted = HEADER.toUpperCase().replace('TWO', 'two');
    expect(await readValues('BEATS.TS', `${shouted}\n1,2,3:two\n`)).toEqual([[1, 2, 3]]);
  });

  it('takes CR LF, a byte order mark, comments, and blank lines outside the rows', async () => {
    const header = HEADER.replaceAll('\n', '\r\n\r\n');
    const content = `\uFEFF${header}\r\n\r\n# c\r\n1,2,3 : two \r\n# d\r\n\r\n`;
    const rows = await readContent('a.ts', content);
    expect(rows.map(({ label, series }) => [label, series.values.join()])).toEqual([
      ['two', '1,2,3'],
    ]);
  });

  it('has no labels unless a header announces them', async () => {
    for (const header of ['', '@classLabel false\n', '@targetLabel false\n']) {
      const [row] = await readContent('a.ts', `${header}@data\n1,2\n`);
      expect([row!.label, ...row!.series.values]).toEqual([undefined, 1, 2]);
    }
  });

  it('takes any label where the header lists none, and the target of a regression', async () => {
    for (const header of ['@classLabel true', '@targetLabel true']) {
      const [row] = await readContent('a.ts', `${header}\n@data\n1,2:0.75\n`);
      expect(row!.label).toBe('0.75');
    }
  });

  it('lets rows differ in length unless a header forbids it', async () => {
    const rows = '1,2\n1,2,3\n';
    expect(await readValues('a.ts', `@equalLength false\n@data\n${rows}`)).toEqual([
      [1, 2],
      [1, 2, 3],
    ]);
    expect(await refusalOf('a.ts', `@equalLength true\n@data\n${rows}`)).toMatch(
      /^a\.ts:4: the row has 3 values where @seriesLength or the first row has 2; /,
    );
    expect(await refusalOf('a.ts', `@seriesLength 3\n@data\n${rows}`)).toMatch(
      /^a\.ts:3: the row has 2 values where @seriesLength or the first row has 3; /,
    );
  });

  it('passes by headers it does not know', async () => {
    expect(await readValues('a.ts', '@source somewhere\n@\n@data\n1,2\n')).toEqual([[1, 2]]);
  });

  const bool = 'it must be true or false';
  it.each<[string, string, string]>([
    [
      'time stamps',
      '@timeStamps true\n@data\n(0,1),(1,2)\n',
      "1: '@timeStamps' true is not supported",
    ],
    [
      'several dimensions',
      '@univariate false\n@data\n1,2:3,4\n',
      "1: '@univariate' is 'false', and several dimensions",
    ],
    [
      'a number of dimensions',
      '@dimensions 3\n@data\n',
      "1: '@dimensions' is '3', and several dimensions",
    ],
    ['a dimension of 2', '@dimension 2\n@data\n', "1: '@dimension' is '2', and several dimensions"],
    [
      'a series length of 0',
      '@seriesLength 0\n@data\n',
      "1: '@seriesLength' is '0'; it must be a whole number from 1",
    ],
    [
      'a series length in words',
      '@seriesLength x\n@data\n',
      "1: '@seriesLength' is 'x'; it must be a whole number",
    ],
    [
      'a flag that is neither',
      '@equalLength maybe\n@data\n',
      `1: '@equalLength' is 'maybe'; ${bool}`,
    ],
    ['a flag without a value', '@classLabel\n@data\n', `1: '@classLabel' is ''; ${bool}`],
    [
      'values before @data',
      '@univariate true\n1,2\n@data\n',
      "2: '1,2' comes before @data; write a line @data",
    ],
    ['text after @data', '@data 1,2\n1,2\n', "1: @data is followed by '1,2'; begin a new line"],
    [
      'a header after @data',
      '@data\n@missing false\n1,2\n',
      "2: '@missing false' is a header after @data",
    ],
    ['a missing value', '@data\n1,?,3\n', "2: column 2: the value is missing ('?')"],
    ['NaN', '@data\n1,2,NaN\n', "2: column 3: the value is missing ('NaN')"],
    ['an empty value', '@data\n1,,3\n', "2: column 2: the value is missing ('')"],
    ['a time stamp in a row', '@data\n(0,1),(1,2)\n', "2: column 1: '(0' is not a number"],
    [
      'a label nobody announced',
      '@data\n1,2:a\n',
      "2: the row has 2 parts separated by ':' where the headers announce 1",
    ],
    [
      'two dimensions in a row',
      '@classLabel true a\n@data\n1,2:3,4:a\n',
      "3: the row has 3 parts separated by ':'",
    ],
    [
      'a row without its label',
      '@classLabel true a\n@data\n1,2\n',
      "3: the row ends without ':label'",
    ],
    ['an empty label', '@classLabel true a\n@data\n1,2:\n', "3: the label after ':' is empty"],
    [
      'a label not listed',
      '@classLabel true a b\n@data\n1,2:A\n',
      "3: the label 'A' is not one that @classLabel lists ('a b')",
    ],
    ['a blank line between rows', '@data\n1,2\n\n3,4\n', '3: the line is blank, and rows follow'],
    ['one value', '@data\n1\n', '2: values has 1 point; a series has 2 to 65536'],
  ])('refuses %s', async (_name, content, problem) => {
    expect(await refusalOf('a.ts', content)).toContain(`a.ts:${problem}`);
  });

  it('refuses a file without @data or without rows', async () => {
    const noData = 'a.ts: there is no line @data; the rows follow after it';
    expect(await refusalOf('a.ts', '')).toBe(noData);
    expect(await refusalOf('a.ts', '# nothing\n@univariate true\n')).toBe(noData);
    expect(await refusalOf('a.ts', `${HEADER}\n`)).toMatch(
      /^a\.ts: the file holds no series; \.ts is aeon/,
    );
  });
});

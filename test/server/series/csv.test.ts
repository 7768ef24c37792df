import { describe, expect, it } from 'vitest';
import { readContent, readValues, refusalOf } from './files.ts';

/** The id, the label and the values of each row. */
async function read(content: string): Promise<[string, string | undefined, string][]> {
  const rows = await readContent('a.csv', content);
  return rows.map(({ id, label, series }) => [id, label, series.values.join(' ')]);
}

describe('.csv', () => {
  it('is all values when there is no header, and rows may differ in length', async () => {
    expect(await read('1,-2.5\n3e2,.5,7\n')).toEqual([
      ['a-0', undefined, '1 -2.5'],
      ['a-1', undefined, '300 0.5 7'],
    ]);
  });

  it('takes a first line of numbers for a row, quoted or not', async () => {
    expect(await read('"1"," 2"\n3,4\n')).toEqual([
      ['a-0', undefined, '1 2'],
      ['a-1', undefined, '3 4'],
    ]);
  });

  it('finds id and label by name anywhere, and takes the others for values in order', async () => {
    expect(await read('v0,label,v1,id,v2\n1,up,2,x,3\n4,down,5,y,6\n')).toEqual([
      ['x', 'up', '1 2 3'],
      ['y', 'down', '4 5 6'],
    ]);
  });

  it('matches the names in any case, with spaces around, and takes class for label', async () => {
    expect(await read(' ID ,0,1,Class\nx,1,2,up\n')).toEqual([['x', 'up', '1 2']]);
  });

  it('numbers the rows that have no id, and the header is not one of them', async () => {
    const rows = await readContent('a.csv', 'label,a,b\nup,1,2\n,3,4\n');
    expect(rows.map(({ id, label, line }) => [id, label, line])).toEqual([
      ['a-0', 'up', 2],
      ['a-1', undefined, 3],
    ]);
  });

  it('takes a header without id and label', async () => {
    expect(await read('first,second\n1,2\n')).toEqual([['a-0', undefined, '1 2']]);
  });

  it('reads text in quotes with commas, quotes and spaces in it', async () => {
    expect(await read('id,label,a,b\n"x, ""y""", z ,"1",2\ne,"",1,2')).toEqual([
      ['x, "y"', ' z ', '1 2'],
      ['e', undefined, '1 2'],
    ]);
  });

  it('is read alike with a byte order mark, CR LF and blank lines at the end', async () => {
    expect(await read('\uFEFFid,a,b\r\nx,1,2\r\n\r\n\r\n')).toEqual([['x', undefined, '1 2']]);
    expect(await read('\uFEFF"id",a,b\r\n"x",1,"2"\r\n')).toEqual([['x', undefined, '1 2']]);
  });

  it.each<[string, string, string]>([
    ['a damaged row first', '1,2x,3\n', "1: column 2: '2x' is not a number"],
    ['a missing value in the first row', '1,?,3\n', "1: column 2: the value is missing ('?')"],
    [
      'a first row that is missing altogether',
      'NaN,NaN\n1,2\n',
      "1: column 1: the value is missing ('NaN')",
    ],
    ['a first row with a name nobody announced', 'x,1,2\n', "1: column 1: 'x' is not a number"],
    ['a column without a name', ',id,a,b\n0,x,1,2\n', '1: column 1: the column has no name'],
    [
      'two columns of ids',
      'id,a,ID\n',
      "1: column 3: the header names 'id' although column 1 is 'id'",
    ],
    [
      'label beside class',
      'class,a,label\n',
      "1: column 3: the header names 'label' although column 1 is 'class'",
    ],
    [
      'fewer cells than the header',
      'id,a,b\nx,1\n',
      '2: the line has 2 cells where the header has 3',
    ],
    [
      'more cells than the header',
      'id,a,b\nx,1,2,\n',
      '2: the line has 4 cells where the header has 3',
    ],
    ['an empty value', 'id,a,b\nx,1,\n', "2: column 3: the value is missing ('')"],
    ['an empty id', 'id,a,b\n,1,2\n', '2: the id is empty'],
    ['a header in the middle', '1,2\nid,a\n', "2: column 1: 'id' is not a number"],
    ['semicolons', '1,2\n3;4\n', "2: column 1: '3;4' is not a number"],
    ['a quote that does not end', '1,2\n3,"4\n5",6\n', `2: column 2: '"4' is not quoted properly`],
    ['text after a quote', '1,2\n"3"4,5\n', `2: column 1: '"3"4,5' is not quoted properly`],
    ['a quote inside a cell', '1,2\n3,4"5"\n', `2: column 2: '4"5"' is not quoted properly`],
    ['a blank line first', '\n1,2\n', '1: the line is blank, and rows follow'],
    ['a blank line between', '1,2\n  \n3,4\n', '2: the line is blank, and rows follow'],
    ['one value a line', '1\n2\n', '1: values has 1 point; a series has 2 to 65536'],
    ['a comma at the end', '1,2\n3,4,\n', "2: column 3: the value is missing ('')"],
    ['a comma at the end after quotes', '1,2\n"3",4,\n', "2: column 3: the value is missing ('')"],
  ])('refuses %s', async (_name, content, problem) => {
    expect(await refusalOf('a.csv', content)).toContain(`a.csv:${problem}`);
  });

  it('refuses a file that is empty or only has a header', async () => {
    for (const content of ['', '\n\n', '\uFEFF', 'id,a,b\n', 'time,value\n']) {
      expect(await refusalOf('a.csv', content)).toMatch(
        /^a\.csv: the file holds no series; \.csv is /,
      );
    }
  });
});

describe('.csv with a point on each line', () => {
  it.each(['time,value', 't,v', 'T,V', '"time", value'])(
    'is one series under %s',
    async (header) => {
      const [row, ...rest] = await readContent(
        'a.csv',
        `${header}\r\n0,5\r\n0.5,"6"\r\n1,7\r\n\r\n`,
      );
      expect(rest).toEqual([]);
      expect([row!.id, row!.label, row!.line]).toEqual(['a-0', undefined, 2]);
      expect([...row!.series.times]).toEqual([0, 0.5, 1]);
      expect([...row!.series.values]).toEqual([5, 6, 7]);
    },
  );

  it('takes two columns of other names for values', async () => {
    expect(await readValues('a.csv', 'value,time\n0,5\n1,6\n')).toEqual([
      [0, 5],
      [1, 6],
    ]);
  });

  it('takes unequal times only when any spacing will do', async () => {
    const content = 'time,value\n0,5\n1,6\n3,7\n';
    expect(await refusalOf('a.csv', content)).toMatch(
      /^a\.csv:3: times\[1\] comes 1 after .* 1\.5; /,
    );
    const [row] = await readContent('a.csv', content, { spacing: 'any' });
    expect([...row!.series.times]).toEqual([0, 1, 3]);
  });

  it.each<[string, string, string]>([
    [
      'a time that goes back',
      '0,5\n2,6\n1,7\n',
      '4: times[2] is 1 after 2; times must strictly increase',
    ],
    ['a missing value', '0,5\n1,\n', "3: column 2: the value is missing ('')"],
    ['a missing time', '0,5\nNaN,6\n', "3: column 1: the value is missing ('NaN')"],
    ['a date', '2024-01-01,5\n', "2: column 1: '2024-01-01' is not a number"],
    ['three cells', '0,5\n1,2,3\n', '3: the line has 3 cells where the header has 2'],
    ['one point', '0,5\n', '2: values has 1 point; a series has 2 to 65536'],
  ])('refuses %s, naming the line', async (_name, lines, problem) => {
    expect(await refusalOf('a.csv', `time,value\n${lines}`)).toContain(`a.csv:${problem}`);
  });

  it('takes 65,536 points, and stops at the line of one more', async () => {
    const lines = Array.from({ length: 65_537 }, (_, index) => `${index},0.5\n`);
    const [values] = await readValues('a.csv', `t,v\n${lines.slice(1).join('')}`);
    expect(values?.length).toBe(65_536);
    expect(await refusalOf('a.csv', `t,v\n${lines.join('')}never read\n`)).toMatch(
      /^a\.csv:65538: the series goes on after 65536 points; /,
    );
  });
});

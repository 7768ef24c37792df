import { describe, expect, it } from 'vitest';
import { readContent, refusalOf } from './files.ts';

describe('.ndjson', () => {
  it('has an object or an array of values on each line', async () => {
    const rows = await readContent(
      'a.ndjson',
      [
        '{"id": "x", "label": "up", "times": [0, 0.5, 1], "values": [1, 2, 3]}',
        ' [4, 5.5e-1, -6] ',
        '{"values": [7, 8], "id": 12, "label": -1}',
      ].join('\r\n'),
    );
    expect(rows.map(({ id, label, line }) => [id, label, line])).toEqual([
      ['x', 'up', 1],
      ['a-1', undefined, 2],
      ['12', '-1', 3],
    ]);
    expect(rows.map(({ series }) => [[...series.times], [...series.values]])).toEqual([
      [
        [0, 0.5, 1],
        [1, 2, 3],
      ],
      [
        [0, 1, 2],
        [4, 0.55, -6],
      ],
      [
        [0, 1],
        [7, 8],
      ],
    ]);
  });

  it('may declare columns of metadata in any row', async () => {
    const rows = await readContent(
      'a.ndjson',
      '{"columns":{"day":"text","seen":"time"},"metadata":{"day":"2024-05-01"},"values":[1,2]}\n[1,2]',
    );
    expect(rows.map(({ columns, metadata }) => [columns, metadata?.values])).toEqual([
      [
        [
          { name: 'day', type: 'text' },
          { name: 'seen', type: 'time' },
        ],
        { day: '2024-05-01' },
      ],
      [undefined, undefined],
    ]);
  });

  it('takes unequal times only when any spacing will do', async () => {
    const content = '[1,2]\n{"times":[0,1,3],"values":[1,2,3]}\n';
    expect(await refusalOf('a.ndjson', content)).toMatch(/^a\.ndjson:2: times\[1\] comes 1 after /);
    const rows = await readContent('a.ndjson', content, { spacing: 'any' });
    expect([...rows[1]!.series.times]).toEqual([0, 1, 3]);
  });

  it.each<[string, string, string]>([
    ['NaN', '[1, NaN]', "not JSON at character 5, 'NaN]': a value is expected"],
    ['nan', '[1,nan]', "not JSON at character 4, 'nan]': a value is expected"],
    ['Infinity', '{"values":[-Infinity,2]}', "not JSON at character 13, 'Infinity,2]}'"],
    [
      'None after text that looks alike',
      '{"id":"[,NaN\\"","values":[1,None]}',
      "not JSON at character 29, 'None]}'",
    ],
    ['a comma at the end', '[1,2,]', "not JSON at character 6, ']': a value is expected"],
    ['a comma twice', '[1,,2]', "not JSON at character 4, ',2]': a value is expected"],
    ['a line that ends early', '[1,2', 'not JSON at character 5, the end of the line'],
    [
      'a value that ends early',
      '[1,',
      'not JSON at character 4, the end of the line: a value is expected',
    ],
    ['two documents', '[1,2][3,4]', "not JSON at character 6, '[3,4]'"],
    ['an object over several lines', '{', 'not JSON at character 2, the end of the line'],
    ['a name without quotes', '{values:[1,2]}', "not JSON at character 2, 'values:[1,2]}'"],
    ['a number alone', '5', '5 is no series; write an object with values, or an array of values'],
    ['text alone', '"abc"', "'abc' is no series"],
    ['null alone', 'null', 'null is no series'],
    ['no values', '{"id":"x"}', 'the object has no values; add "values": [number, number, …]'],
    ['an empty object', '{}', 'the object has no values'],
    ['values that are no array', '{"values":"1,2"}', "values is '1,2'; write an array of numbers"],
    [
      'times that are null',
      '{"times":null,"values":[1,2]}',
      'times is null; write an array of numbers',
    ],
    [
      'columns that are a list',
      '{"columns":["day"],"values":[1,2]}',
      'columns is an array; write an object of types',
    ],
    [
      'a column of no type',
      '{"columns":{"day":"date"},"values":[1,2]}',
      "'date' at 'day' of columns is no type; there are text, number, boolean, time",
    ],
    [
      'an unknown field',
      '{"vlaues":[1,2]}',
      "the field 'vlaues' is unknown; there are id, label, columns, metadata, times, values",
    ],
    [
      'a field of the prototype',
      '{"__proto__":{},"values":[1,2]}',
      "the field '__proto__' is unknown",
    ],
    ['null among values', '[1,null,3]', 'column 2: values[1] is null; it must be a finite number'],
    ['text among values', '[1,2,"3"]', "column 3: values[2] is '3'; it must be a finite number"],
    [
      'an array among values',
      '[[1,2],[3,4]]',
      'column 1: values[0] is an array; it must be a finite number',
    ],
    [
      'a number over 1.8e308',
      '[1,1e999]',
      'column 2: values[1] is Infinity; it must be a finite number',
    ],
    [
      'a wrong time',
      '{"times":[0,false],"values":[1,2]}',
      'column 2: times[1] is false; it must be a finite number',
    ],
    [
      'lengths that differ',
      '{"times":[0,1,2],"values":[1,2]}',
      'times has 3 points and values has 2',
    ],
    ['no points', '[]', 'values has 0 points; a series has 2 to 65536'],
    ['an empty id', '{"id":"","values":[1,2]}', 'the id is empty'],
    ['an id that is null', '{"id":null,"values":[1,2]}', 'id is null; write it as text in quotes'],
    [
      'an id that is no whole number',
      '{"id":1.5,"values":[1,2]}',
      'id is 1.5; write it as text in quotes',
    ],
    [
      'a label that is an object',
      '{"label":{},"values":[1,2]}',
      'label is an object; write it as text in quotes',
    ],
    [
      'an id with a control character',
      '{"id":"a\\u0007","values":[1,2]}',
      "the id 'a\\u{7}' contains '\\u{7}'",
    ],
    [
      'an id with half a surrogate pair',
      '{"id":"a\\ud800","values":[1,2]}',
      "id is 'a\\u{d800}'; write it as text in quotes",
    ],
    [
      'a label with half a surrogate pair',
      '{"label":"\\udc00","values":[1,2]}',
      "label is '\\u{dc00}'; write it as text in quotes",
    ],
    [
      'an id of 256 bytes',
      `{"id":"${'é'.repeat(128)}","values":[1,2]}`,
      'has 256 bytes; it must have 1 to 255',
    ],
  ])('refuses %s, naming the line and the place', async (_name, line, problem) => {
    const message = await refusalOf('a.ndjson', `[1,2]\n${line}\n[3,4]\n`);
    expect(message).toMatch(/^a\.ndjson:2: /);
    expect(message).toContain(problem);
  });

  it('refuses deeply nested arrays without running out of stack', async () => {
    const depth = 200_000;
    const nested = '['.repeat(depth) + ']'.repeat(depth);
    expect(await refusalOf('a.ndjson', `[1,${nested}]\n`)).toContain('values[1] is an array');
    expect(await refusalOf('a.ndjson', `{"id":${nested},"values":[1,2]}\n`)).toContain(
      'id is an array',
    );
    expect(await refusalOf('a.ndjson', '['.repeat(depth))).toContain('not JSON');
  });

  it('takes an id of 255 bytes', async () => {
    const id = `${'é'.repeat(127)}x`;
    const [row] = await readContent('a.ndjson', `{"id":"${id}","values":[1,2]}`);
    expect(row!.id).toBe(id);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { readUploaded } from '../../../server/web/index.ts';

const left = (): readonly string[] =>
  readdirSync(tmpdir()).filter((name) => name.startsWith('vantage-upload-'));
const csv = Buffer.from('time,value\n0,1\n1,5\n2,3\n');

describe('an uploaded file', () => {
  it('gives its series with as many points as the collection has', async () => {
    expect(await readUploaded('one.csv', csv, 3)).toEqual({
      values: [1, 5, 3],
      points: 3,
      isOnly: true,
    });
    expect(await readUploaded('ONE.CSV', csv, 5)).toEqual({
      values: [1, 3, 5, 4, 3],
      points: 3,
      isOnly: true,
    });
  });

  it('may have several series, of which the first counts', async () => {
    const file = new URL('../../../bench/data/GunPoint_TRAIN.tsv', import.meta.url);
    const { values, points, isOnly } = await readUploaded('x.tsv', readFileSync(file), 150);

    expect([values.length, points, isOnly]).toEqual([150, 150, false]);
  });

  it.each([
    ['bad.csv', 'time,value\n0,1\n1,zebra\n', /^bad\.csv:3: column 2: .*zebra/],
    ['none.csv', '', /^none\.csv: the file holds no series/],
    ['x.exe', 'a', /^x\.exe: the extension '\.exe' is unknown; there are \.ts/],
    ['../../etc/x.tsv', '1\t2\tx\n', /^\.\.\/\.\.\/etc\/x\.tsv:1: column 3/],
    ["$&$`$'$1$$.csv", 'x\n', /^\$&\$`\$'\$1\$\$\.csv: (?!.*vantage-upload)/],
    ['', '1', /extension/],
    ['x.csv\0', '1', /extension/],
    [`x.${'y'.repeat(5000)}`, '1', /extension/],
  ])('that is malformed is refused with its place: %s', async (name, text, message) => {
    await expect(readUploaded(name, Buffer.from(text), 3)).rejects.toMatchObject({
      code: 'INVALID_VALUE',
      field: 'file',
      message: expect.stringMatching(message),
    });
  });

  it('leaves nothing behind', async () => {
    await readUploaded('one.csv', csv, 3);
    await expect(readUploaded('bad.csv', Buffer.from('x'), 3)).rejects.toThrow();

    expect(left()).toEqual([]);
  });
});

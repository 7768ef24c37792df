import { beforeAll, describe, expect, it } from 'vitest';
import { redBlack } from '../engines/red-black/index.ts';
import {
  checksum,
  decodeMark,
  HEADER,
  MARK,
  MARK_PAGES,
  PAGE_BYTES,
  type Storage,
} from '../engines/storage/index.ts';
import { treeEngine } from '../engines/tree/index.ts';
import { unbalanced } from '../engines/unbalanced/index.ts';
import { createRandom } from '../server/index.ts';
import {
  type Corpus,
  DAMAGED_PATH,
  hostileFile,
  makeCorpus,
  memoryStorage,
  useHostile,
} from './damage/index.ts';

const SEED = Number(process.env['VANTAGE_SEED'] ?? Math.floor(Math.random() * 2 ** 31));
/** Of each engine; the long tier uses a million. */
const FILES = 1000;
const LONG_MS = 600_000;
/** More would be told of one fault again and again. */
const VIOLATIONS_MAX = 3;

describe.each([redBlack, unbalanced])(`a hostile file of $name, seed ${SEED}`, (balance) => {
  const engineOver = (storage: Storage) => treeEngine(balance, storage);
  let corpus: Corpus;
  beforeAll(async () => {
    corpus = await makeCorpus(engineOver);
  });

  it(
    'neither ends the process nor holds it up, and is refused with a code',
    async () => {
      const keys = corpus.trees.flatMap(([, entries]) =>
        entries.slice(0, 60).map(({ key }) => key),
      );
      const some = keys.filter((_, index) => index % 20 === 0);
      const counts = { answered: 0, refused: 0 };
      const violations: string[] = [];
      for (let index = 0; index < FILES && violations.length < VIOLATIONS_MAX; index += 1) {
        const random = createRandom((SEED + index) % 2 ** 31);
        const bytes = hostileFile(corpus.closed, () => random.uniform());
        const { answered, refused, violation } = await useHostile(engineOver, bytes, some);
        counts.answered += answered;
        counts.refused += refused;
        if (violation !== undefined) violations.push(`seed ${SEED + index}: ${violation}`);
      }

      expect(violations).toEqual([]);
      expect(counts.answered).toBeGreaterThan(FILES);
      expect(counts.refused).toBeGreaterThan(FILES);
    },
    LONG_MS,
  );

  it('is used like any other when nothing of it was changed', async () => {
    const outcome = await useHostile(engineOver, corpus.closed, [Buffer.from('k000-')]);

    expect(outcome.violation).toBeUndefined();
    // Loading a tree that has entries is refused.
    expect(outcome.refused).toBeLessThan(10);
    expect(outcome.answered).toBeGreaterThan(60);
  });

  it.each([
    { name: 'the last opening that has a number', field: MARK.epoch, value: 2 ** 32 - 1 },
    { name: 'no commit, and an end within the header', field: MARK.commit, value: 0 },
    { name: 'a record before all data', field: MARK.record, value: 1 },
    { name: 'an end behind the file', field: MARK.end, value: 2 ** 24 },
  ])('is refused when its marks tell of $name', async ({ field, value }) => {
    const bytes = Buffer.from(corpus.closed);
    const fileId = bytes.subarray(HEADER.fileId, HEADER.fileId + 16);
    for (const page of MARK_PAGES) {
      const at = page * PAGE_BYTES;
      bytes.writeUInt32LE(value, at + field);
      if (field === MARK.commit) bytes.writeUInt32LE(1, at + MARK.end);
      const view = bytes.subarray(at, at + MARK.bytes);
      view.writeUInt32LE(checksum(view, MARK.page, MARK.bytes), MARK.checksum);
      expect(decodeMark(view, page, fileId)).toBeDefined();
    }
    const { storage } = memoryStorage(new Map([[DAMAGED_PATH, bytes]]));

    for (const readOnly of [true, false]) {
      const opening = engineOver(storage).open(DAMAGED_PATH, { readOnly });
      await expect(opening).rejects.toMatchObject({ code: 'CORRUPT' });
    }
  });
});

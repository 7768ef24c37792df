import { beforeAll, describe, expect, it } from 'vitest';
import { redBlack } from '../engines/red-black/index.ts';
import { FIRST_DATA_PAGE, MARK_PAGES, PAGE_BYTES, type Storage } from '../engines/storage/index.ts';
import { treeEngine } from '../engines/tree/index.ts';
import { unbalanced } from '../engines/unbalanced/index.ts';
import {
  BLOCK_DAMAGES,
  blockTries,
  type Corpus,
  cutLengths,
  DAMAGED_PATH,
  formatFlips,
  judgeReader,
  makeCorpus,
  memoryStorage,
  noBlocks,
  scanImage,
  tryBlock,
  tryCuts,
  tryFlips,
  tryMarkFlips,
  tryScan,
  tryUnacknowledgedCuts,
  WALKS,
} from './damage/index.ts';

const SEED = Number(process.env['VANTAGE_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

/** Tries by the thousand take long where the machine is shared. */
const LONG_MS = 600_000;

/** One bit in so many is flipped, one length in so many is cut at; the long tier leaves none out. */
const STRIDE = 64;
/** The pages of both engines are the same; one of them is tried less. */
const FLIP_STRIDES: Readonly<Record<string, number>> = { 'red-black': STRIDE };
/** Pairs of blocks of each kind of damage. */
const PAIRS = 150;

describe.each([redBlack, unbalanced])(`a damaged file of $name, seed ${SEED}`, (balance) => {
  const engineOver = (storage: Storage) => treeEngine(balance, storage);
  let corpus: Corpus;
  beforeAll(async () => {
    corpus = await makeCorpus(engineOver);
  });

  it('begins as a whole one of at least 64 KiB', async () => {
    expect(corpus.closed.length).toBeGreaterThanOrEqual(2 ** 16);
    expect(await judgeReader(engineOver, corpus.closed, [corpus])).toEqual({
      tag: 'unnoticed',
      commit: corpus.commit,
    });
    expect(await judgeReader(engineOver, corpus.open, [corpus])).toEqual({
      tag: 'unnoticed',
      commit: corpus.commit,
    });
  });

  it(
    'is refused or reported whichever bit is flipped, but for those that nobody reads',
    async () => {
      const stride = FLIP_STRIDES[balance.name] ?? 4 * STRIDE;
      const table = await tryFlips(engineOver, corpus, { first: SEED % stride, stride });

      process.stdout.write(`${balance.name}: one bit in ${stride}\n${formatFlips(table)}\n`);
      expect(table.violations).toEqual([]);
      for (const [stratum, row] of table.rows) {
        if (stratum === 'behind the last commit') continue;
        expect({ stratum, flipped: row.flips > 0 }).toEqual({ stratum, flipped: true });
      }
    },
    LONG_MS,
  );

  it('shows the same commit to a writer whichever bit of a mark is flipped', async () => {
    const { flips, violations } = await tryMarkFlips(engineOver, corpus);

    expect(violations).toEqual([]);
    expect(flips).toBeGreaterThanOrEqual(1024);
  });

  it('is refused when it ends too early, wherever', async () => {
    const lengths = cutLengths(corpus.closed.length, { first: SEED, stride: STRIDE });
    const { cuts, violations } = await tryCuts(engineOver, corpus, lengths);

    expect(violations).toEqual([]);
    expect(cuts).toBeGreaterThan(1000);
  });

  it('loses nothing but a commit that nobody was told of when it ends in that', async () => {
    const lengths = cutLengths(corpus.open.length, { first: SEED, stride: STRIDE });
    const { kept, dropped, violations } = await tryUnacknowledgedCuts(engineOver, corpus, lengths);

    expect(violations).toEqual([]);
    expect(kept).toBeGreaterThan(10);
    expect(dropped).toBeGreaterThan(10);
  });

  it.each(BLOCK_DAMAGES)('is refused or reported when blocks of it are %s', async (damage) => {
    const counts = noBlocks();
    for (const blockBytes of [512, PAGE_BYTES]) {
      const tries = [...blockTries(corpus, damage, blockBytes)];
      const stride = Math.ceil(tries.length / PAIRS);
      for (let index = SEED % stride; index < tries.length; index += stride) {
        await tryBlock(engineOver, corpus, tries[index]!, counts);
      }
    }

    expect(counts.violations).toEqual([]);
    expect(counts.refused).toBeGreaterThan(5);
    expect(counts.reported).toBeGreaterThan(2);
  });

  it('is not taken for a whole one when its header or its marks are all zero', async () => {
    for (const pages of [[0], MARK_PAGES, [0, ...MARK_PAGES]]) {
      const bytes = corpus.closed.slice();
      for (const page of pages) bytes.fill(0, page * PAGE_BYTES, (page + 1) * PAGE_BYTES);
      const { storage } = memoryStorage(new Map([[DAMAGED_PATH, bytes]]));
      const code = pages[0] === 0 ? 'NOT_ENGINE_FILE' : 'CORRUPT';

      await expect(engineOver(storage).open(DAMAGED_PATH)).rejects.toMatchObject({ code });
    }
    const zeros = memoryStorage(new Map([[DAMAGED_PATH, new Uint8Array(8 * PAGE_BYTES)]]));
    await expect(engineOver(zeros.storage).open(DAMAGED_PATH)).rejects.toMatchObject({
      code: 'NOT_ENGINE_FILE',
    });
  });

  it('is never walked on over after an error, whichever of its pages cannot be read', async () => {
    const count = 5000;
    const image = await scanImage(engineOver, count);
    let met = 0;
    for (const walk of WALKS) {
      for (let page = FIRST_DATA_PAGE; page < image.length / PAGE_BYTES; page += 1) {
        const once = (page + SEED) % 2 === 0;
        const outcome = await tryScan(engineOver, image, { walk, page, once, count });
        expect({ walk, page, once, violation: outcome.violation }).toEqual({
          walk,
          page,
          once,
          violation: undefined,
        });
        if (outcome.met) met += 1;
      }
    }

    expect(met).toBeGreaterThan(WALKS.length * 50);
  });
});

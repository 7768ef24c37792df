import { beforeAll, describe, expect, it } from 'vitest';
import { redBlack } from '../engines/red-black/index.ts';
import { PAGE_BYTES, type Storage } from '../engines/storage/index.ts';
import { salvage, treeEngine } from '../engines/tree/index.ts';
import { unbalanced } from '../engines/unbalanced/index.ts';
import {
  BLOCK_DAMAGES,
  blockTries,
  type Corpus,
  cutLengths,
  DAMAGED_PATH,
  damagedBy,
  makeCorpus,
  memoryStorage,
  type Needs,
  needsOf,
  noSalvages,
  trySalvage,
} from './damage/index.ts';

const SEED = Number(process.env['VANTAGE_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

/** Damages of each kind and size of block; the long tier tries all. */
const TRIES = 50;
/** One bit in so many. */
const FLIP_STRIDE = 4001;

describe.each([redBlack, unbalanced])(`salvage of a $name file, seed ${SEED}`, (balance) => {
  const engineOver = (storage: Storage) => treeEngine(balance, storage);
  let corpus: Corpus;
  let needs: Needs;
  beforeAll(async () => {
    corpus = await makeCorpus(engineOver);
    needs = await needsOf(engineOver, corpus);
  });

  it('saves all of a sound file', async () => {
    const counts = noSalvages();
    await trySalvage(engineOver, corpus, needs, corpus.closed, counts);
    await trySalvage(engineOver, corpus, needs, corpus.open, counts);

    expect(counts).toMatchObject({ whole: 2, lost: 0, violations: [] });
    expect(counts.saved).toBeGreaterThan(500);
  });

  it.each(BLOCK_DAMAGES)('saves what stands on sound pages when blocks are %s', async (damage) => {
    const counts = noSalvages();
    for (const blockBytes of [512, PAGE_BYTES]) {
      const tries = [...blockTries(corpus, damage, blockBytes)];
      const stride = Math.ceil(tries.length / TRIES);
      for (let index = SEED % stride; index < tries.length; index += stride) {
        await trySalvage(engineOver, corpus, needs, damagedBy(corpus, tries[index]!), counts);
      }
    }

    expect(counts.violations).toEqual([]);
    expect(counts.saved).toBeGreaterThan(1000);
    expect(counts.lost).toBeGreaterThan(0);
    expect(counts.found).toBeGreaterThan(0);
    expect(counts.found).toBeLessThanOrEqual(counts.lost);
  });

  it('saves what stands on sound pages when a bit is flipped, or the end is cut off', async () => {
    const flipped = noSalvages();
    for (let bit = SEED % FLIP_STRIDE; bit < corpus.closed.length * 8; bit += FLIP_STRIDE) {
      const damaged = corpus.closed.slice();
      damaged[bit >>> 3]! ^= 1 << (bit & 7);
      await trySalvage(engineOver, corpus, needs, damaged, flipped);
    }
    const cut = noSalvages();
    for (const length of cutLengths(corpus.closed.length, { first: SEED, stride: 1999 })) {
      await trySalvage(engineOver, corpus, needs, corpus.closed.subarray(0, length), cut);
    }

    expect([...flipped.violations, ...cut.violations]).toEqual([]);
    expect(flipped.whole).toBeGreaterThan(10);
    expect(flipped.saved).toBeGreaterThan(10_000);
    expect(cut.older).toBeGreaterThan(5);
  });

  it('refuses to overwrite, and what was never an engine file', async () => {
    const { storage, bytes } = memoryStorage(
      new Map([
        [DAMAGED_PATH, corpus.closed],
        ['there', corpus.open],
        ['other', Buffer.from('id,value\n')],
      ]),
    );
    const engineFor = () => engineOver(storage);
    const onto = salvage({ storage, from: DAMAGED_PATH, to: 'there', engineFor });
    await expect(onto).rejects.toMatchObject({ code: 'EXISTS' });
    const foreign = salvage({ storage, from: 'other', to: 'new', engineFor });
    await expect(foreign).rejects.toMatchObject({ code: 'NOT_ENGINE_FILE' });
    const absent = salvage({ storage, from: 'absent', to: 'new', engineFor });
    await expect(absent).rejects.toMatchObject({ code: 'NOT_FOUND' });

    expect(Buffer.compare(bytes('there'), corpus.open)).toBe(0);
    expect(storage.exists('new')).toBe(false);
  });
});

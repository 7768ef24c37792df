import { beforeAll, describe, expect, it } from 'vitest';
import { redBlack } from '../engines/red-black/index.ts';
import type { Storage } from '../engines/storage/index.ts';
import { treeEngine } from '../engines/tree/index.ts';
import { unbalanced } from '../engines/unbalanced/index.ts';
import { createRandom } from '../server/index.ts';
import { type Corpus, hostileFile, makeCorpus, useHostile } from './faults/index.ts';

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
    expect(outcome.answered).toBeGreaterThan(80);
  });
});

import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { engineLaws, type Law, type LawResult, runLaw, runLaws } from '../../props/index.ts';
import { forAll } from '../../props/laws/for-all.ts';
import { example } from './example.ts';

const OPTIONS = { runs: 100, seed: 5 };

function lawThat(name: string, check: Law['check'], requires: Law['requires'] = []): Law {
  return { name, requires, check };
}

const holds = lawThat('It holds', async () => undefined);
const breaks = lawThat('It breaks', async () => {
  throw new Error('found 1, expected 2');
});
const breaksAboveSeventeen = lawThat('Numbers stay below eighteen', async (context) =>
  forAll(context, fc.nat(1_000), async (number) => {
    if (number > 17) {
      throw new Error(`found ${number}`);
    }
  }),
);
const needsDisk = lawThat('It needs a disk', async () => undefined, ['persistence', 'range']);

describe('runLaws', () => {
  it('tells what passed, what failed and what was skipped, in order and as it happens', async () => {
    const seen: LawResult[] = [];

    const summary = await runLaws(example, {
      ...OPTIONS,
      laws: [holds, breaks, needsDisk],
      onResult: (result) => seen.push(result),
    });

    expect(summary).toMatchObject({
      engine: 'sorted-array',
      runs: 100,
      seed: 5,
      passed: 1,
      failed: 1,
      skipped: 1,
    });
    expect(seen).toEqual(summary.results);
    expect(seen).toMatchObject([
      { state: 'passed', law: holds },
      { state: 'failed', law: breaks, message: 'found 1, expected 2', counterexample: undefined },
      { state: 'skipped', law: needsDisk, missing: ['persistence'] },
    ]);
  });

  it('shrinks a counterexample and gives the same one for the same seed', async () => {
    const first = await runLaw(example, breaksAboveSeventeen, OPTIONS);
    const second = await runLaw(example, breaksAboveSeventeen, OPTIONS);

    expect(first).toMatchObject({
      state: 'failed',
      message: 'found 18\n  with 18',
      counterexample: { text: '18', seed: 5 },
    });
    expect(first.state === 'failed' && first.cause).toEqual(new Error('found 18'));
    expect({ ...second, durationMs: 0 }).toEqual({ ...first, durationMs: 0 });
  });

  it('tries as many cases as it is asked for, and at least one', async () => {
    let cases = 0;
    const counting = lawThat('It counts', async (context) =>
      forAll(
        context,
        fc.nat(),
        async () => {
          cases += 1;
        },
        { share: 0.1 },
      ),
    );

    await runLaw(example, counting, { runs: 250, seed: 1 });
    expect(cases).toBe(25);
    await runLaw(example, counting, { runs: 1, seed: 1 });
    expect(cases).toBe(26);
  });

  it('runs only the laws whose name contains the filter, in any case', async () => {
    const summary = await runLaws(example, { runs: 5, seed: 1, filter: 'CURSOR' });

    const names = engineLaws.map(({ name }) => name).filter((name) => /cursor/i.test(name));
    expect(summary.results.map(({ law }) => law.name)).toEqual(names);
    expect(names.length).toBeGreaterThan(1);
  });

  it('counts a law that never ends as broken', async () => {
    const endless = lawThat('It never ends', async () => new Promise(() => undefined));

    const result = await runLaw(example, endless, { ...OPTIONS, timeoutMs: 20 });

    expect(result).toMatchObject({
      state: 'failed',
      message: 'the law had not ended after 20 ms',
    });
  });

  it('gives each law fresh paths in folders of their own, and removes them', async () => {
    const paths: string[] = [];
    const writing = lawThat('It writes', async ({ scratch }) => {
      paths.push(scratch('file'), scratch('file'));
      for (const path of paths) {
        expect(existsSync(path)).toBe(false);
        await writeFile(path, 'something');
      }
      throw new Error('and breaks');
    });

    const result = await runLaw(example, writing, OPTIONS);

    expect(result).toMatchObject({ message: 'and breaks' });
    expect(new Set(paths.map((path) => dirname(path))).size).toBe(2);
    expect(paths.map((path) => existsSync(dirname(path)))).toEqual([false, false]);
  });
});

describe('the list of laws', () => {
  it('has names that are sentences, each of them once', () => {
    const names = engineLaws.map(({ name }) => name);

    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^[A-Za-z].* .*[^.]$/.test(name))).toEqual([]);
  });
});

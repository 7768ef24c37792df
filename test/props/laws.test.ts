import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Engine, registeredEngines } from '../../engines/index.ts';
import {
  engineLaws,
  type Law,
  type LawResult,
  missingFeatures,
  runLaw,
} from '../../props/index.ts';
import { EXAMPLE, example } from './example.ts';
import { type Mutant, mutants } from './mutants/index.ts';

const OPTIONS = { runs: 40, seed: 20_207 };

function lawOf({ breaks }: Mutant): Law {
  const law = engineLaws.find(({ name }) => name === breaks);
  if (law === undefined) {
    throw new Error(`no law is called "${breaks}"`);
  }
  return law;
}

/** The engines a bug is planted in: the example and the first that ships, where the law applies. */
function hosts(law: Law): readonly Engine[] {
  return [example, ...registeredEngines().slice(0, 1)].filter(
    (engine) => missingFeatures(engine, law).length === 0,
  );
}

function found(result: LawResult): string {
  if (result.state !== 'failed') {
    return result.state;
  }
  const { message, counterexample } = result;
  return counterexample === undefined ? message : `${message} (${counterexample.shrinks} shrinks)`;
}

describe('the laws, held against the example engine', () => {
  it('is small enough to be read at once', () => {
    expect(readFileSync(EXAMPLE, 'utf8').split('\n').length - 1).toBeLessThan(100);
  });

  it.each(engineLaws.map((law) => ({ law, name: law.name })))('$name', async ({ law }) => {
    const result = await runLaw(example, law, OPTIONS);

    const missing = missingFeatures(example, law);
    expect(result).toMatchObject(
      missing.length === 0 ? { state: 'passed' } : { state: 'skipped', missing },
    );
  });
});

describe('planted bugs', () => {
  it('are there for every law, so that no law is one that cannot fail', () => {
    const broken = new Set(mutants.map(({ breaks }) => breaks));

    expect(engineLaws.map(({ name }) => name).filter((name) => !broken.has(name))).toEqual([]);
  });

  for (const mutant of mutants) {
    const law = lawOf(mutant);
    const engines = hosts(law);
    const where = engines.map(({ manifest }) => manifest.name).join(' and ');
    const title = `"${mutant.bug}" breaks: ${mutant.breaks}`;
    it.skipIf(engines.length === 0)(`${title} (in ${where || 'no engine: skipped'})`, async () => {
      for (const engine of engines) {
        const result = await runLaw(mutant.plant(engine), law, OPTIONS);
        expect(result.state, `${engine.manifest.name}: ${found(result)}`).toBe('failed');
      }
    });
  }
});

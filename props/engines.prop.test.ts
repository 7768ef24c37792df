import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Engine, encodeUint32, registeredEngines } from '../engines/index.ts';
import { engineLaws, type Law, type LawResult, missingFeatures, runLaw } from './index.ts';

const SEED = Number(process.env['VANTAGE_SEED'] ?? randomInt(2 ** 31));
const RUNS = Number(process.env['VANTAGE_RUNS'] ?? 60);

/** Sequences of commands an engine, in memory; a law that would find little in fewer. */
const SEQUENCES = 500;
const SEQUENCES_LAW = 'Any sequence of commands in memory';

/** Beyond what recursion by depth survives, and what sorted input makes of an unbalanced tree. */
const SORTED_KEYS = 20_000;
const CACHE_BYTES = 64 * 1024;

const engines = registeredEngines().map((engine) => ({ engine, name: engine.manifest.name }));

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vantage-props-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** The law that compares whole sequences with the oracle gets its full number of them. */
function runsOf(law: Law): number {
  return law.name.startsWith(SEQUENCES_LAW) ? Math.max(RUNS, SEQUENCES) : RUNS;
}

function told(result: LawResult): string {
  if (result.state !== 'failed') {
    return result.state;
  }
  return `${result.message}\n  again with VANTAGE_SEED=${SEED} VANTAGE_RUNS=${runsOf(result.law)}`;
}

describe.each(engines)(`$name, seed ${SEED}, ${RUNS} runs`, ({ engine }) => {
  for (const law of engineLaws) {
    const missing = missingFeatures(engine, law);
    const reason = missing.length === 0 ? '' : ` (skipped: no ${missing.join(', no ')})`;
    it.skipIf(missing.length > 0)(`${law.name}${reason}`, async () => {
      const result = await runLaw(engine, law, { runs: runsOf(law), seed: SEED });

      expect(result.state, told(result)).toBe('passed');
    });
  }

  it(`takes ${SORTED_KEYS} sorted keys in one transaction, however high they stand`, async () => {
    const { heightMax, ...found } = await growSorted(engine.manifest.name);

    expect(found).toMatchObject({ entries: SORTED_KEYS, faults: [] });
    expect(found.height).toBeLessThanOrEqual(heightMax ?? SORTED_KEYS);
    expect(found.height === SORTED_KEYS).toBe(heightMax === undefined);
  });

  it('evicts pages under the smallest cache, which the laws on disk rely on', async () => {
    const path = join(folder, `evicts-${engine.manifest.name}`);
    const writer = await engine.open(path);
    await writer.load('a', sortedEntries(10_000));
    await writer.close();

    const file = await engine.open(path, { cacheBytes: CACHE_BYTES });
    const keys = [...file.snapshot().tree('a').range()].length;

    expect(keys).toBe(10_000);
    expect(file.stats().pagesEvicted).toBeGreaterThan(10);
    await file.close();
  });
});

describe.each(pairs())('a file of $writer.name', ({ writer, reader }) => {
  it(`is WRONG_ENGINE to ${reader.name}, which names its own engine`, async () => {
    const path = join(folder, `written-by-${writer.name}-for-${reader.name}`);
    await (await writer.engine.open(path)).close();

    const opening = reader.engine.open(path);

    await expect(opening).rejects.toMatchObject({
      code: 'WRONG_ENGINE',
      message: expect.stringContaining(writer.name) as string,
    });
  });
});

interface Named {
  readonly name: string;
  readonly engine: Engine;
}

function pairs(): readonly { readonly writer: Named; readonly reader: Named }[] {
  return engines.flatMap((writer) =>
    engines.filter((reader) => reader !== writer).map((reader) => ({ writer, reader })),
  );
}

function* sortedEntries(count: number): Generator<{ key: Uint8Array; value: Uint8Array }> {
  for (let index = 0; index < count; index += 1) {
    yield { key: encodeUint32(index), value: encodeUint32(count - index) };
  }
}

interface Grown {
  readonly entries: number;
  readonly height: number;
  readonly heightMax?: number;
  readonly faults: readonly unknown[];
}

/**
 * Runs `sorted-input.ts` in a process of its own: 200 million node visits take seconds there, and
 * a minute and a half where the test runner stands between every module and its imports.
 */
async function growSorted(engine: string): Promise<Grown> {
  const script = new URL('../test/props/sorted-input.ts', import.meta.url).pathname;
  const command = ['--import', 'tsx', script, engine, String(SORTED_KEYS)];
  const { stdout } = await promisify(execFile)(process.execPath, command);
  return JSON.parse(stdout) as Grown;
}

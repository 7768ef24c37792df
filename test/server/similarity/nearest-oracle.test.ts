import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { prepare, store } from '../../../props/similarity/stored.ts';
import { createRandom } from '../../../server/series/index.ts';
import { createMeasure, search } from '../../../server/similarity/index.ts';

const SHARED = new URL('../../../../shared/', import.meta.url);

interface Oracle {
  readonly stored: string;
  readonly queries: string;
  readonly k: number;
  readonly results: readonly {
    readonly gamma: number;
    readonly query: number;
    /** Row and distance. */
    readonly nearest: readonly (readonly [number, number])[];
  }[];
}

/** The rows of an archive file: values, a colon, and a label, after the line `@data`. */
function rowsOf(path: URL): Float64Array[] {
  const lines = readFileSync(path, 'utf8').trim().split(/\r?\n/);
  const start = lines.findIndex((line) => line.toLowerCase() === '@data') + 1;
  return lines.slice(start).map((line) => {
    const values = line.split(':')[0] ?? '';
    return Float64Array.from(values.split(','), Number);
  });
}

describe.each([
  ['gunpoint', 'nearest-gunpoint.json', 150],
  ['italy-power-demand', 'nearest-italy-power-demand.json', 1029],
] as const)('on %s', (folder, file, count) => {
  const answers = new URL(`oracle/${file}`, SHARED);
  const data = new URL(`data/${folder}/`, SHARED);
  const absent = [answers, data].find((path) => !existsSync(path));
  const skip = absent === undefined ? '' : `SKIP, since ${folder} is absent from ../shared: `;

  it.skipIf(absent !== undefined)(
    `${skip}every strategy finds the ten nearest that were computed elsewhere`,
    () => {
      const oracle = JSON.parse(readFileSync(answers, 'utf8')) as Oracle;
      const stored = rowsOf(new URL(oracle.stored, data));
      const queries = rowsOf(new URL(oracle.queries, data));
      expect(stored.length).toBe(count);
      for (const gamma of new Set(oracle.results.map((result) => result.gamma))) {
        const measure = createMeasure({ name: 'kernel', gamma }, stored[0]!.length);
        const random = createRandom(1);
        const collection = store({ measure, values: stored, vantageCount: 20, random });
        const view = collection.view(2, true);
        for (const { query, nearest, ...result } of oracle.results) {
          if (result.gamma !== gamma) continue;
          const request = {
            query: prepare(measure, queries[query]!),
            want: { kind: 'nearest', k: oracle.k },
          } as const;
          for (const strategy of ['auto', 'filter', 'shell', 'ball'] as const) {
            const { ordinals, distances } = search(view, { ...request, strategy });
            expect([...ordinals]).toEqual(nearest.map(([row]) => row));
            for (const [at, [, distance]] of nearest.entries()) {
              expect(Math.abs(distances[at]! - distance)).toBeLessThan(1e-9);
            }
          }
        }
      }
    },
  );
});

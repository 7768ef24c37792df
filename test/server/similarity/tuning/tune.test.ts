import { describe, expect, it } from 'vitest';
import { createRandom } from '../../../../server/series/index.ts';
import { drawSample, type TuneSeries, tune } from '../../../../server/similarity/index.ts';
import { FAMILIES } from '../support/families.ts';

const bumps = FAMILIES.bumps(createRandom(1), 60, 40);
const walks = FAMILIES.walks(createRandom(1), 60, 40);
const series: readonly TuneSeries[] = [
  ...bumps.map((values) => ({ values, label: 'bump' })),
  ...walks.map((values) => ({ values, label: 'walk' })),
];

const options = {
  series,
  measures: [
    { name: 'kernel', gamma: 1 },
    { name: 'kernel', gamma: 10 },
  ],
  vantageCounts: [5, 20, 90],
  queries: 50,
  seed: 3,
} as const;

function counts({ measures }: ReturnType<typeof tune>): readonly number[] {
  return measures[0]!.vantage.map(({ vantagePoints }) => vantagePoints);
}

describe('tune', () => {
  it('surveys every measure with the same draws, again and again', () => {
    const told: string[] = [];
    const report = tune({
      ...options,
      onProgress: (measure, queries) => told.push(`${JSON.stringify(measure)}: ${queries}`),
    });
    expect(report).toMatchObject({ series: 120, length: 40, queries: 50, classes: 2 });
    expect(report.measures.map(({ measure }) => measure)).toEqual(options.measures);
    expect(tune(options)).toEqual(report);
    expect(tune({ ...options, seed: 4 })).not.toEqual(report);
    const [first, second] = options.measures.map((measure) => JSON.stringify(measure));
    expect([told[0], told[50]]).toEqual([`${first}: 0`, `${first}: 50`]);
    expect([told[51], told[101]]).toEqual([`${second}: 0`, `${second}: 50`]);
  });

  it('tells bumps from walks by their neighbours, and by none that are mislabelled', () => {
    const [one] = tune(options).measures;
    expect(one!.error).toBeLessThan(0.25);
    const mixed = series.map(({ values }, at) => ({ values, label: String(at % 2) }));
    expect(tune({ ...options, series: mixed }).measures[0]!.error).toBeGreaterThan(
      one!.error! + 0.1,
    );
  });

  it('tells no error where a label is missing, or all are the same', () => {
    const missing = series.with(7, { values: series[7]!.values, label: undefined });
    expect(tune({ ...options, series: missing }).measures[0]!.error).toBeUndefined();
    const same = series.map(({ values }) => ({ values, label: 'a' }));
    expect(tune({ ...options, series: same })).toMatchObject({ classes: 0 });
  });

  it('leaves out numbers of vantage points that there are too few series for', () => {
    expect(counts(tune(options))).toEqual([5, 20]);
    const few = tune({ ...options, series: series.slice(0, 3) });
    expect(counts(few)).toEqual([]);
    expect(few.queries).toBe(3);
    expect(few.measures[0]!.spectrum).toBeGreaterThan(0);
    expect(() => tune({ ...options, series: series.slice(0, 2) })).toThrow(RangeError);
  });
});

describe('drawSample', () => {
  it('takes all in their order when there are no more than that', async () => {
    expect(await drawSample([3, 1, 2], 3, createRandom(1))).toEqual({ drawn: [3, 1, 2], count: 3 });
  });

  it('draws each about as often as any other', async () => {
    const random = createRandom(1);
    const times = Array.from({ length: 10 }, () => 0);
    for (let round = 0; round < 5000; round += 1) {
      const { drawn, count } = await drawSample(times.keys(), 3, random);
      expect(count).toBe(10);
      expect(new Set(drawn).size).toBe(3);
      for (const item of drawn) times[item]! += 1;
    }
    for (const time of times) expect(Math.abs(time - 1500)).toBeLessThan(150);
  });
});

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { altered } from '../../../../props/similarity/altered.ts';
import { prepare } from '../../../../props/similarity/stored.ts';
import { createRandom, readSeriesFile } from '../../../../server/series/index.ts';
import {
  chooseVantage,
  createMeasure,
  ringReach,
  surveyMeasure,
} from '../../../../server/similarity/index.ts';
import { FAMILIES } from '../support/families.ts';

interface Labelled {
  readonly values: Float64Array[];
  readonly labels: (string | undefined)[];
}

async function read(url: URL): Promise<Labelled> {
  const [values, labels]: [Float64Array[], (string | undefined)[]] = [[], []];
  for await (const { series, label } of readSeriesFile(fileURLToPath(url))) {
    values.push(series.values);
    labels.push(label);
  }
  return { values, labels };
}

async function gunPoint(): Promise<{ readonly train: Labelled; readonly test: Labelled }> {
  const [train, test] = await Promise.all([
    read(new URL('../../../../bench/data/GunPoint_TRAIN.tsv', import.meta.url)),
    read(new URL('../../../../bench/data/GunPoint_TEST.tsv', import.meta.url)),
  ]);
  return { train, test };
}

const ITALY = new URL('../../../../../shared/data/italy-power-demand/', import.meta.url);
const italy = existsSync(ITALY);

const strangers = (
  values: readonly Float64Array[],
): { values: Float64Array; member: undefined }[] =>
  values.map((one) => ({ values: one, member: undefined }));

/** The share of test series whose nearest in the training set is of another class. */
function errorOf(train: Labelled, test: Labelled, gamma: number): number {
  const { nearest } = surveyMeasure({
    measure: createMeasure({ name: 'kernel', gamma }, train.values[0]!.length),
    values: train.values,
    queries: strangers(test.values),
    vantage: [],
    vantageCounts: [],
  });
  return (
    nearest.filter((found, at) => train.labels[found] !== test.labels[at]).length / nearest.length
  );
}

describe('surveyMeasure', () => {
  it('tells classes of GunPoint apart as well as was found elsewhere', async () => {
    const { train, test } = await gunPoint();
    for (const [gamma, error] of [
      [0.5, 0.053],
      [1, 0.06],
      [10, 0.047],
      [50, 0.027],
    ] as const) {
      expect(errorOf(train, test, gamma)).toBeCloseTo(error, 3);
    }
  });

  it.skipIf(!italy)(
    italy
      ? 'and those of ItalyPowerDemand'
      : 'SKIP, since ../shared/data is absent: and those of ItalyPowerDemand',
    async () => {
      const train = await read(new URL('ItalyPowerDemand_TRAIN.ts', ITALY));
      const test = await read(new URL('ItalyPowerDemand_TEST.ts', ITALY));
      expect(errorOf(train, test, 1)).toBeCloseTo(0.08, 3);
      expect(errorOf(train, test, 10)).toBeCloseTo(0.045, 3);
    },
  );

  it('finds what the bounds leave of GunPoint to be little at every gamma', async () => {
    const { train, test } = await gunPoint();
    const vantage = chooseVantage({
      count: 20,
      ordinals: [...test.values.keys()],
      random: createRandom(1).uniform,
    });
    for (const [gamma, ring, hilbert, spectrum] of [
      [1, 0.035, 0.01, 0.95],
      [10, 0.05, 0.02, 0.95],
      [50, 0.15, 0.06, 0.6],
    ] as const) {
      const survey = surveyMeasure({
        measure: createMeasure({ name: 'kernel', gamma }, 150),
        values: test.values,
        queries: strangers(train.values),
        vantage,
        vantageCounts: [5, 20],
      });
      const [few, many] = survey.vantage;
      // At least the nearest is left: one of 150.
      expect(many!.all).toBeGreaterThanOrEqual(1 / 150);
      expect(many!.ring).toBeLessThan(ring);
      expect(many!.hilbert).toBeLessThan(hilbert);
      expect(survey.spectrum).toBeLessThan(spectrum);
      expect(many!.all).toBeLessThanOrEqual(Math.min(many!.hilbert!, many!.ring!));
      expect(few!.all).toBeGreaterThan(many!.all);
    }
  });

  it('counts as one would by hand', () => {
    const measure = createMeasure({ name: 'kernel', gamma: 5 }, 32);
    const values = FAMILIES.walks(createRandom(2), 30, 32);
    const queries = [4, 9, 20].map((member) => ({ values: values[member]!, member }));
    const vantage = [9, 1, 2];
    const done: number[] = [];
    const survey = surveyMeasure({
      measure,
      values,
      queries,
      vantage,
      vantageCounts: [1, 3],
      onQuery: () => done.push(done.length),
    });
    const prepared = values.map((raw) => prepare(measure, raw));
    const between = (i: number, j: number): number =>
      measure.distance(prepared[i]!, 0, prepared[j]!, 0);
    const others = queries.map(({ member }) =>
      [...values.keys()].filter((index) => index !== member),
    );
    const distances = queries.flatMap(({ member }, at) =>
      others[at]!.map((index) => between(member, index)),
    );
    const mean = distances.reduce((sum, one) => sum + one, 0) / distances.length;
    const variance = distances.reduce((sum, one) => sum + (one - mean) ** 2, 0) / distances.length;
    expect(survey.meanDistance).toBeCloseTo(mean, 12);
    expect(survey.dimension).toBeCloseTo(mean ** 2 / (2 * variance), 9);
    expect(done).toEqual([0, 1, 2]);
    // Query 9 is a vantage point and does not count.
    let kept = 0;
    for (const at of [0, 2]) {
      const { member } = queries[at]!;
      const radius = Math.min(...others[at]!.map((index) => between(member, index)));
      expect(between(member, survey.nearest[at]!)).toBe(radius);
      const limit = ringReach(radius, measure.noise);
      kept += others[at]!.filter((index) =>
        vantage.every((point) => Math.abs(between(index, point) - between(member, point)) <= limit),
      ).length;
    }
    expect(survey.vantage[1]!.ring).toBe(kept / (2 * 29));
    expect(survey.vantage.map(({ vantagePoints }) => vantagePoints)).toEqual([1, 3]);
  });

  it('leaves out the bounds that a measure does not allow', () => {
    const kernel = createMeasure({ name: 'kernel', gamma: 5 }, 32);
    const values = FAMILIES.walks(createRandom(2), 30, 32);
    const surveyOf = (measure: typeof kernel) =>
      surveyMeasure({
        measure,
        values,
        queries: [{ values: values[4]!, member: 4 }],
        vantage: [0, 1],
        vantageCounts: [2],
      });
    expect(surveyOf(altered(kernel, { guarantee: 'metric' })).vantage[0]).toMatchObject({
      ring: expect.any(Number) as number,
      hilbert: undefined,
    });
    const none = surveyOf(altered(kernel, { guarantee: 'none' }));
    expect(none.vantage[0]).toMatchObject({ ring: undefined, hilbert: undefined });
    const settings = { name: 'other' } as unknown as (typeof kernel)['settings'];
    const strange = surveyOf(altered(kernel, { guarantee: 'none', settings }));
    expect(strange.spectrum).toBeUndefined();
    expect(strange.vantage[0]!.all).toBe(1);
  });
});

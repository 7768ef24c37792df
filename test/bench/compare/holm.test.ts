import { expect, it } from 'vitest';
import { holm } from '../../../bench/compare/holm.ts';

it('multiplies the least by the count, the next by one less, and never falls', () => {
  expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
});

it('leaves one alone, and goes no further than 1', () => {
  expect(holm([0.2])).toEqual([0.2]);
  expect(holm([0.9, 0.8])).toEqual([1, 1]);
  expect(holm([])).toEqual([]);
});

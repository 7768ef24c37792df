import { unreachable } from '../unreachable.ts';
import { createCorrelationMeasure } from './correlation.ts';
import type { Measure, MeasureSettings } from './measure.ts';

/** Names of the measures, the default first. */
export const MEASURES: readonly MeasureSettings['name'][] = ['kernel', 'best-shift', 'euclid'];

/**
 * Makes the measure that `settings` describe, for series of `length` points. Each thread makes its
 * own, since a measure owns scratch.
 * @throws RangeError when a setting or the length is outside what the measure allows.
 * @throws TypeError for a name that is no measure.
 */
export function createMeasure(settings: MeasureSettings, length: number): Measure {
  switch (settings.name) {
    case 'kernel':
    case 'best-shift':
    case 'euclid':
      return createCorrelationMeasure(settings, length);
    default:
      return unreachable(settings);
  }
}

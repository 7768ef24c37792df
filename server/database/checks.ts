import type { EngineFile } from '../../engines/index.ts';
import { DatabaseError } from '../errors.ts';
import { idFault, type Series, standardise } from '../series/index.ts';

/** Greatest numbers that a search may ask for. */
export const SEARCH_LIMITS = { kMax: 10_000, limitDefault: 1_000, limitMax: 100_000 } as const;

/** @throws DatabaseError `READ_ONLY`. */
export function checkWritable({ path, readOnly }: EngineFile): void {
  if (readOnly) throw new DatabaseError('READ_ONLY', `${path} is open for reading only`);
}

/** @throws DatabaseError `INVALID_ID`. */
export function checkId(id: string): void {
  const fault = typeof id === 'string' ? idFault(id) : 'an id is text';
  if (fault !== undefined) throw new DatabaseError('INVALID_ID', fault, { field: 'id' });
}

/**
 * Checks that a series has `length` points and can be standardised.
 * @throws DatabaseError `INVALID_VALUE`.
 */
export function checkSeries({ times, values }: Series, length: number): void {
  if (times.length !== values.length || values.length !== length) {
    throw new DatabaseError(
      'INVALID_VALUE',
      `the series has ${values.length} values at ${times.length} times and this collection holds ` +
        `series of ${length} points; resample it, or use another collection`,
      { field: 'ts' },
    );
  }
  standardise(values, new Float64Array(length), 0);
}

/** @throws DatabaseError `INVALID_VALUE` unless a whole number from 1 to `most`. */
export function checkCount(field: string, value: number, most: number): void {
  if (Number.isInteger(value) && value >= 1 && value <= most) return;
  throw new DatabaseError(
    'INVALID_VALUE',
    `${field} is ${value}; it takes a whole number from 1 to ${most}`,
    { field },
  );
}

/** @throws DatabaseError `INVALID_VALUE` unless finite and from 0. */
export function checkRadius(radius: number): void {
  if (Number.isFinite(radius) && radius >= 0) return;
  throw new DatabaseError('INVALID_VALUE', `radius is ${radius}; it takes a number from 0`, {
    field: 'radius',
  });
}

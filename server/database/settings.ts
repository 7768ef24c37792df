import type { EngineFile } from '../../engines/index.ts';
import { DatabaseError } from '../errors.ts';
import { SERIES_LIMITS } from '../series/index.ts';
import { GAMMA_MAX, MEASURES } from '../similarity/index.ts';
import type { CreateOptions, Settings } from './contract.ts';
import { TREES } from './trees.ts';

/** Version of what a data directory keeps in its trees. */
const FORMAT = 0;
const KEY: Uint8Array = Buffer.from('settings');

/** Limits on settings. */
export const SETTINGS_LIMITS = {
  vantagePointsMax: 32,
  seedMax: 0xffff_ffff,
} as const;

/**
 * Settings with the defaults filled in.
 * @throws DatabaseError `INVALID_VALUE` with the field that is out of range.
 */
export function completeSettings(options: CreateOptions, engine: string): Settings {
  const { length, measure = { name: 'kernel', gamma: 10 }, vantagePoints = 20, seed = 1 } = options;
  const { pointsMin, pointsMax } = SERIES_LIMITS;
  whole('length', length, pointsMin, pointsMax);
  whole('vantagePoints', vantagePoints, 0, SETTINGS_LIMITS.vantagePointsMax);
  whole('seed', seed, 0, SETTINGS_LIMITS.seedMax);
  if (!MEASURES.includes(measure.name)) {
    throw invalid('measure', `the measure is ${measure.name}; there are: ${MEASURES.join(', ')}`);
  }
  if (measure.name === 'kernel' && !(measure.gamma > 0 && measure.gamma <= GAMMA_MAX)) {
    throw invalid(
      'gamma',
      `gamma is ${measure.gamma}; it takes a number over 0 and at most ${GAMMA_MAX}`,
    );
  }
  return { engine, length, measure, vantagePoints, seed };
}

function whole(field: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw invalid(field, `${field} is ${value}; it takes a whole number from ${least} to ${most}`);
}

function invalid(field: string, message: string): DatabaseError {
  return new DatabaseError('INVALID_VALUE', message, { field });
}

/** Stores the settings of a new directory, in one commit. */
export async function writeSettings(file: EngineFile, settings: Settings): Promise<void> {
  const text = JSON.stringify({ format: FORMAT, ...settings });
  await file.write((tx) => tx.tree(TREES.settings).put(KEY, Buffer.from(text)));
}

/** @throws DatabaseError `NOT_A_DATABASE`, `NEWER_FORMAT`. */
export function readSettings(file: EngineFile, path: string): Settings {
  const snapshot = file.snapshot();
  const bytes = snapshot.tree(TREES.settings).get(KEY);
  snapshot.release();
  if (bytes === undefined) {
    throw new DatabaseError(
      'NOT_A_DATABASE',
      `${path} has no settings: its creation was interrupted; remove it and create it again`,
    );
  }
  const { format, ...settings } = JSON.parse(Buffer.from(bytes).toString()) as Settings & {
    readonly format: number;
  };
  if (format > FORMAT) {
    throw new DatabaseError(
      'NEWER_FORMAT',
      `${path} has database format ${format} and this program knows up to ${FORMAT}; upgrade it`,
    );
  }
  return settings;
}

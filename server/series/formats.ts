import { aeonFormat } from './aeon.ts';
import { csvFormat } from './csv.ts';
import type { SeriesFormat } from './format.ts';
import { ndjsonFormat } from './ndjson.ts';
import { npyFormat } from './npy.ts';
import { tsvFormat } from './tsv.ts';

/**
 * The file formats by extension, in lower case and with its dot. A new format is one new file
 * and one line here.
 */
export const SERIES_FORMATS: ReadonlyMap<string, SeriesFormat> = new Map([
  ['.ts', aeonFormat],
  ['.tsv', tsvFormat],
  ['.csv', csvFormat],
  ['.ndjson', ndjsonFormat],
  ['.npy', npyFormat],
]);

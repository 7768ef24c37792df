import { printableJson, writeJson } from '../../server/protocol/index.ts';

/**
 * `document` as one line of JSON with its newline. Numbers keep their bits, −0 among them; fields
 * that are undefined are left out; what a terminal would act on is written as an escape.
 * @throws TypeError for what JSON cannot hold, NaN and infinities among it.
 */
export function formatJson(document: unknown): string {
  return `${printableJson(writeJson(document))}\n`;
}

import type { Source } from '../collection/source.ts';
import type { Vocabulary } from './completion.ts';

/** Ids that are offered at a time. */
const IDS_MAX = 40;

/** The words of a session over `source`; what the source does not tell is left out. */
export function vocabularyOf(source: Source, names: () => readonly string[]): Vocabulary {
  let columns: readonly string[] | undefined;
  return {
    names,
    async columns() {
      try {
        columns ??= (await source.columns()).map(({ name }) => name);
      } catch {
        return [];
      }
      return columns;
    },
    async ids(start) {
      const ids: string[] = [];
      try {
        // Ids come in order of their bytes, so those that begin alike stand together.
        for await (const id of source.ids(start === '' ? undefined : start)) {
          if (!id.startsWith(start) || ids.length === IDS_MAX) break;
          ids.push(id);
        }
      } catch {
        return [];
      }
      return ids;
    },
  };
}

import type { Column } from '../../server/index.ts';
import { openUrl } from './open-source.ts';
import type { ExportedSeries } from './source.ts';

/** The series of a collection, one after the other. */
export interface StoredSource {
  /** Points of every series. */
  readonly points: number;
  /** Series that there are now. */
  readonly size: number;
  /** Columns of metadata that there are now, without those that are computed. */
  readonly columns: readonly Column[];
  /** In order of the bytes of their ids, and read as they are asked for. */
  series(): Iterable<ExportedSeries> | AsyncIterable<ExportedSeries>;
  close(): Promise<void>;
}

/** Whether `target` is the URL of a server rather than a directory. */
export function isUrl(target: string): boolean {
  return /^[a-z+]+:\/\//i.test(target);
}

/**
 * Opens what `target` names: a server by its URL, or a data directory, beside its writer if need be.
 * @throws UsageError when a URL is none; ConnectionError `UNREACHABLE`; RemoteError `UNAUTHORIZED`;
 * DatabaseError `NOT_A_DATABASE`; EngineError `CORRUPT`. Nothing is left open.
 */
export async function openStoredSource(
  target: string,
  token: string | undefined,
): Promise<StoredSource> {
  if (!isUrl(target)) {
    const { openStored } = await import('../../server/index.ts');
    const { settings, ...stored } = await openStored(target);
    return { points: settings.length, ...stored };
  }
  const { isComputed } = await import('../../server/index.ts');
  const source = await openUrl(target, token);
  try {
    const columns = await source.columns();
    const { series: size } = await source.stats();
    return {
      points: await source.length(),
      size: typeof size === 'number' ? size : 0,
      columns: columns.filter((column) => !isComputed(column)),
      series: () => source.stored(),
      close: () => source.close(),
    };
  } catch (error) {
    await source.close();
    throw error;
  }
}

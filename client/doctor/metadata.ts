import { type Check, fail, messageOf, ok, warn } from './check.ts';

/** Whether the PostgreSQL server at `url` answers, and keeps what it is told. */
export async function examineMetadata(url: string): Promise<readonly Check[]> {
  const { examinePostgres } = await import('../../server/index.ts');
  try {
    const { version, dataChecksums } = await examinePostgres(url);
    const checksums = dataChecksums
      ? ok('checksums', 'of data are on')
      : warn(
          'checksums',
          'of data are off; a page that a disk damaged may be answered from',
          'stop the server and run pg_checksums --enable',
        );
    return [ok('metadata', `PostgreSQL ${version} answers, and keeps what it is told`), checksums];
  } catch (error) {
    return [fail('metadata', messageOf(error), 'see "vantage serve --help" on --metadata')];
  }
}

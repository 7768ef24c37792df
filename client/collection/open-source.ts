import { DEFAULT_URL } from '../../server/protocol/index.ts';
import { UsageError } from '../command-line/failure.ts';
import { localSource, remoteSource, type Source } from './source.ts';

/** Which collection a command is about. */
export interface SourceChoice {
  /** `--url`: a server. */
  readonly url: string | undefined;
  /** `--data`: a data directory, opened in this process. */
  readonly data: string | undefined;
  /** VANTAGE_URL, which stands in for `--url`. */
  readonly environmentUrl: string | undefined;
  /** VANTAGE_TOKEN, which a server that asks for one is shown. */
  readonly environmentToken: string | undefined;
}

/**
 * Opens the collection that was chosen: the directory, else the server at `url`, at the URL of the
 * environment, or at the default one.
 * @param access 'read' opens a directory beside whoever writes to it
 * @throws UsageError when both are chosen, or a URL is none.
 */
export async function openSource(choice: SourceChoice, access: 'read' | 'write'): Promise<Source> {
  const { url, data, environmentUrl, environmentToken } = choice;
  if (data === undefined) return openUrl(url ?? environmentUrl ?? DEFAULT_URL, environmentToken);
  if (url !== undefined) {
    throw new UsageError('--url and --data exclude each other: a server, or a directory');
  }
  return openDirectory(data, access);
}

/** @throws UsageError when `url` is no URL of a server; ConnectionError `UNREACHABLE`. */
export async function openUrl(url: string, token: string | undefined): Promise<Source> {
  const { connect } = await import('../connection.ts');
  try {
    // A person sees at once that the server is gone, and decides.
    return remoteSource(await connect(url, { token, retry: false }));
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message);
    throw error;
  }
}

/**
 * @param workers threads that compute distances; 0, the default, computes in this one
 * @throws DatabaseError `NOT_A_DATABASE`, `NEWER_FORMAT`; EngineError `LOCKED`, `CORRUPT`.
 */
export async function openDirectory(
  path: string,
  access: 'read' | 'write',
  { workers = 0 }: { readonly workers?: number } = {},
): Promise<Source> {
  const { openDatabase } = await import('../../server/index.ts');
  return localSource(await openDatabase(path, { readOnly: access === 'read', workers }));
}

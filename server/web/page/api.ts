import { askForToken, shownToken } from './token.ts';

/** An answer that is no success. */
class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** What `GET path` answers. @throws ApiError. */
export function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return ask<T>(path, { method: 'GET', signal: signal ?? null });
}

/** What `POST path` answers to a JSON document. @throws ApiError. */
export function post<T>(path: string, document: unknown, signal?: AbortSignal): Promise<T> {
  const headers = { 'Content-Type': 'application/json' };
  const body = JSON.stringify(document);
  return ask<T>(path, { method: 'POST', signal: signal ?? null, headers, body });
}

/** What `POST path` answers to the bytes of a file. @throws ApiError. */
export function postBytes<T>(path: string, body: Blob): Promise<T> {
  const headers = { 'Content-Type': 'application/octet-stream' };
  return ask<T>(path, { method: 'POST', headers, body });
}

async function ask<T>(path: string, init: RequestInit): Promise<T> {
  for (;;) {
    const token = shownToken();
    const headers = { ...(init.headers as Record<string, string> | undefined) };
    if (token !== undefined) headers['Authorization'] = `Bearer ${token}`;
    const response = await fetch(path, { ...init, headers });
    const document: unknown = await response.json().catch(() => undefined);
    if (response.ok) return document as T;
    const { code = 'UNKNOWN', message = `the server answers ${response.status}` } =
      (document as { readonly payload?: Partial<ApiError> } | undefined)?.payload ?? {};
    if (response.status !== 401) throw new ApiError(response.status, code, message);
    await askForToken(message);
  }
}

/** Whether an error only says that nobody waits for the answer any more. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

/** What to tell a person about an error. */
export function messageOf(error: unknown): string {
  if (error instanceof ApiError) return error.message;
  if (error instanceof TypeError) return 'the server does not answer; is it still running?';
  return error instanceof Error ? error.message : String(error);
}

import { EngineError, type EngineErrorCode } from '../errors.ts';

const CODES: Readonly<Record<string, EngineErrorCode>> = {
  ENOENT: 'NOT_FOUND',
  EEXIST: 'EXISTS',
  EACCES: 'PERMISSION',
  EPERM: 'PERMISSION',
  EROFS: 'PERMISSION',
  ENOSPC: 'FULL',
  EDQUOT: 'FULL',
  EFBIG: 'FULL',
};

/** The engine's error for what the operating system said about `path`. */
export function asEngineError(cause: unknown, path: string): EngineError {
  if (cause instanceof EngineError) return cause;
  const { code, message } = cause as NodeJS.ErrnoException;
  return new EngineError(CODES[code ?? ''] ?? 'IO', `${path}: ${message}`, { cause });
}

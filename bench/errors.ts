/** Every code with which a benchmark fails, and when. */
export type BenchErrorCode =
  /** A competitor gave another answer than the oracle, or did other work than its rivals. */
  | 'DISAGREEMENT'
  /** A server under load did not start, or ended early; the message carries its last words. */
  | 'SERVER_FAILED'
  /** What was to be compared is no checkout, no revision, or does not build. */
  | 'NO_BUILD'
  /** A process of a comparison did not end with a report, or a file holds none. */
  | 'LAUNCH_FAILED'
  /** A file that should hold a saved report holds none, or one of another format. */
  | 'NO_REPORT'
  /** Launches are too few, or of different machines, sizes or seeds. */
  | 'NOT_COMPARABLE';

/** A run whose numbers would mean nothing. Callers may test `code` only. */
export class BenchError extends Error {
  override readonly name = 'BenchError';
  readonly code: BenchErrorCode;

  constructor(code: BenchErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

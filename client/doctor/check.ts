/** One thing that was looked at. */
export interface Check {
  /** A word or two. */
  readonly name: string;
  /** `warn`: it works, and there is something to know. `fail`: something will not work. */
  readonly status: 'ok' | 'warn' | 'fail';
  /** What was found, foreign text in it not yet printable. */
  readonly finding: string;
  /** What to do about it; of all that is not ok. */
  readonly remedy?: string | undefined;
}

/** Looks at one or more things. What cannot be looked at is a check that fails, not an error. */
export type Examination = () => Promise<readonly Check[]>;

export function ok(name: string, finding: string): Check {
  return { name, status: 'ok', finding };
}

export function warn(name: string, finding: string, remedy: string): Check {
  return { name, status: 'warn', finding, remedy };
}

export function fail(name: string, finding: string, remedy: string): Check {
  return { name, status: 'fail', finding, remedy };
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

import type { Destination } from './colour.ts';
import { printable } from './printable.ts';
import { cut } from './width.ts';

const LIVE_MS = 100;
const COLUMNS_DEFAULT = 80;
const CLEAR_LINE = '\r\x1b[2K';

/** Where progress goes: standard error, as a rule. */
export interface ProgressStream extends Destination {
  /** Columns of the terminal. */
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

/** Tells how far a command has come. */
export interface Progress {
  /** What is under way now: a live line on a terminal, nothing elsewhere. */
  update(text: string): void;
  /** What begins now and takes a while: a live line on a terminal, a plain line elsewhere. */
  stage(text: string): void;
  /** One step is done: a line, everywhere. */
  step(text: string): void;
  /** Removes the live line; call it before anything else is written. */
  clear(): void;
}

/**
 * Progress on `stream`. Text is made printable here.
 * @param clock milliseconds, never decreasing; the live line changes ten times a second at most
 */
export function createProgress(stream: ProgressStream, clock: () => number): Progress {
  const live = stream.isTTY === true;
  let shownAtMs = Number.NEGATIVE_INFINITY;
  let shown = false;
  const clear = (): void => {
    if (shown) stream.write(CLEAR_LINE);
    shown = false;
  };
  const show = (text: string): void => {
    shownAtMs = clock();
    // A line that wraps could not be cleared.
    const most = Math.max(1, (stream.columns ?? COLUMNS_DEFAULT) - 1);
    stream.write(`${CLEAR_LINE}${cut(printable(text), most)}`);
    shown = true;
  };
  const step = (text: string): void => {
    clear();
    stream.write(`${printable(text)}\n`);
  };
  return {
    update(text) {
      if (live && clock() - shownAtMs >= LIVE_MS) show(text);
    },
    stage: live ? show : step,
    step,
    clear,
  };
}

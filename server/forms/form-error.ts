import { clip } from '../clip.ts';
import type { Span } from './form.ts';

/** Every code with which a text is no forms, and when. */
export type FormErrorCode =
  /** Something stands where it may not, or is nothing at all. */
  | 'SYNTAX'
  /** The text ends inside a list, a record or a text; more of it may make it whole. */
  | 'INCOMPLETE'
  /** More characters or forms than the limit. */
  | 'TOO_LARGE'
  /** Forms inside one another deeper than the limit. */
  | 'TOO_DEEP';

/** A text cannot be read as forms. Callers may test all but the message. */
export class FormError extends Error {
  override readonly name = 'FormError';
  readonly code: FormErrorCode;
  /** Where the fault is, or what it is about. */
  readonly span: Span;

  constructor(code: FormErrorCode, message: string, span: Span) {
    super(message);
    this.code = code;
    this.span = span;
  }
}

/** A place as people count it: both from 1, columns in characters. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** The place of an offset of `text`. Cost: O(offset). */
export function placeOf(text: string, offset: number): Place {
  const before = text.slice(0, offset);
  const lines = before.split('\n');
  return { line: lines.length, column: Array.from(lines.at(-1)!).length + 1 };
}

/** Characters of a form that a message shows. */
const EXCERPT_MAX = 60;

/** The text of a span on one line, cut where it is long. */
export function excerptOf(text: string, { start, end }: Span): string {
  const whole = text.slice(start, end);
  const shown = clip(whole, 4 * EXCERPT_MAX);
  const line = shown.replace(/\s+/gu, ' ');
  const characters = Array.from(line);
  if (characters.length <= EXCERPT_MAX && shown.length === whole.length) return line;
  return `${characters.slice(0, EXCERPT_MAX).join('')}…`;
}

/**
 * Controls, formats (those that reverse or hide text among them), unassigned and private
 * characters, half surrogates, and the separators of lines and paragraphs.
 */
const UNPRINTABLE = /[\p{C}\p{Zl}\p{Zp}]/gu;
const UNPRINTABLE_IN_LINES = /[^\P{C}\n]|[\p{Zl}\p{Zp}]/gu;

/**
 * `text` on one line and as it will be seen: every character that a terminal would act on, or not
 * show, is written as an escape. Whatever came from a user, a file or a server passes through here
 * on its way to a terminal.
 */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, escapeOf);
}

/** As `printable`, for a text of several lines: newlines stay. */
export function printableLines(text: string): string {
  return text.replace(UNPRINTABLE_IN_LINES, escapeOf);
}

const SHORT_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['\t', '\\t'],
  ['\n', '\\n'],
  ['\r', '\\r'],
]);

function escapeOf(character: string): string {
  return SHORT_ESCAPES.get(character) ?? `\\u{${character.codePointAt(0)!.toString(16)}}`;
}

const COMBINING = /\p{M}/u;
const WIDE =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6]/u;

/**
 * Columns that printable `text` takes on a terminal: two a wide character, none a combining mark.
 * Terminals differ on rare characters; a table is then off by a column, nothing more.
 */
export function widthOf(text: string): number {
  let columns = 0;
  for (const character of text) {
    if (COMBINING.test(character)) continue;
    columns += WIDE.test(character) ? 2 : 1;
  }
  return columns;
}

/** The beginning of printable `text`, with … where it was cut to take at most `most` columns. */
export function cut(text: string, most: number): string {
  if (widthOf(text) <= most) return text;
  let columns = 1;
  let kept = '';
  for (const character of text) {
    columns += widthOf(character);
    if (columns > most) break;
    kept += character;
  }
  return `${kept}…`;
}

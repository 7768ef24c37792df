const GAP = '  ';

/** Lines of text in columns: the first to the left, the others, which are numbers, to the right. */
export interface Columns {
  /** Characters of a full line. */
  readonly width: number;
  /** The line of one row. */
  readonly lineOf: (row: readonly string[]) => string;
}

/**
 * Columns wide enough for `rows`, all of one length. Where a line would exceed `widthMax`, what
 * stands in the first column is cut and ends in an ellipsis.
 */
export function columnsOf(rows: readonly (readonly string[])[], widthMax: number): Columns {
  const columnCount = rows[0]?.length ?? 0;
  const widths = Array.from({ length: columnCount }, (_, column) =>
    Math.max(...rows.map((row) => lengthOf(row[column] ?? ''))),
  );
  const rest = widths.slice(1).reduce((sum, width) => sum + GAP.length + width, 0);
  widths[0] = Math.max(1, Math.min(widths[0] ?? 0, widthMax - rest));
  return {
    width: widths[0] + rest,
    lineOf: (row) =>
      row
        .map((text, column) => {
          const width = widths[column] ?? 0;
          const space = ' '.repeat(Math.max(0, width - lengthOf(text)));
          return column === 0 ? cut(text, width) + space : space + text;
        })
        .join(GAP)
        .trimEnd(),
  };
}

/**
 * `text` in lines of at most `width` characters, broken at spaces, the later ones behind `indent`.
 * A word that is longer than a line has one for itself.
 */
export function wrap(text: string, width: number, indent: string): readonly string[] {
  const lines: string[] = [];
  const [first = '', ...words] = text.split(' ');
  let line = first;
  for (const word of words) {
    if (lengthOf(line) + 1 + lengthOf(word) > width) {
      lines.push(line);
      line = indent + word;
    } else {
      line = `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** `text`, or as much of it as fits `width` with an ellipsis. */
export function cut(text: string, width: number): string {
  return lengthOf(text) <= width
    ? text
    : `${Array.from(text)
        .slice(0, width - 1)
        .join('')}…`;
}

/** Text with every control character written out, so that it cannot steer a terminal. */
export function printable(text: string): string {
  return text.replaceAll(/\p{C}/gu, (character) => {
    return `\\u{${character.codePointAt(0)!.toString(16)}}`;
  });
}

function lengthOf(text: string): number {
  return Array.from(text).length;
}

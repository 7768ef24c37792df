import { printable } from '../columns.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for an element or a quoted attribute; control characters are written out. */
export function escapeHtml(text: string): string {
  return printable(text).replaceAll(/[&<>"']/g, (character) => ENTITIES[character]!);
}

/**
 * A table that scrolls for itself where it is wider than its place, also by the keyboard; every cell
 * is text and is escaped here, but for its class.
 */
export function renderHtmlTable(
  head: readonly string[],
  rows: readonly (readonly HtmlCell[])[],
): string {
  const headers = head.map((text) => `<th scope="col">${escapeHtml(text)}</th>`).join('');
  const body = rows.map((row) => `<tr>${row.map(renderCell).join('')}</tr>`);
  return [
    '<div class="wide" tabindex="0" role="group" aria-label="Numbers"><table>',
    `<thead><tr>${headers}</tr></thead>`,
    `<tbody>${body.join('\n')}</tbody>`,
    '</table></div>',
  ].join('\n');
}

/** The text of a cell, or text with a class of the style sheet. */
export type HtmlCell = string | { readonly text: string; readonly style: string };

/** What stands beneath a picture, folded: the table of its numbers. */
export function renderNumbers(table: string, summary = 'Numbers'): string {
  return `<details><summary>${escapeHtml(summary)}</summary>${table}</details>`;
}

function renderCell(cell: HtmlCell, column: number): string {
  if (typeof cell !== 'string') return `<td class="${cell.style}">${escapeHtml(cell.text)}</td>`;
  if (column === 0) return `<th scope="row">${escapeHtml(cell)}</th>`;
  return `<td>${escapeHtml(cell)}</td>`;
}
